"""Models that know the likelihood of an image exactly, and need no bound."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor

from vizvae.models import IMAGE_MODELS
from vizvae.models.pixelcnn import PixelCnn
from vizvae.training.families.base import Family
from vizvae.training.schedule import Settings


class Likelihood(Family):
    """`loss` is −log p(x), nats."""

    terms = ("loss",)

    @classmethod
    def trains(cls, name: str) -> bool:
        return issubclass(IMAGE_MODELS[name][1], PixelCnn)

    def forward(
        self, x: Tensor, noise: Tensor | None, labels: Tensor | None, settings: Settings, num_images: int
    ) -> tuple[tuple[Tensor, ...], Float[Tensor, "batch latent"]]:
        return (-self.model.log_prob(x),), x.new_empty(len(x), 0)

    @classmethod
    @torch.no_grad()
    def scores(
        cls, model: PixelCnn, x: Tensor, labels: Tensor, generator: torch.Generator
    ) -> tuple[dict[str, Tensor], Float[Tensor, "batch latent"]]:
        return {"loss": -model.log_prob(x)}, x.new_empty(len(x), 0)

    @classmethod
    @torch.no_grad()
    def draw(cls, model: PixelCnn, count: int, generator: torch.Generator) -> Tensor | None:
        return model.sample(count, generator=generator)
