"""What the training form offers to begin with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from vizvae.ui.train.values import Values, blank


@dataclass(frozen=True, kw_only=True)
class Preset:
    title: str
    says: str
    chosen: dict[str, Any]
    """Data, model, aim and number of latents, where not as usual"""
    settings: dict[str, Any]

    @property
    def values(self) -> Values:
        return blank(**self.chosen) | self.settings

    def values_for(self, data: str) -> Values:
        """Likewise for other data than its own."""
        return blank(**{**self.chosen, "data": data}) | self.settings


PRESETS: dict[str, Preset] = {
    "map": Preset(
        title="See the map form: two latents",
        says="Every image becomes a point of a plane. Watch the classes drift apart.",
        chosen={"latents": 2},
        settings={"epochs": 60},
    ),
    "digits": Preset(
        title="Good copies: twenty latents",
        says="The model of the original paper, with twenty latents.",
        chosen={"latents": 20},
        settings={"epochs": 40},
    ),
    "collapse": Preset(
        title="Make it collapse",
        says="The KL weighs fifty times too much: the latents fall silent, and every image becomes the same grey average.",
        chosen={"latents": 10, "aim": "beta"},
        settings={"objective.beta": 50.0, "epochs": 20},
    ),
    "cure": Preset(
        title="Cure the collapse",
        says="The same model with β back at 1, half a nat free in each latent and a KL that comes in slowly: the latents speak.",
        chosen={"latents": 10, "aim": "free_bits"},
        settings={"objective.free_bits": 0.5, "objective.kl_warmup_epochs": 5.0, "epochs": 20},
    ),
    "convolutional": Preset(
        title="Sharper: a convolutional model",
        says="Slower and better. Look at the clothes with it.",
        chosen={"model": "vae_conv", "latents": 16, "data": "fashion"},
        settings={"epochs": 10},
    ),
    "factors": Preset(
        title="One latent, one factor: sprites",
        says="Shape, size, angle and place: held independent, the latents tend to find them. See what they found on the Factors page.",
        chosen={"model": "vae_strided", "latents": 10, "data": "sprites", "aim": "total_correlation"},
        settings={"epochs": 20, "objective.bottleneck": 40.0, "objective.bottleneck_epochs": 10.0, "grad_clip": 200.0},
    ),
    "any": Preset(
        title="Images of your own: any size, grey or colour",
        says="A convolutional model that suits most images. Yours are added on the Data page, and chosen below.",
        chosen={"model": "vae_strided", "latents": 10, "data": "faces"},
        settings={"epochs": 30},
    ),
}
