"""The averaged weights on the validation images, after every pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from vizvae.data.binarise import binarise
from vizvae.data.images import ImageSet
from vizvae.training.config import TrainConfig
from vizvae.training.families import family_of

VALIDATION_SEED = 20260403
AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Validation:
    """Means over images."""

    costs: dict[str, float]
    """By name, NaN where the model has no such term; empty for a family of which no image says anything."""
    kl_per_dim: list[float]
    """Nats; empty where the model has none."""

    def as_columns(self) -> dict[str, float]:
        """As histories and curves name them."""
        return {f"validation_{name}": value for name, value in self.costs.items()}


class Validator:
    """Scores models on the same pixels and the same noise each time."""

    def __init__(self, validation: ImageSet, config: TrainConfig) -> None:
        self.family = family_of(config)
        # As in training: drawn ones beside thresholded ones would differ by the noise of the draw, which looks like overfitting.
        generator = torch.Generator().manual_seed(VALIDATION_SEED)
        self.pixels = binarise(validation.images, config.binarisation, generator=generator)
        self.labels = validation.labels

    @torch.no_grad()
    def score(self, model: Any, between: Callable[[], None] = lambda: None) -> Validation:
        """`between` is called between chunks: whoever wants to pause need not wait for the end."""
        generator = torch.Generator().manual_seed(VALIDATION_SEED)
        device = next(model.parameters()).device
        costs: dict[str, list[Tensor]] = {}
        kls: list[Float[Tensor, "batch latent"]] = []
        for x, labels in zip(self.pixels.split(AT_ONCE), self.labels.split(AT_ONCE), strict=True):
            between()
            found, kl_per_dim = self.family.scores(model, x.to(device), labels.to(device), generator)
            if not found:
                break
            for name, values in found.items():
                costs.setdefault(name, []).append(values)
            kls.append(kl_per_dim)
        means = {name: torch.cat(values).mean().item() for name, values in costs.items()}
        return Validation(costs=means, kl_per_dim=torch.cat(kls).mean(0).tolist() if kls else [])
