"""A walk over a plane of the latent space, step by step: where each is, and how usual."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from vizvae.latent.aggregate import Reference
from vizvae.latent.density import DensityPercentiles, NeighbourDensity, mean_density, percentile
from vizvae.latent.interpolation import constant_speed

STEPS = 32
TYPICAL_NEIGHBOURS = 10
_SAMPLED = 150


@dataclass(frozen=True, kw_only=True)
class Film:
    xy: Float[Tensor, "step 2"]
    """On the plane, at equal distances along the path"""
    z: Float[Tensor, "step latent"]
    percentiles: list[float]
    """How much of the data has a posterior mean in a less dense place, percent"""
    neighbours: Int[Tensor, " step"]
    """Data images whose posterior mean is within `radius`"""
    nearest: Float[Tensor, " step"]
    """Distance to the nearest of them, in standard deviations of the data"""
    radius: float
    """Within it a typical image has `TYPICAL_NEIGHBOURS` others; in standard deviations of the data"""


def film_of(
    path: Float[Tensor, "point 2"],
    plane: tuple[Float[Tensor, " latent"], Float[Tensor, "2 latent"]],
    z: Float[Tensor, " latent"],
    reference: Reference,
    quantiles: DensityPercentiles,
) -> Film:
    """`plane`: its origin and its two orthonormal directions. Through `z`: what of it is orthogonal to the plane stays.

    Raises ValueError for a path of fewer than two different points, and where no latent varies.
    """
    origin, directions = plane
    xy = constant_speed(path, STEPS)
    steps = z + (xy - directions @ (z - origin)) @ directions
    density = mean_density(reference)
    radius = typical_radius(reference.mu, density)
    among = torch.tensor(quantiles.means)
    return Film(
        xy=xy,
        z=steps,
        percentiles=[percentile(value, among) for value in density.log_density(steps).tolist()],
        neighbours=density.num_within(steps, radius),
        nearest=density.nearest(steps),
        radius=radius,
    )


def typical_radius(mu: Float[Tensor, "image latent"], density: NeighbourDensity) -> float:
    """The median distance from a data image to its `TYPICAL_NEIGHBOURS`-th nearest other, of evenly spaced images. Above 0 also where
    most images have the same code."""
    some = mu[:: max(1, len(mu) // _SAMPLED)]
    distances = density.nearest_few(some, TYPICAL_NEIGHBOURS + 1)[:, -1]  # itself is one
    return max(float(distances.sort().values[len(distances) // 2]), torch.finfo(torch.float32).tiny)
