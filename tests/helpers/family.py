"""Members of a family over β, by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from vizvae.checkpoint import CARD, CONFIG, Checkpoint, TrainedCheckpoint, read_json, write_json
from vizvae.config import config_to_dict
from vizvae.training.config import ObjectiveConfig, TrainConfig


def told(
    beta: float, *, seed: int = 0, rate: float = 10.0, distortion: float = 30.0, mig: float | None = None, **config: Any
) -> dict[str, Any]:
    """What a card tells of training and figures; three latents, of which the last is dead. `config`: of the training."""
    objective = config.pop("objective", {})
    training = TrainConfig(
        data="sprites", model="vae_strided", objective=ObjectiveConfig(beta=beta, **objective), seed=seed, **config
    )
    card: dict[str, Any] = {
        "training": config_to_dict(training),
        "evaluations": [
            {"kl": rate, "recon_nll": distortion, "kl_per_dim": [rate - 2, 2, 0.001], "active_units": 2, "num_images": 1000}
        ],
    }
    if mig is not None:
        card["disentanglement"] = {"mig": {"value": mig, "interval": [mig, mig], "num_points": 100, "seed": 0}}
    return card


def write_member(
    folder: Path, beta: float, *, latent_dim: int = 3, card: dict[str, Any] | None = None, **told_of: Any
) -> Checkpoint:
    """A folder with a card and a configuration alone."""
    folder.mkdir(parents=True)
    write_json(folder / CONFIG, {"model": "vae_strided", "model_config": {"latent_dim": latent_dim}})
    base = {"title": folder.name, "data": {"key": "sprites", "fingerprint": "1"}, "weights_sha256": "0" * 64}
    write_json(folder / CARD, {**base, **told(beta, **told_of), **(card or {})})
    return TrainedCheckpoint(folder)


def tell(folder: Path, **card: Any) -> None:
    """Add to the card of a checkpoint that is there."""
    write_json(folder / CARD, {**read_json(folder / CARD), **card})
