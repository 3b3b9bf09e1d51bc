"""snapshot.safetensors: what the live views draw while a run trains, always of the same images and the same noise, so that things
glide instead of jump. Weights too: a model may be opened and kept before its training has ended.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float, Int64, UInt8
from safetensors import SafetensorError, safe_open
from torch import Tensor

from vizvae.checkpoint import write_tensors
from vizvae.data.binarise import binarise
from vizvae.data.images import ImageSet
from vizvae.gaussian import DiagonalGaussian
from vizvae.latent.lattice import decode_lattice, latent_plane, plane_lattice, quantile_values
from vizvae.models import build_image_model
from vizvae.models.base import LatentModel
from vizvae.runs.folder import read_run
from vizvae.training.config import TrainConfig
from vizvae.training.families import family_of
from vizvae.training.state import TrainingState

SNAPSHOT = "snapshot.safetensors"
RAW = "raw."
"""Before the names of what the weights show as they are, not averaged"""
SAME = ("images", "labels")
"""What does not depend on the weights"""
NUM_CODES, NUM_IMAGES, NUM_DRAWS, LATTICE = 1000, 20, 40, 14
VIEW_SEED = 20260405
OPTIONAL = ("images", "recon", "mu", "labels", "logvar", "kl_per_dim", "prior", "lattice")


@dataclass(frozen=True, kw_only=True)
class LiveView:
    """What a run looks like after `step` steps, with the weights to evaluate and keep: their average, unless the run has none. Images
    are bytes (255 is ink), rows are the same images and draws in every snapshot."""

    step: int
    epoch: float
    images: UInt8[Tensor, "image channel height width"] | None
    """Fixed validation images, as the model sees them. None for a model without an encoder, like the next three."""
    recon: UInt8[Tensor, "image channel height width"] | None
    """Expected pixels given the posterior mean of each."""
    mu: Float[Tensor, "code latent"] | None
    """Posterior means of the first validation images, the points of the map."""
    labels: Int64[Tensor, " code"] | None
    logvar: Float[Tensor, "code latent"] | None
    """None for a deterministic model."""
    kl_per_dim: Float[Tensor, " latent"] | None
    """Mean over those codes, nats; None for a deterministic model, and one with another prior than the standard normal."""
    prior: UInt8[Tensor, "draw channel height width"] | None
    """Expected pixels of the model's own images, of fixed random numbers; None for one that makes none."""
    lattice: UInt8[Tensor, "row column channel height width"] | None
    """For two latents and a standard normal prior: the plane at its quantiles, the largest second latent on top. Of a deterministic model
    at the quantiles of a Gaussian fitted to its codes."""
    raw: dict[str, Tensor]
    """The same by name, but for images and labels, with the weights as they are; empty where no average is kept."""


class Viewer:
    """Takes snapshots of a model in training."""

    def __init__(self, config: TrainConfig, validation: ImageSet) -> None:
        self.family = family_of(config)
        self.model = build_image_model(config.model, config.model_config).eval().requires_grad_(False)
        self.latent = self.model if isinstance(self.model, LatentModel) else None
        self.flat = False
        if self.latent is None:
            return
        codes = validation.subset(torch.arange(min(NUM_CODES, len(validation))))
        self.pixels = binarise(codes.images, config.binarisation, generator=torch.Generator().manual_seed(VIEW_SEED))
        self.labels = codes.labels
        self.flat = self.latent.latent_dim == 2 and self.latent.standard_prior

    @torch.no_grad()
    def take(self, folder: Path, state: TrainingState, *, epoch: float, keep_weights: bool = True) -> None:
        """Write the snapshot of the weights to evaluate, and of those as they are. Raises OSError where the disk is
        full; the one before then stays."""
        tensors = {}
        if state.average:
            self.model.load_state_dict(state.model.state_dict())
            tensors = {RAW + name: value for name, value in self._pictures().items() if name not in SAME}
        self.model.load_state_dict(state.evaluation_weights())
        tensors |= self._pictures()
        if keep_weights:
            tensors |= {f"weights.{name}": value for name, value in self.model.state_dict().items()}
        kept = {name: getattr(state, name) for name in ("step", "epochs_changes", "arithmetic", "images")}
        place = {**kept, "epoch": epoch}
        write_tensors(folder / SNAPSHOT, tensors, {"place": json.dumps(place)})

    def _pictures(self) -> dict[str, Tensor]:
        tensors = {} if self.latent is None else self._codes(self.latent)
        draws = self.family.draw(self.model, NUM_DRAWS, torch.Generator().manual_seed(VIEW_SEED))
        if draws is not None:
            tensors["prior"] = _bytes(draws)
        return tensors

    def _codes(self, model: LatentModel) -> dict[str, Tensor]:
        posterior = model.encode(self.pixels)
        tensors = {
            "mu": posterior.mu,
            "labels": self.labels,
            "images": _bytes(self.pixels[:NUM_IMAGES]),
            "recon": _bytes(model.decode_mean(posterior.mu[:NUM_IMAGES])),
        }
        if isinstance(posterior, DiagonalGaussian):
            tensors["logvar"] = posterior.logvar
            if model.standard_prior:
                tensors["kl_per_dim"] = posterior.kl_per_dim.mean(0)
        if self.flat:
            tensors["lattice"] = _bytes(decode_lattice(model, _lattice(None if model.stochastic else posterior.mu)))
        return tensors


