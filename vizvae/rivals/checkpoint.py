"""A trained rival as a folder: config.json, model.safetensors, card.json, and for those with a latent decoder.onnx and encoder.onnx."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import Any

import torch
from torch import nn

import vizvae
from vizvae.checkpoint import (
    CARD,
    CONFIG,
    DECODER,
    ENCODER,
    WEIGHTS,
    CheckpointError,
    ModelFolder,
    file_sha256,
    read_json,
    read_tensors,
    write_card,
    write_json,
    write_tensors,
)
from vizvae.config import config_from_dict, config_to_dict
from vizvae.export import export_decoder, export_encoder
from vizvae.models.base import LatentModel
from vizvae.paths import SHIPPED_RIVALS
from vizvae.rivals.ae_mixture import fit_mixture
from vizvae.rivals.config import RivalConfig
from vizvae.rivals.gan import Gan
from vizvae.rivals.mixture import Mixture
from vizvae.rivals.models import build_rival
from vizvae.rivals.training import RivalTraining

TOLD_OF_THE_START = ("command", "training", "training_seconds", "steps", "weights_sha256", "started_from")


class RivalCheckpoint(ModelFolder):
    @property
    def config(self) -> dict[str, Any]:
        """`model`: its kind; `model_config`: its configuration."""
        return read_json(self.folder / CONFIG)

    def load_model(self) -> nn.Module:
        """The model with its weights.

        Raises CheckpointError if a file is missing or damaged, or does not fit the card or the configuration.
        """
        path = self.folder / WEIGHTS
        weights = read_tensors(path)
        found = file_sha256(path)
        if found != self.card.get("weights_sha256"):
            raise CheckpointError(
                f"{self.name}: card.json describes other weights than {WEIGHTS} holds; restore the matching pair, or train again"
            )
        try:
            model = build_rival(self.config["model"], self.config["model_config"])
            model.load_state_dict(weights)
        except (KeyError, ValueError, RuntimeError) as error:
            raise CheckpointError(f"{path} does not fit its config.json: {' '.join(str(error).split())}") from error
        return model.eval().requires_grad_(False)


def list_rivals() -> list[RivalCheckpoint]:
    """Those that ship, by name."""
    return [RivalCheckpoint(card.parent) for card in sorted(SHIPPED_RIVALS.glob(f"*/{CARD}"))]


def find_rival(name: str) -> RivalCheckpoint:
    """Raises CheckpointError for an unknown name, listing the known ones."""
    known = {rival.name: rival for rival in list_rivals()}
    if name not in known:
        raise CheckpointError(f"There is no rival named {name!r}. Known: {', '.join(known) or 'none yet'}.")
    return known[name]


def keep(run: RivalTraining, folder: Path, command: str, started_from: dict[str, Any]) -> None:
    """Write what has been trained, with its card, which comes last. `started_from`: the card of what it started from, empty for none."""
    model = build_rival(run.config.model, run.config.model_config)
    model.load_state_dict(run.kept_weights())
    model.eval().requires_grad_(False)
    if isinstance(model, LatentModel) and isinstance(model.prior, Mixture):
        fit_mixture(model.prior, model, run.training)
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / CONFIG, {"model": run.config.model, "model_config": config_to_dict(model.config)})
    write_tensors(folder / WEIGHTS, model.state_dict())
    export_networks(model, folder)
    write_card(
        folder,
        {
            "title": f"{run.training.spec.title}, {model.full_title if isinstance(model, LatentModel) else model.title}",
            "data": {
                "key": run.config.data,
                "trained_on": run.training.description,
                "fingerprint": run.training.fingerprint,
                "held_out": "validation and test images",
            },
            "training": config_to_dict(run.config),
            "started_from": {key: started_from[key] for key in TOLD_OF_THE_START if key in started_from},
            "passes": run.epoch,
            "steps": run.step,
            "training_seconds": round(run.seconds),
            "final_costs": {name: total / max(1, len(run.training)) for name, total in run.sums.items()},
            "num_parameters": sum(p.numel() for p in model.parameters()),
            "versions": {"vizvae": vizvae.__version__, "torch": torch.__version__, "python": platform.python_version()},
            "command": command,
            "weights_sha256": file_sha256(folder / WEIGHTS),
        },
    )


def export_networks(model: nn.Module, folder: Path) -> None:
    """As ONNX what of it runs in a browser: the decoder of what has latents, the encoder of what has one."""
    if isinstance(model, LatentModel | Gan):
        export_decoder(model, folder / DECODER)
    if isinstance(model, LatentModel):
        export_encoder(model, folder / ENCODER)


def read_rival_config(values: dict[str, Any]) -> RivalConfig:
    """Raises ValueError for unknown keys or wrong values."""
    return config_from_dict(RivalConfig, values)
