"""The end of a run: its folder becomes a checkpoint."""

from __future__ import annotations

import platform
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

import vizvae
from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import DECODER, ENCODER, WEIGHTS, file_sha256, write_card, write_model
from vizvae.config import config_to_dict
from vizvae.data.images import ImageSet, load_images
from vizvae.export import export_decoder, export_encoder
from vizvae.latent.aggregate import encode_reference
from vizvae.models import build_model
from vizvae.models.base import LatentModel
from vizvae.training.config import TrainConfig
from vizvae.training.schedule import in_force
from vizvae.training.state import TrainingState


def evaluated_model(state: TrainingState) -> LatentModel:
    """A copy of the model, on the CPU, with the weights that are evaluated and kept."""
    model = build_model(state.config.model, state.config.model_config)
    model.load_state_dict(state.evaluation_weights())
    return model.eval().requires_grad_(False)


def finish(state: TrainingState, training: ImageSet, folder: Path, command: str) -> None:
    """Write the checkpoint with the weights as they are; the card comes last."""
    config = state.config
    model = evaluated_model(state)
    write_model(folder, config.model, model, encode_reference(model, load_images(config.data, "sample")))
    export_decoder(model, folder / DECODER)
    export_encoder(model, folder / ENCODER)
    write_card(folder, _card(config, state, model, training, file_sha256(folder / WEIGHTS), command))


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
        "changes": [asdict(change) for change in in_force(state.changes)],
        "stopped_early": None if state.epoch >= config.epochs else {"epoch": state.epoch, "images_of_next": state.position},
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
    keys = ("command", "training", "epochs_changes", "changes", "stopped_early", "steps", "weights_sha256", "started_from")
    return {key: card.get(key) for key in keys}  # an older card lacks some: no reason to lose the training that ends here


def _count(weights: dict[str, Tensor]) -> int:
    return sum(value.numel() for value in weights.values())