def _lattice(codes: Float[Tensor, "code 2"] | None) -> Float[Tensor, "row column 2"]:
    """Of a deterministic model, which has no prior, its `codes` say where: they may lie anywhere."""
    mean, std = (torch.zeros(2), torch.ones(2)) if codes is None else (codes.mean(0), codes.std(0, correction=0).clamp_min(1e-6))
    across, up = (quantile_values(LATTICE, float(mean[axis]), float(std[axis])) for axis in (0, 1))
    return plane_lattice(torch.zeros(2), latent_plane(0, 1, 2), across, up)


def read_view(folder: Path) -> LiveView | None:
    """The latest snapshot's pictures and codes, None before the first. The weights are left on the disk.

    Raises ValueError for a damaged file.
    """
    found = _read(folder, "")
    if found is None:
        return None
    tensors, place = found
    raw = {name.removeprefix(RAW): value for name, value in tensors.items() if name.startswith(RAW)}
    averaged = {name: value for name, value in tensors.items() if not name.startswith(RAW)}
    try:
        fields: dict[str, Any] = {
            **dict.fromkeys(OPTIONAL),
            **averaged,
            "step": place["step"],
            "epoch": place["epoch"],
            "raw": raw,
        }
        return LiveView(**fields)
    except (TypeError, KeyError) as error:
        raise ValueError(
            f"{folder / SNAPSHOT} is of another version ({error}); it is written anew when the run goes on"
        ) from error


def load_snapshot(folder: Path) -> tuple[Any, dict[str, Any]]:
    """The model of the latest snapshot, and how far it had come: `step`, `epoch` (passes), `epochs_changes`, `arithmetic`, and on which
    `images`, by their fingerprint; early versions wrote neither of the last two.

    Raises ValueError before the first snapshot, and for a damaged file.
    """
    found = _read(folder, "weights.")
    if found is None or not found[0]:
        raise ValueError(
            f"{folder.name} has no snapshot to open: it is not training yet, or has finished and is a model of its own"
        )
    weights, place = found
    config = read_run(folder, TrainConfig).config
    model = build_image_model(config.model, config.model_config)
    model.load_state_dict(weights)
    model = model.to(memory_format=torch.channels_last)
    return model.eval().requires_grad_(False), place


def _read(folder: Path, prefix: str) -> tuple[dict[str, Tensor], dict[str, Any]] | None:
    path = folder / SNAPSHOT
    try:
        with safe_open(path, framework="pt") as file:
            names = [name for name in file.keys() if name.startswith("weights.") == bool(prefix)]  # noqa: SIM118 (not a dictionary)
            tensors = {name.removeprefix(prefix): file.get_tensor(name) for name in names}
            return tensors, json.loads(file.metadata()["place"])
    except FileNotFoundError:
        return None
    except (SafetensorError, OSError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path} is damaged ({error}); it is written anew when the run goes on") from error


def _bytes(pixels: Tensor) -> Tensor:
    return (pixels * 255).round().to(torch.uint8)
