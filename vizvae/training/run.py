"""A run in a folder: trains there, can be killed and resumed, and ends as a checkpoint folder."""

from __future__ import annotations

import csv
import os
import platform
import time
from collections.abc import Generator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

import vizvae
from vizvae.catalogue import find_checkpoint, load_model
from vizvae.checkpoint import CARD, DECODER, ENCODER, HISTORY, WEIGHTS, file_sha256, write_card, write_model
from vizvae.config import config_to_dict
from vizvae.data.binarise import scored_pixels
from vizvae.data.images import ImageSet, load_images
from vizvae.export import export_decoder, export_encoder
from vizvae.latent.aggregate import encode_reference
from vizvae.models import build_model
from vizvae.models.base import LatentModel
from vizvae.objectives import elbo_terms, recon_nll
from vizvae.training.config import TrainConfig
from vizvae.training.loop import EpochReport, StepReport, train
from vizvae.training.state import TrainingState

RESUME = "resume.safetensors"
SECONDS_BETWEEN_SNAPSHOTS = 60.0
VALIDATION_SEED = 20260403


@dataclass(frozen=True, kw_only=True)
class EpochResult(EpochReport):
    """A pass over the training images and, after it, the averaged weights on the validation images (nats, means over images)."""

    validation_recon_nll: float
    validation_kl: float
    validation_elbo: float


def train_in_folder(
    config: TrainConfig, folder: Path, *, command: str, download: bool = False
) -> Generator[StepReport | EpochResult]:
    """Train as `config` says in `folder`, from its last snapshot if there is one, and finish it as a checkpoint.

    A snapshot is written every minute, at the end of every pass, and when the caller stops early (closes the generator, Ctrl-C).
    Raises ValueError if the folder holds a run with another configuration or a finished one.
    """
    if (folder / CARD).exists():
        raise ValueError(f"{folder} already holds a finished model; choose another folder, or delete it")
    training = load_images(config.data, "train", download=download)
    validation = load_images(config.data, "validation")
    state = TrainingState.start(config, training.images.float().mean(0) / 255)
    if config.start_from:
        state.adopt(load_model(config.start_from).state_dict())
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / RESUME).exists():
        state.restore(folder / RESUME)
    _keep_history(folder / HISTORY, state.epoch)
    saved = time.monotonic()
    try:
        for report in train(state, training.images):
            if isinstance(report, EpochReport):
                fields: dict[str, Any] = asdict(report) | _validate(evaluated_model(state), validation, config)
                result = EpochResult(**fields)
                _append_history(folder / HISTORY, result)
                yield result
            else:
                yield report
            if isinstance(report, EpochReport) or time.monotonic() - saved > SECONDS_BETWEEN_SNAPSHOTS:
                state.save(folder / RESUME)
                saved = time.monotonic()
    except (GeneratorExit, KeyboardInterrupt):
        state.save(folder / RESUME)
        raise
    _finish(state, training, folder, command)


def evaluated_model(state: TrainingState) -> LatentModel:
    """A copy of the model with the weights that are evaluated and kept."""
    model = build_model(state.config.model, state.config.model_config)
    model.load_state_dict(state.evaluation_weights())
    return model.eval().requires_grad_(False)


def _validate(model: LatentModel, validation: ImageSet, config: TrainConfig) -> dict[str, float]:
    pixels = scored_pixels(validation.images, bernoulli=config.binarisation != "none", seed=VALIDATION_SEED)
    generator = torch.Generator().manual_seed(VALIDATION_SEED)
    recons, kls = [], []
    for x in pixels.split(500):
        if model.stochastic:
            terms = elbo_terms(model, x, generator=generator)
            recons.append(terms.recon_nll)
            kls.append(terms.kl)
        else:
            recons.append(recon_nll(model, x, model.encode(x).mu))
            kls.append(torch.full((len(x),), float("nan")))
    recon, kl = torch.cat(recons).mean().item(), torch.cat(kls).mean().item()
    return {"validation_recon_nll": recon, "validation_kl": kl, "validation_elbo": -recon - kl}


def _append_history(path: Path, result: EpochResult) -> None:
    row = asdict(result)
    new = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(row))
        if new:
            writer.writeheader()
        writer.writerow({key: f"{value:.6g}" if isinstance(value, float) else value for key, value in row.items()})


def _keep_history(path: Path, epochs: int) -> None:
    """Drop rows of passes that happened after the snapshot: they will happen again."""
    if epochs == 0:
        path.unlink(missing_ok=True)  # with its header: a run killed while creating the file may not have written one
    elif path.exists():
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        aside = path.with_suffix(".writing")
        aside.write_text("".join(lines[: 1 + epochs]), encoding="utf-8")
        os.replace(aside, path)


def _finish(state: TrainingState, training: ImageSet, folder: Path, command: str) -> None:
    config = state.config
    model = evaluated_model(state)
    write_model(folder, config.model, model, encode_reference(model, load_images(config.data, "sample")))
    export_decoder(model, folder / DECODER)
    export_encoder(model, folder / ENCODER)
    write_card(folder, _card(config, state, model, training, file_sha256(folder / WEIGHTS), command))
    (folder / RESUME).unlink(missing_ok=True)


def _card(
    config: TrainConfig, state: TrainingState, model: LatentModel, training: ImageSet, sha256: str, command: str
) -> dict[str, Any]:
    held_out = "validation and test images"
    if training.source == "full" and training.spec.sample_from == "train":
        held_out += "; the committed sample is the validation set"
    return {
        "title": f"{training.spec.title}, {model.title}, {model.latent_dim} latents",
        "data": {
            "key": config.data,
            "trained_on": training.description,
            "fingerprint": training.fingerprint,
            "held_out": held_out,
        },
        "training": config_to_dict(config),
        "epochs_changes": state.epochs_changes,
        "steps": state.step,
        "num_parameters": _count(model.state_dict()),
        "versions": {"vizvae": vizvae.__version__, "torch": torch.__version__, "python": platform.python_version()},
        "command": command,
        "started_from": _origin(config),
        "weights_sha256": sha256,
        "evaluations": [],
    }


def _origin(config: TrainConfig) -> dict[str, Any] | None:
    """How the weights came about that the run started from."""
    if not config.start_from:
        return None
    card = find_checkpoint(config.start_from).card
    keys = ("command", "training", "epochs_changes", "steps", "weights_sha256", "started_from")
    return {key: card.get(key) for key in keys}  # an older card lacks some: no reason to lose the training that ends here


def _count(weights: dict[str, Tensor]) -> int:
    return sum(value.numel() for value in weights.values())
