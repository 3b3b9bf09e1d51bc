"""A trained model of images: config.json, model.safetensors, reference.safetensors, both networks as ONNX, and card.json."""

from __future__ import annotations

import csv
import math
from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, final

import torch
from torch import nn

from vizvae.checkpoint.files import (
    CONFIG,
    WEIGHTS,
    CheckpointError,
    file_sha256,
    own_file,
    read_json,
    read_tensors,
    write_json,
    write_tensors,
)
from vizvae.checkpoint.folder import ModelFolder, WeightsFolder, read_named_config
from vizvae.checkpoint.networks import network_bytes
from vizvae.config import config_to_dict
from vizvae.latent.aggregate import Reference
from vizvae.latent.density import NUM_PERCENTILES, DensityPercentiles, density_percentiles
from vizvae.models import IMAGE_MODELS, MODELS, build_image_model, build_model
from vizvae.models.base import LatentModel

REFERENCE, HISTORY, DENSITY = "reference.safetensors", "history.csv", "density.json"
DENSITY_KEYS = ("log_density_of_means", "log_density_of_draws")


@dataclass(frozen=True, kw_only=True, eq=False)
class Loaded:
    """What was in the files of a checkpoint."""

    model: LatentModel
    reference: Reference
    density_quantiles: DensityPercentiles | None
    """See `load_density_quantiles`"""


class Checkpoint(ModelFolder):
    """A folder whose model has latents, with its encodings: what the sliders and the map open. Weights and encodings are read when asked
    for."""

    @cached_property
    @abstractmethod
    def config(self) -> dict[str, Any]:
        """`model`: registered name, `model_config`: its configuration."""

    @property
    @abstractmethod
    def stochastic(self) -> bool:
        """Whether the encoder gives a distribution"""

    @property
    @abstractmethod
    def has_encoder(self) -> bool:
        """False for a decoder from elsewhere that came alone"""

    @property
    @abstractmethod
    def data_key(self) -> str:
        """Of the images that it was trained on"""

    @abstractmethod
    def load_model(self) -> LatentModel:
        """The model with its weights.

        Raises CheckpointError if a file is missing, damaged, does not match the card, or does not fit the configuration.
        """

    @final
    def load(self) -> Loaded:
        """All that is opened of it, at once. Raises CheckpointError as each of the readers does."""
        reference = self.load_reference()
        return Loaded(reference=reference, density_quantiles=self.load_density_quantiles(), model=self.load_model())

    @abstractmethod
    def network(self, name: str) -> bytes:
        """`decoder.onnx` or `encoder.onnx`, whole and with one input, as a browser takes it.

        Raises CheckpointError if it is not there.
        """

    @final
    def load_reference(self) -> Reference:
        """Encodings of the committed sample.

        Raises CheckpointError if the file is missing, damaged, or was written by a version that kept other facts.
        """
        path = self.folder / REFERENCE
        tensors = read_tensors(path)
        expected = sorted({"mu", "z", "recon_nll"} | ({"logvar"} if self.stochastic else set()))
        shapes = {name: tuple(value.shape) for name, value in sorted(tensors.items())}
        count_and_dim = shapes.get("mu", ())
        fits = len(count_and_dim) == 2 and all(
            shape == (count_and_dim[:1] if name == "recon_nll" else count_and_dim) for name, shape in shapes.items()
        )
        if sorted(tensors) != expected or not fits:
            raise CheckpointError(
                f"{path}: expected {', '.join(expected)}, each of (image, latent) and recon_nll of (image), got {shapes}; "
                f"write it anew with `python -m vizvae export {self.name}`"
            )
        return Reference(mu=tensors["mu"], z=tensors["z"], logvar=tensors.get("logvar"), recon_nll=tensors["recon_nll"])

    @final
    def load_density_quantiles(self) -> DensityPercentiles | None:
        """Percentiles of log density over the encodings, as `write_reference` has kept them: they take seconds to compute. None where there
        are none, as in checkpoints of earlier versions, or where they are of other encodings."""
        try:
            kept = read_json(self.folder / DENSITY)
            if kept["reference_sha256"] != file_sha256(self.folder / REFERENCE):
                return None
            means, draws = (tuple(map(float, kept[key])) for key in DENSITY_KEYS)
        except (CheckpointError, OSError, KeyError, TypeError, ValueError):
            return None
        if any(len(one) != NUM_PERCENTILES or not all(map(math.isfinite, one)) for one in (means, draws)):
            return None
        return DensityPercentiles(means=means, draws=draws)


