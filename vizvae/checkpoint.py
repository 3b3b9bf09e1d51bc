"""A trained model as a folder of plain files: JSON, safetensors, CSV and ONNX. Nothing in it is ever executed."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor

from vizvae.atomic_write import atomic_write
from vizvae.card import check_card
from vizvae.config import config_to_dict
from vizvae.latent.aggregate import Reference
from vizvae.latent.density import NUM_PERCENTILES, density_percentiles
from vizvae.models import MODELS, build_model
from vizvae.models.base import LatentModel
from vizvae.single_flight import single_flight

WEIGHTS, CONFIG, CARD, REFERENCE = "model.safetensors", "config.json", "card.json", "reference.safetensors"
DECODER, ENCODER, HISTORY = "decoder.onnx", "encoder.onnx", "history.csv"
DENSITY = "density.json"


class CheckpointError(ValueError):
    """A checkpoint folder that cannot be used; the message says what was expected, what was found and what to do."""


@dataclass(frozen=True)
class ModelFolder:
    """A folder with a trained model of any kind: what its card says."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @cached_property
    def card(self) -> dict[str, Any]:
        return read_json(self.folder / CARD)

    @property
    def title(self) -> str:
        return str(self.card["title"])

    @property
    def digest(self) -> str:
        """Short hash of the weights, for URLs and caches."""
        return str(self.card["weights_sha256"])[:16]


class Checkpoint(ModelFolder):
    """A checkpoint folder whose card has been read; weights and encodings are read when asked for."""

    @cached_property
    def config(self) -> dict[str, Any]:
        """`model`: registered name, `model_config`: its configuration."""
        config = read_json(self.folder / CONFIG)
        if set(config) != {"model", "model_config"}:
            raise CheckpointError(f"{self.folder / CONFIG}: expected the keys model and model_config, got {sorted(config)}")
        if not isinstance(config["model"], str) or not isinstance(config["model_config"], dict):
            raise CheckpointError(f"{self.folder / CONFIG}: expected a name as model and an object as model_config, got others")
        return config

    def load_model(self) -> LatentModel:
        """The model with its weights.

        Raises CheckpointError if a file is missing, damaged, does not match the card, or does not fit the configuration.
        """
        path = self.folder / WEIGHTS
        weights = read_tensors(path)
        found = file_sha256(path)
        if found != self.card.get("weights_sha256"):
            raise CheckpointError(
                f"{self.folder.name}: card.json describes other weights than {WEIGHTS} holds "
                f"(expected SHA-256 {str(self.card.get('weights_sha256'))[:12]}…, got {found[:12]}…). "
                "Its figures would be wrong: restore the matching pair, or train again."
            )
        try:
            with torch.device("meta"):  # shapes without memory: whatever the file asks for, nothing is allocated yet
                expected = build_model(self.config["model"], self.config["model_config"]).state_dict()
        except (ValueError, RuntimeError, OverflowError) as error:
            raise CheckpointError(f"{self.folder / CONFIG}: {str(error).splitlines()[0]}") from error
        missing, unexpected = sorted(set(expected) - set(weights)), sorted(set(weights) - set(expected))
        misshapen = {
            name: f"expected {tuple(expected[name].shape)}, got {tuple(weights[name].shape)}"
            for name in set(expected) & set(weights)
            if expected[name].shape != weights[name].shape
        }
        if missing or unexpected or misshapen:
            raise CheckpointError(
                f"{path} does not fit its config.json: missing {missing}, unexpected {unexpected}, wrong shapes {misshapen}"
            )
        model = build_model(self.config["model"], self.config["model_config"])
        model.load_state_dict(weights)
        # Convolutions on the CPU were measured twice as fast in this layout.
        model = model.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
        return model.eval().requires_grad_(False)

    def load_reference(self) -> Reference:
        """Encodings of the committed sample.

        Raises CheckpointError if the file is missing, damaged, or was written by a version that kept other facts.
        """
        path = self.folder / REFERENCE
        tensors = read_tensors(path)
        stochastic = MODELS[self.config["model"]][1].stochastic
        expected = sorted({"mu", "z", "recon_nll"} | ({"logvar"} if stochastic else set()))
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

    def load_density_quantiles(self) -> tuple[float, ...] | None:
        """Percentiles of log density over the encodings, as `write_reference` has kept them: they take seconds to compute. None where there
        are none, as in checkpoints of earlier versions, or where they are of other encodings."""
        try:
            kept = read_json(self.folder / DENSITY)
            if kept["reference_sha256"] != file_sha256(self.folder / REFERENCE):
                return None
            quantiles = tuple(map(float, kept["log_density_quantiles"]))
        except (CheckpointError, OSError, KeyError, TypeError, ValueError):
            return None
        return quantiles if len(quantiles) == NUM_PERCENTILES and all(map(math.isfinite, quantiles)) else None


