"""Checkpoints of a run: its own folder when it ends, and one of its own for a model that still trains."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from jaxtyping import UInt8
from torch import Tensor

from vizvae.checkpoint import CARD, DECODER, ENCODER, write_network, write_new_card, write_reference
from vizvae.config import config_to_dict
from vizvae.data.binarise import fixed_binarisation
from vizvae.data.images import ImageSet, load_images
from vizvae.export import export_decoder, export_encoder
from vizvae.latent.aggregate import encode_reference
from vizvae.models import MODELS, build_image_model
from vizvae.models.base import LatentModel
from vizvae.models.gan import Gan
from vizvae.models.mixture import Mixture
from vizvae.runs.control import Change
from vizvae.runs.events import changes_made
from vizvae.runs.folder import read_run
from vizvae.runs.metrics import METRICS, trained_seconds
from vizvae.training.config import TrainConfig
from vizvae.training.origin import how_it_came_about
from vizvae.training.schedule import in_force
from vizvae.training.snapshot import load_snapshot
from vizvae.training.state import TrainingState, check_same_images
from vizvae.words import counted

CODES_OF_MIXTURE = 20_000
SEED_OF_MIXTURE = 0


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """How far the weights have come, and by which way."""

    steps: int
    epoch: float
    """Passes done."""
    epochs_changes: list[dict[str, int]]
    arithmetic: list[dict[str, Any]]
    """See `TrainingState`."""
    changes: list[Change]
    seconds: float
    """Trained, without pauses."""
    command: str
    started_from: dict[str, Any] | None

    @classmethod
    def of(cls, state: TrainingState, folder: Path, epoch: float, command: str, seconds: float) -> Provenance:
        return cls(
            steps=state.step,
            epoch=epoch,
            epochs_changes=state.epochs_changes,
            arithmetic=state.arithmetic,
            changes=state.changes,
            seconds=seconds,
            command=command,
            started_from=how_it_came_about(state.config, folder),
        )


def evaluated_model(state: TrainingState, *, averaged: bool = True) -> Any:
    """A copy of the model, on the CPU, with the weights that are evaluated and kept, or with those as they are."""
    model = build_image_model(state.config.model, state.config.model_config)
    model.load_state_dict(state.evaluation_weights() if averaged else state.model.state_dict())
    return model.eval().requires_grad_(False)


def finish(model: Any, config: TrainConfig, training: ImageSet, folder: Path, provenance: Provenance) -> None:
    """Write `model` as a checkpoint; the card comes last."""
    if isinstance(model, LatentModel) and isinstance(model.prior, Mixture):
        _fit(model.prior, model, training.images)
    write_network(folder, config.model, model)
    if config.model in MODELS:
        write_reference(folder, encode_reference(model, load_images(config.data, "sample")))
    if isinstance(model, LatentModel | Gan):
        export_decoder(model, folder / DECODER)
    if isinstance(model, LatentModel):
        export_encoder(model, folder / ENCODER)
    _write_card(folder, config, model, training, provenance)


@torch.no_grad()
def _fit(mixture: Mixture, model: LatentModel, images: UInt8[Tensor, "image channel height width"]) -> None:
    """To the codes of the first training images, binarised by one draw."""
    x = fixed_binarisation(images[:CODES_OF_MIXTURE], SEED_OF_MIXTURE)
    mixture.fit(torch.cat([model.encode(part).mu for part in x.split(1000)]), seed=SEED_OF_MIXTURE)


def publish(folder: Path) -> str:
    """The latest snapshot of a run that still trains, as a checkpoint of its own beside it, which every page can open; its name.

    Takes seconds, most of them for ONNX. Raises ValueError before the first snapshot, for a run that has finished, and where its data set
    has other images by now.
    """
    model, place = load_snapshot(folder)
    target = folder.parent / f"{folder.name}-step-{place['step']}"
    if (target / CARD).exists():
        return target.name
    spec = read_run(folder, TrainConfig)
    training = load_images(spec.config.data, "train")
    check_same_images(folder, spec.config, place.get("images", ""), training.fingerprint)
    provenance = Provenance(
        steps=place["step"],
        epoch=place["epoch"],
        epochs_changes=place["epochs_changes"],
        arithmetic=place.get("arithmetic", []),
        changes=[*spec.config.changes, *changes_made(folder)],
        seconds=trained_seconds(folder),
        command=spec.command,
        started_from=how_it_came_about(spec.config, folder),
    )
    with tempfile.TemporaryDirectory(prefix=".publishing-", dir=folder.parent) as aside:
        whole = Path(aside) / target.name
        whole.mkdir()
        shutil.copy(folder / METRICS, whole / METRICS)
        finish(model, spec.config, training, whole, provenance)
        try:
            os.rename(whole, target)
        except OSError:  # somebody else was quicker, with the same step
            if not (target / CARD).exists():
                raise
    return target.name


def _write_card(folder: Path, config: TrainConfig, model: Any, training: ImageSet, provenance: Provenance) -> None:
    held_out = "validation and test images"
    if training.source == "full" and training.spec.sample_from == "train":
        held_out += "; the committed sample is the validation set"
    name = model.full_title if isinstance(model, LatentModel) else model.title
    latents = counted(model.latent_dim, "latent") if isinstance(model, LatentModel | Gan) else ""
    write_new_card(
        folder,
        title=", ".join(part for part in (training.spec.title, name, config.objective.title, latents) if part),
        data={
            "key": config.data,
            "trained_on": training.description,
            "fingerprint": training.fingerprint,
            "held_out": held_out,
        },
        training=config_to_dict(config),
        epochs_changes=provenance.epochs_changes,
        changes=[asdict(change) for change in in_force(provenance.changes) if change.step < provenance.steps],
        stopped_early=None if provenance.epoch >= config.epochs else {"epoch": round(provenance.epoch, 4), "of": config.epochs},
        steps=provenance.steps,
        training_seconds=round(provenance.seconds, 1),
        num_parameters=sum(
            value.numel() for value in (model.state_dict().values() if config.model in MODELS else model.parameters())
        ),
        command=provenance.command,
        arithmetic=provenance.arithmetic,
        started_from=provenance.started_from,
        evaluations=[],
    )