def seconds_of_training(folder: Path, card: dict[str, Any]) -> float | None:
    """Wall time of the run that ended as this folder, whatever machine it had: as its card tells, or its history where the card is from
    before cards told. Not of a run that it went on from. None where neither tells."""
    if "training_seconds" in card:
        return card["training_seconds"]
    try:
        with own_file(folder, HISTORY).open(encoding="utf-8", newline="") as file:
            return sum(float(row["seconds"]) for row in csv.DictReader(file))
    except (OSError, KeyError, TypeError, ValueError):
        return None


class TrainedCheckpoint(WeightsFolder, Checkpoint):
    """One of a class of `MODELS`"""

    @cached_property
    def config(self) -> dict[str, Any]:
        return read_named_config(self.folder, MODELS)

    @property
    def stochastic(self) -> bool:
        return MODELS[self.config["model"]][1].stochastic

    @property
    def has_encoder(self) -> bool:
        return True

    @property
    def data_key(self) -> str:
        return str(self.card["data"]["key"])

    def load_model(self) -> LatentModel:
        model = self.load_weights(lambda: build_model(self.config["model"], self.config["model_config"]))
        # Convolutions on the CPU were measured twice as fast in this layout.
        return model.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]

    def network(self, name: str) -> bytes:
        return network_bytes(own_file(self.folder, name))


class ImageModelFolder(WeightsFolder):
    """A folder with any of `IMAGE_MODELS`, of which no more is asked than its weights."""

    @cached_property
    def config(self) -> dict[str, Any]:
        """`model`: registered name, `model_config`: its configuration."""
        return read_named_config(self.folder, IMAGE_MODELS)

    def load_model(self) -> nn.Module:
        """The model with its weights.

        Raises CheckpointError if a file is missing or damaged, or does not fit the card or the configuration.
        """
        return self.load_weights(lambda: build_image_model(self.config["model"], self.config["model_config"]))


def write_model(folder: Path, model_name: str, model: LatentModel, reference: Reference) -> str:
    """Write configuration, weights and encodings; returns the weights' SHA-256. The card comes last, see `write_new_card`."""
    write_network(folder, model_name, model)
    write_reference(folder, reference)
    return file_sha256(folder / WEIGHTS)


def write_network(folder: Path, model_name: str, model: nn.Module) -> None:
    """Write configuration and weights of one of `IMAGE_MODELS`."""
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / CONFIG, {"model": model_name, "model_config": config_to_dict(model.config)})
    write_tensors(folder / WEIGHTS, model.state_dict())


def write_reference(folder: Path, reference: Reference) -> None:
    """Encodings of the committed sample; what follows from them at once (KL, statistics) is not kept twice, but what takes
    seconds (percentiles of their density) is."""
    encodings = {"mu": reference.mu, "z": reference.z, "recon_nll": reference.recon_nll}
    if reference.logvar is not None:
        encodings["logvar"] = reference.logvar
    write_tensors(folder / REFERENCE, encodings)
    try:
        quantiles = density_percentiles(reference)
    except ValueError:  # of encodings that say nothing, or are too few, there is no density
        (folder / DENSITY).unlink(missing_ok=True)
        return
    percentiles = dict(zip(DENSITY_KEYS, (quantiles.means, quantiles.draws), strict=True))
    write_json(folder / DENSITY, {"reference_sha256": file_sha256(folder / REFERENCE), **percentiles})