Stamp = tuple[int, int, int]
Stamps = tuple[Stamp | None, ...]
KEPT_OPEN = 1024
"""Checkpoints whose card and configuration are kept in memory: some kilobytes each."""


def stamp_of(path: Path) -> Stamp | None:
    """Another one as soon as the file is another, or has been written to; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def stamps_of(folder: Path) -> Stamps:
    """Of the files that `open_checkpoint` reads, the card first."""
    return stamp_of(folder / CARD), stamp_of(folder / CONFIG)


def open_checkpoint(folder: Path, stamps: Stamps | None = None) -> Checkpoint:
    """Everybody's: read once and shared until its card or its configuration is another, so nothing in them may be changed.

    `stamps`: of the folder, for who has just looked at them.

    Raises CheckpointError if the folder has no readable card and configuration, or names a model that is not registered.
    """
    opened = _opened(folder, stamps_of(folder) if stamps is None else stamps)
    if isinstance(opened, str):
        raise CheckpointError(opened)
    return opened


@single_flight(KEPT_OPEN)
def _opened(folder: Path, stamps: Stamps) -> Checkpoint | str:
    """What is wrong with it as text: one error raised again and again would gather the frames of all who met it."""
    try:
        return _read(folder)
    except CheckpointError as error:
        return str(error)


def _read(folder: Path) -> Checkpoint:
    checkpoint = Checkpoint(folder)
    card = checkpoint.card
    try:
        check_card(card)
    except ValueError as error:
        raise CheckpointError(f"{folder / CARD}: {error}; write the card again with `python -m vizvae train`") from error
    if checkpoint.config["model"] not in MODELS:
        raise CheckpointError(f"{folder / CONFIG}: unknown model {checkpoint.config['model']!r}; known are {sorted(MODELS)}")
    return checkpoint


def write_model(folder: Path, model_name: str, model: LatentModel, reference: Reference) -> str:
    """Write configuration, weights and encodings; returns the weights' SHA-256. The card comes last, see `write_card`."""
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / CONFIG, {"model": model_name, "model_config": config_to_dict(model.config)})
    write_tensors(folder / WEIGHTS, model.state_dict())
    write_reference(folder, reference)
    return file_sha256(folder / WEIGHTS)


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
    kept = {"reference_sha256": file_sha256(folder / REFERENCE), "log_density_quantiles": quantiles}
    write_json(folder / DENSITY, kept)


def write_card(folder: Path, card: dict[str, Any]) -> None:
    """A folder with a card is a finished checkpoint, so this is written last."""
    write_json(folder / CARD, card)


def write_json(path: Path, value: Any) -> None:
    """In one step, see `atomic_write`: never half a file under the final name."""
    atomic_write(path, (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode())


def own_file(folder: Path, name: str) -> Path:
    """A file of a model's folder that may be given to a visitor: one that lies there. A link can lead to anything that the server may read.

    Raises CheckpointError if it is not there, is no regular file, or is a link that leads out of the folder.
    """
    path = folder / name
    if not path.is_file():
        raise CheckpointError(f"{folder.name} has no {name}")
    if path.resolve().parent != folder.resolve():
        raise CheckpointError(
            f"{folder.name}: {name} is a link to a file elsewhere, which is not given out: put the file itself there"
        )
    return path


def file_sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_tensors(path: Path, tensors: dict[str, Tensor], metadata: dict[str, str] | None = None) -> None:
    """As safetensors, in one step."""
    atomic_write(path, save({name: value.detach().contiguous() for name, value in tensors.items()}, metadata))


def read_tensors(path: Path) -> dict[str, Tensor]:
    try:
        return load_file(path)
    except FileNotFoundError:
        raise CheckpointError(f"{path} is missing: the checkpoint is incomplete; copy the folder again, or train again") from None
    except (SafetensorError, OSError) as error:
        raise CheckpointError(f"{path} is damaged or truncated ({error}); copy the folder again, or train again") from error


def read_json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CheckpointError(f"{path} is missing: {path.parent} is not a finished checkpoint") from None
    except (ValueError, RecursionError, OSError) as error:  # a number of thousands of digits is a ValueError of its own
        raise CheckpointError(f"{path} is damaged ({error}); copy the folder again") from error
    if not isinstance(value, dict):
        raise CheckpointError(f"{path}: expected a JSON object, got {type(value).__name__}")
    return value
