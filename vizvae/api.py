"""What `import vizvae` gives: a model by its name, and the questions one asks of it. Arrays are checked where they come in: what is not
as it should be is a sentence that says what was expected, what came and what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import torch
from jaxtyping import Float
from torch import Tensor
from tqdm import tqdm

from vizvae.catalogue import find_checkpoint, list_checkpoints
from vizvae.checkpoint import CheckpointError
from vizvae.latent.traversal import latents_by_weight, slider_range, traversals
from vizvae.models.base import LatentModel, Posterior

if TYPE_CHECKING:
    import numpy as np

    from vizvae.metrics.likelihood import Evaluation

PRIOR_REACH = 3.0
"""Standard deviations of N(0, I) to either side, where no encodings say how far the data lie"""


def list_models(kind: Literal["image", "graph"] = "image") -> list[str]:
    """Names of the models that ship and of those trained or adopted on this machine, the ones that ship first.

    `kind`: models of images, which `load_model` opens, or models of graphs (`python -m vizvae graph --help`).
    """
    if kind == "image":
        return [checkpoint.name for checkpoint in list_checkpoints()]
    if kind == "graph":
        from vizvae.graph.catalogue import graph_catalogue

        return [model.name for model in graph_catalogue().checkpoints]
    raise ValueError(f"kind: expected 'image' or 'graph', got {kind!r}")


def load_model(name: str) -> LatentModel:
    """The trained model of images `name`, on the CPU, ready to encode and decode.

    Raises `vizvae.checkpoint.CheckpointError`, a ValueError, for an unknown name, listing the known ones.
    """
    try:
        return find_checkpoint(name).load_model()
    except CheckpointError as error:
        if name in list_models("graph"):
            raise CheckpointError(f"{name} is a model of a graph: expected one of images, such as {list_models()[0]}") from error
        raise


@torch.no_grad()
def encode(model: LatentModel | str, images: Tensor | np.ndarray) -> Posterior:
    """q(z|x): its mean `mu` (image, latent), for a variational model log σ² `logvar`, and `sample(generator=…)`.

    `images`: (image, channel, height, width), floats in [0, 1], as the model takes them: one whose pixels are Bernoulli has seen black and
    white (`vizvae.data.binarise`), and takes grey ones as they are. Raises ValueError for any other array.
    """
    model = _model(model)
    return model.encode(_images(images, model))


@torch.no_grad()
def decode(model: LatentModel | str, z: Tensor | np.ndarray) -> Float[Tensor, "image channel height width"]:
    """E[x|z], pixels in [0, 1], for latents `z` (image, latent). Raises ValueError for an array of another shape, or values not finite."""
    model = _model(model)
    return model.decode_mean(_latents(z, model))


@dataclass(frozen=True, kw_only=True, eq=False)
class Traversal:
    """One latent varies in each row, the others stay."""

    latents: list[int]
    """Which latent varies, a row each"""
    values: Float[Tensor, "row value"]
    """What it is at each image"""
    z: Float[Tensor, "row value latent"]
    images: Float[Tensor, "row value channel height width"]
    """E[x|z], pixels in [0, 1]"""


@torch.no_grad()
def traverse(
    model: LatentModel | str,
    image: Tensor | np.ndarray | None = None,
    latents: Sequence[int] | None = None,
    *,
    num_values: int = 9,
) -> Traversal:
    """What each latent does to an image.

    `image`: (channel, height, width), floats in [0, 1], encoded to its posterior mean; without one the traversal starts from the mean of
    the data's codes. `latents`: which, from 0 on; without them all that carry something, the one that carries most first. Each goes from
    three standard deviations of the data's codes below their mean to three above; of a model that is not given by its name, whose data
    nobody knows, from −3 to 3, over all latents, starting from 0. Raises ValueError for bad arrays, latents or numbers.
    """
    if num_values < 2:
        raise ValueError(f"num_values: expected at least 2, got {num_values}")
    opened = _model(model)
    reference = find_checkpoint(model).load_reference() if isinstance(model, str) else None
    if image is not None:
        z = opened.encode(_images(image, opened, single=True)).mu[0]
    else:
        z = torch.zeros(opened.latent_dim) if reference is None else reference.mean
    if latents is None:
        latents = list(range(opened.latent_dim)) if reference is None else latents_by_weight(reference)
    if not latents:
        raise ValueError("no latent of this model carries anything: name those to vary, as latents=[0, 1]")
    ends = [
        (-PRIOR_REACH, PRIOR_REACH) if reference is None else slider_range(reference, _latent(one, opened)) for one in latents
    ]
    paths = traversals(z, latents, ends, num_values)
    values = torch.stack([path[:, one] for path, one in zip(paths, latents, strict=True)])
    images = opened.decode_mean(paths.flatten(0, 1)).unflatten(0, paths.shape[:2])
    return Traversal(latents=list(latents), values=values, z=paths, images=images)


def evaluate(
    model: LatentModel | str, data: str | None = None, *, num_samples: int = 500, num_images: int = 1_000, progress: bool = True
) -> Evaluation:
    """ELBO, its terms, −log p(x) by the importance-weighted bound with its interval, active units, KL of each latent: nats, means over
    test images. What a figure is over stands in its `protocol`.

    `data`: a registered image set or one of your own; without it the one that the model was trained on. `num_samples`: posterior draws an
    image. `progress`: a bar in the terminal. Raises ValueError for unknown names and numbers that give no interval, and where the test
    images that are here now are not such that the model has not seen.
    """
    from vizvae.data.images import load_images
    from vizvae.data.registry import image_spec
    from vizvae.metrics.likelihood import evaluate as measured
    from vizvae.trained_on import held_out_images

    checkpoint = find_checkpoint(model) if isinstance(model, str) else None
    if data is None:
        if checkpoint is None:
            raise ValueError(
                "data: expected the name of an image set, such as 'mnist', for a model that is not given by its name"
            )
        data = checkpoint.data_key
    opened, shape = _model(model), tuple(image_spec(data).image_shape)
    if opened.image_shape != shape:
        raise ValueError(
            f"data: expected images of {opened.image_shape} (channel, height, width), as the model takes, got {data} of {shape}"
        )
    known = checkpoint if checkpoint and checkpoint.data_key == data else None
    test = held_out_images(known, "test") if known else load_images(data, "test")
    with tqdm(total=min(num_images, len(test)), unit="image", disable=None if progress else True) as bar:
        return measured(opened, test, num_samples=num_samples, num_images=num_images, progress=bar.update)


def train(name: str, *, data: str = "mnist", model: str = "vae_mlp", progress: bool = True, **settings: Any) -> Path:
    """Train a model of images here and now; returns its folder, and `load_model(name)` opens it.

    `settings`: fields of `vizvae.training.config.TrainConfig`, as `epochs=5, objective={"beta": 4.0}, model_config={"latent_dim": 2}`.
    What was trained so far is kept when it is interrupted, and the same call goes on from there, to the same weights. The dashboard's Train
    page shows it while it runs. Raises ValueError for a bad name, unknown settings, a finished model of that name, and where training
    diverges.
    """
    from vizvae.config import config_from_dict
    from vizvae.paths import runs_dir
    from vizvae.runs.names import free_name
    from vizvae.training.command import command_of
    from vizvae.training.config import TrainConfig
    from vizvae.training.families import check_family, with_usual
    from vizvae.training.loop import EpochReport
    from vizvae.training.pixels import completed
    from vizvae.training.run import train_in_folder

    config = config_from_dict(TrainConfig, completed(with_usual({"data": data, "model": model, **settings})))
    check_family(config)
    folder = runs_dir() / free_name(name)
    with tqdm(total=config.epochs, unit="pass", disable=None if progress else True) as bar:
        for report in train_in_folder(config, folder, command=command_of(config, f"runs/{name}")):
            if isinstance(report, EpochReport):
                bar.update(report.epoch - bar.n)
                bar.set_postfix(loss=f"{report.loss:.2f}")
    return folder


def _model(model: LatentModel | str) -> LatentModel:
    if isinstance(model, str):
        return load_model(model)
    if isinstance(model, LatentModel):
        return model
    raise TypeError(
        f"model: expected a name of vizvae.list_models() or a model of vizvae.load_model, got {type(model).__name__}; "
        "vizvae.adopt takes models of other classes"
    )


def _images(images: Tensor | np.ndarray, model: LatentModel, *, single: bool = False) -> Tensor:
    """With a batch axis. Raises ValueError for all that the model would take for something else, or stumble over."""
    x, (channels, height, width) = torch.as_tensor(images), model.image_shape
    name = "image" if single else "images"
    batch, many = ("", "") if single else ("image, ", "…, ")
    if not x.is_floating_point():
        raise ValueError(f"{name}: expected floats in [0, 1], got {x.dtype}: divide bytes by 255")
    if x.shape[-3:] != (channels, height, width) or x.ndim != (3 if single else 4):
        hint = ""
        if not single and tuple(x.shape) == (channels, height, width):
            hint = f": give {name}[None], a batch of one"
        elif single and x.ndim == 4:
            hint = ": give one image, as images[0]"
        elif channels == 1 and x.shape[-2:] == (height, width) and x.ndim == (2 if single else 3):
            hint = f": give {name}{'[None]' if single else '[:, None]'}, with the axis of its one channel"
        elif x.shape[-3:] == (height, width, channels):
            hint = f": put the channels first, as .permute({'2, 0, 1' if single else '0, 3, 1, 2'}) does"
        raise ValueError(
            f"{name}: expected ({batch}channel, height, width) = ({many}{channels}, {height}, {width}), got {tuple(x.shape)}{hint}"
        )
    if not x.numel():
        raise ValueError(f"{name}: expected at least one, got none")
    if not torch.isfinite(x).all() or x.min() < 0 or x.max() > 1:
        raise ValueError(f"{name}: expected pixels in [0, 1], got values from {x.min():.4g} to {x.max():.4g}")
    x = x.float()
    return x[None] if single else x


def _latents(z: Tensor | np.ndarray, model: LatentModel) -> Tensor:
    latents = z if isinstance(z, Tensor) else torch.tensor(z)  # a copy: an array that cannot be written to is no tensor
    if latents.ndim != 2 or latents.shape[1] != model.latent_dim:
        hint = ": give z[None], a batch of one" if tuple(latents.shape) == (model.latent_dim,) else ""
        raise ValueError(f"z: expected (image, latent) = (…, {model.latent_dim}), got {tuple(latents.shape)}{hint}")
    latents = latents.float()
    if not torch.isfinite(latents).all():
        raise ValueError("z: expected finite numbers, got others")
    return latents


def _latent(latent: int, model: LatentModel) -> int:
    if not 0 <= latent < model.latent_dim:
        raise ValueError(f"latents: expected numbers from 0 to {model.latent_dim - 1}, got {latent}")
    return latent
