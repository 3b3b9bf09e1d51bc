"""Points of a grid of factors and the codes that a model gives them: what every disentanglement metric looks at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from vizvae.data.factors import FactorDataset
from vizvae.metrics.disentanglement.result import NothingToMeasure
from vizvae.models.base import LatentModel

Represent = Callable[[Int64[Tensor, "batch factor"]], Float[Tensor, "batch latent"]]
"""Codes of the images that have these factors."""

IMAGES_AT_ONCE = 256
SMALLEST_SPREAD = 1e-12
"""A code whose variance is below this in every latent says nothing at all."""


@dataclass(frozen=True)
class FactorCodes:
    """Codes of points whose factors are known.

    Raises NothingToMeasure for codes that are not finite numbers, for fewer than two latents, for latents that are all constant, and for
    a factor with one value in the data.
    """

    factors: Int64[Tensor, "point factor"]
    codes: Float[Tensor, "point latent"]
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.codes.isfinite().all():
            bad = int((~self.codes.isfinite()).any(-1).sum())
            raise NothingToMeasure(
                f"{bad:,} of {len(self.codes):,} codes hold values that are not finite numbers: the model is damaged"
            )
        if self.codes.shape[1] < 2:
            raise NothingToMeasure("the model has one latent: the metrics compare latents with each other, and need at least two")
        for column, name in enumerate(self.names):
            if len(self.factors[:, column].unique()) < 2:
                raise NothingToMeasure(
                    f"the factor {name!r} has one value in these points: nothing can be said about what carries it"
                )
        if not (self.codes.double().var(0) > SMALLEST_SPREAD).any():
            raise NothingToMeasure(
                "every latent is constant: the model is dead (its posterior has collapsed), and its codes carry nothing"
            )

    def __len__(self) -> int:
        return len(self.factors)

    @property
    def num_latents(self) -> int:
        return self.codes.shape[1]

    def rows(self, which: slice | Tensor) -> FactorCodes:
        return FactorCodes(self.factors[which], self.codes[which], self.names)


def encoder_of(model: LatentModel, dataset: FactorDataset, progress: Callable[[int], object] = lambda _: None) -> Represent:
    """Posterior means of the images of `dataset`. `progress` is called with the number of images encoded since its last call.

    Black-and-white drawings are encoded as they are; grey and coloured ones in [0, 1].
    """

    def represent(factors: Int64[Tensor, "batch factor"]) -> Float[Tensor, "batch latent"]:
        codes = []
        with torch.inference_mode():
            for part in factors.split(IMAGES_AT_ONCE):
                codes.append(model.encode(dataset.images(part).float().div_(255)).mu.float())
                progress(len(part))
        return torch.cat(codes).clone()

    return represent


def sample_points(dataset: FactorDataset, represent: Represent, count: int, *, generator: torch.Generator) -> FactorCodes:
    """Codes of `count` points of the grid, each drawn uniformly, with repetition. Raises NothingToMeasure as FactorCodes does."""
    factors = dataset.sample_factors(count, generator=generator)
    return FactorCodes(factors, represent(factors), dataset.names)
