"""What the training form offers to begin with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Preset:
    title: str
    says: str
    values: dict[str, Any]


FIRST: dict[str, Any] = {
    "data": "mnist", "model": "vae_mlp", "latents": 2, "hidden": 500, "likelihood": "bernoulli", "objective": "elbo", "beta": 1.0,
    "capacity": 10.0, "free_bits": 0.5, "samples": 5, "warmup": 0.0, "epochs": 60, "batch": 128, "rate": 1e-3, "seed": 0, "name": "",
    "precision": "float32", "device": "auto",
}  # fmt: skip
"""What every field is where a preset does not say."""

PRESETS: dict[str, Preset] = {
    "map": Preset(
        title="See the map form: two latents",
        says="Every image becomes a point of a plane. Watch the classes drift apart.",
        values={},
    ),
    "digits": Preset(
        title="Good copies: twenty latents",
        says="The model of the original paper. Some latents wake up, some stay asleep.",
        values={"latents": 20, "epochs": 40},
    ),
    "collapse": Preset(
        title="Make it collapse",
        says="The KL weighs fifty times too much: the latents fall silent, and every image becomes the same grey average.",
        values={"latents": 10, "objective": "beta", "beta": 50.0, "epochs": 20},
    ),
    "cure": Preset(
        title="Cure the collapse",
        says="The same model, but half a nat in each latent is free and the KL comes in slowly: the latents speak.",
        values={"latents": 10, "objective": "free_bits", "free_bits": 0.5, "warmup": 5.0, "epochs": 20},
    ),
    "convolutional": Preset(
        title="Sharper: a convolutional model",
        says="Slower and better. Look at the clothes with it.",
        values={"model": "vae_conv", "latents": 16, "data": "fashion", "epochs": 10},
    ),
}
