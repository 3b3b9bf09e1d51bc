"""A small classifier of black-and-white images; the layer before its last gives the features that generated images are compared in."""

from __future__ import annotations

from dataclasses import dataclass

from jaxtyping import Float
from torch import Tensor, nn

from vizvae.models.base import ImageShape


@dataclass(frozen=True, kw_only=True)
class ClassifierConfig:
    channels: tuple[int, int] = (16, 32)
    feature_dim: int = 64
    num_classes: int = 10
    image_shape: ImageShape = (1, 28, 28)


class Classifier(nn.Module):
    title = "classifier"

    def __init__(self, config: ClassifierConfig) -> None:
        super().__init__()
        self.config = config
        channels, height, width = config.image_shape
        first, second = config.channels
        self.convolutions = nn.Sequential(
            nn.Conv2d(channels, first, 5, stride=2, padding=2),
            nn.SiLU(),
            nn.Conv2d(first, second, 3, stride=2, padding=1),
            nn.SiLU(),
            nn.Flatten(),
        )
        self.dense = nn.Linear(second * ((height + 3) // 4) * ((width + 3) // 4), config.feature_dim)
        self.last = nn.Linear(config.feature_dim, config.num_classes)

    def features(self, x: Float[Tensor, "batch channel height width"]) -> Float[Tensor, "batch feature"]:
        """`x` in {0, 1}."""
        return nn.functional.silu(self.dense(self.convolutions(2 * x - 1)))

    def forward(self, x: Float[Tensor, "batch channel height width"]) -> Float[Tensor, "batch class"]:
        """Logits."""
        return self.last(self.features(x))
