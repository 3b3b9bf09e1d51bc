"""A trained rival as a folder: config.json, model.safetensors, card.json, and for those with a latent decoder.onnx and encoder.onnx."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

from torch import nn

from vizvae.checkpoint import (
    CONFIG,
    DECODER,
    ENCODER,
    WEIGHTS,
    Catalogue,
    ModelFolder,
    write_json,
    write_new_card,
    write_tensors,
)
from vizvae.checkpoint.card import check_common
from vizvae.checkpoint.folder import read_named_config
from vizvae.config import config_from_dict, config_to_dict
from vizvae.export import export_decoder, export_encoder
from vizvae.models import IMAGE_MODELS, build_image_model
from vizvae.models.ae_mixture import fit_mixture
from vizvae.models.base import LatentModel
from vizvae.models.gan import Gan
from vizvae.models.mixture import Mixture
from vizvae.paths import SHIPPED_RIVALS
from vizvae.rivals.config import RivalConfig
from vizvae.rivals.training import RivalTraining

TOLD_OF_THE_START = ("command", "training", "training_seconds", "steps", "weights_sha256", "started_from")


class RivalCheckpoint(ModelFolder):
    @cached_property
    def config(self) -> dict[str, Any]:
        """`model`: its kind; `model_config`: its configuration."""
        return read_named_config(self.folder, IMAGE_MODELS)

    def load_model(self) -> nn.Module:
        """The model with its weights.

        Raises CheckpointError if a file is missing or damaged, or does not fit the card or the configuration.
        """
        return self.load_weights(lambda: build_image_model(self.config["model"], self.config["model_config"]))


def read_rival(folder: Path) -> RivalCheckpoint:
    """One whose card and configuration have been read.

    Raises CheckpointError if there are none that can be used, or if the configuration names a kind that is not registered.
    """
    rival = RivalCheckpoint(folder)
    rival.check_card(check_common, "copy the folder again, or train again")
    _ = rival.config
    return rival


CATALOGUE = Catalogue(kind="rival", roots=lambda: (SHIPPED_RIVALS,), read=read_rival)


def list_rivals() -> list[RivalCheckpoint]:
    """Those that ship, by name. A folder that cannot be used is left out and logged."""
    return list(CATALOGUE.listing().checkpoints)


def find_rival(name: str) -> RivalCheckpoint:
    """Raises CheckpointError for an unknown name, listing the known ones, and for a folder that cannot be used, saying why."""
    return CATALOGUE.find(name)


def keep(run: RivalTraining, folder: Path, command: str, started_from: dict[str, Any]) -> None:
    """Write what has been trained, with its card, which comes last. `started_from`: the card of what it started from, empty for none."""
    model = build_image_model(run.config.model, run.config.model_config)
    model.load_state_dict(run.kept_weights())
    model.eval().requires_grad_(False)
    if isinstance(model, LatentModel) and isinstance(model.prior, Mixture):
        fit_mixture(model.prior, model, run.training.images)
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / CONFIG, {"model": run.config.model, "model_config": config_to_dict(model.config)})
    write_tensors(folder / WEIGHTS, model.state_dict())
    export_networks(model, folder)
    write_new_card(
        folder,
        title=f"{run.training.spec.title}, {model.full_title if isinstance(model, LatentModel) else model.title}",
        data={
            "key": run.config.data,
            "trained_on": run.training.description,
            "fingerprint": run.training.fingerprint,
            "held_out": "validation and test images",
        },
        training=config_to_dict(run.config),
        started_from={key: started_from[key] for key in TOLD_OF_THE_START if key in started_from},
        passes=run.epoch,
        steps=run.step,
        training_seconds=round(run.seconds),
        final_costs={name: total / max(1, len(run.training)) for name, total in run.sums.items()},
        num_parameters=sum(p.numel() for p in model.parameters()),
        command=command,
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
