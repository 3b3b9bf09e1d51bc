"""A module of this process as a model that the pages open: its files lie in a folder that goes with the process."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path
from typing import Any

import torch
from torch import nn

from vizvae.adoption.adopting import adopt_into, as_evaluated
from vizvae.adoption.findings import Findings
from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import DECODER, ENCODER, Checkpoint, write_model, write_new_card
from vizvae.data.images import load_images
from vizvae.data.registry import image_spec, image_specs
from vizvae.export import export_decoder, export_encoder
from vizvae.latent.aggregate import encode_reference
from vizvae.models import MODELS
from vizvae.models.base import LatentModel
from vizvae.paths import process_dir
from vizvae.words import counted

_numbers = itertools.count(1)


def hold(module: nn.Module, images: Any) -> Checkpoint:
    """The module with its weights as they are now. A model of ours that is shown with an image set is scored, too; of any other it is found
    out how it is used, as `vizvae.adopt` does.

    Raises ValueError where that cannot be found out, or where module and images do not fit.
    """
    name = f"live-{next(_numbers)}-{type(module).__name__}"
    title = f"{type(module).__name__} of this notebook"
    registered = next((key for key, (_, kind) in MODELS.items() if type(module) is kind), None)
    if isinstance(module, LatentModel) and registered and isinstance(images, str) and images in image_specs():
        with as_evaluated(module):
            hold_model(
                name,
                registered,
                module,
                images,
                f"{type(module).__name__} of this notebook",
                trained_on="what this notebook trained it on",
            )
    else:
        adopt_into(process_dir() / name, name, module, images, title=title, findings=Findings())
    return find_checkpoint(name)


@torch.no_grad()
def hold_model(
    name: str,
    registered: str,
    model: LatentModel,
    data: str,
    title: str,
    *,
    trained_on: str,
    networks: tuple[bytes, bytes] | None = None,
) -> Path:
    """Write a model of ours as a checkpoint of this process. `networks`: decoder and encoder, where they are known already.

    Raises ValueError where the images are of another shape.
    """
    spec = image_spec(data)
    if spec.image_shape != model.image_shape:
        raise ValueError(f"images: expected images of {model.image_shape}, as the model has them, got {data}: {spec.image_shape}")
    sample = load_images(data, "sample")
    folder = process_dir() / name
    write_model(folder, registered, model, encode_reference(model, sample))
    if networks is None:
        export_decoder(model, folder / DECODER)
        export_encoder(model, folder / ENCODER)
    else:
        for file, content in zip((DECODER, ENCODER), networks, strict=True):
            (folder / file).write_bytes(content)
    write_new_card(
        folder,
        title=f"{title}, {counted(model.latent_dim, 'latent')}",
        data={"key": data, "trained_on": f"{trained_on}; shown with {spec.title}"},
        num_parameters=sum(value.numel() for value in model.state_dict().values()),
        command="",
        evaluations=[],
    )
    return folder


def let_go(name: str) -> None:
    shutil.rmtree(process_dir() / name, ignore_errors=True)
