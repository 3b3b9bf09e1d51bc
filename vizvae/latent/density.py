"""How usual a latent point is: the density of the aggregate posterior around it, estimated from neighbours.

The browser computes the same estimate while a slider moves (`frontend/src/parts/latent/density.ts`); a test holds the two together.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from vizvae.latent.aggregate import Reference

NUM_NEIGHBOURS = 10
NUM_PERCENTILES = 101
"""From the 0th to the 100th"""


@dataclass(frozen=True, kw_only=True)
class NeighbourDensity:
    """k-nearest-neighbour density (Loftsgaarden & Quesenberry 1965): log p̂(z) = log k − log N − log V_d − d·log r_k.

    r_k is the distance to the k-th nearest reference point, in units of each latent's standard deviation; V_d the volume of the unit
    ball in the d latents used.
    """

    points: Float[Tensor, "image dim"]
    """Reference points in units of their standard deviation."""
    scale: Float[Tensor, " dim"]
    dims: tuple[int, ...]
    num_neighbours: int = NUM_NEIGHBOURS

    @classmethod
    def fit(
        cls, z: Float[Tensor, "image latent"], dims: list[int], scale: Float[Tensor, " dim"] | None = None
    ) -> NeighbourDensity:
        """Over the latents `dims` of the sample `z`, in units of its own standard deviations or of `scale`.

        Raises ValueError if `dims` is empty or there are not more points than neighbours.
        """
        if not dims:
            raise ValueError("no latent differs from image to image: there is no density to estimate")
        if len(z) <= NUM_NEIGHBOURS:
            raise ValueError(f"expected more than {NUM_NEIGHBOURS} reference points, got {len(z)}")
        used = z[:, dims]
        scale = used.std(0) if scale is None else scale
        return cls(points=used / scale, scale=scale, dims=tuple(dims))

    def log_density(self, z: Float[Tensor, "batch latent"]) -> Float[Tensor, " batch"]:
        """log p̂(z), nats per unit volume in standard deviations. A reference point itself is left out of its own estimate, as in
        `quantiles`: else each would be denser than itself."""
        distances = self._distances_from(z)
        count = len(self.points)
        others = self._from_radius(_kth_smallest(distances, self.num_neighbours), count)
        if count <= self.num_neighbours:
            return others
        itself = self._from_radius(_kth_smallest(distances, self.num_neighbours + 1), count - 1)
        return torch.where(distances.min(-1).values == 0, itself, others)

    def quantiles(self) -> Float[Tensor, " 101"]:
        """The 0th to 100th percentiles of log p̂ at the reference points themselves, each left out of its own estimate."""
        radii = [
            # A point is its own nearest neighbour: one further is the k-th among the others.
            _kth_smallest(_distances(chunk, self.points), self.num_neighbours + 1)
            for chunk in self.points.split(500)
        ]
        logs = self._from_radius(torch.cat(radii), len(self.points) - 1)
        return torch.quantile(logs, torch.linspace(0, 1, NUM_PERCENTILES))

    def num_within(self, z: Float[Tensor, "batch latent"], radius: float) -> Int[Tensor, " batch"]:
        """How many reference points lie no further than `radius` (standard deviations) away: the real neighbours.

        Raises ValueError for a radius that is not above 0.
        """
        if not radius > 0:
            raise ValueError(f"expected a radius above 0 standard deviations, got {radius}")
        return (self._distances_from(z) <= radius).sum(-1)

    def nearest(self, z: Float[Tensor, "batch latent"]) -> Float[Tensor, " batch"]:
        """Distance to the nearest reference point, in standard deviations."""
        return self._distances_from(z).min(-1).values

    def nearest_few(self, z: Float[Tensor, "batch latent"], count: int) -> Float[Tensor, "batch near"]:
        """Distances to the `count` nearest reference points, the smallest first, in standard deviations."""
        return self._distances_from(z).topk(count, dim=-1, largest=False).values

    def _distances_from(self, z: Float[Tensor, "batch latent"]) -> Float[Tensor, "batch image"]:
        return _distances(z[:, list(self.dims)] / self.scale, self.points)

    def _from_radius(self, radius: Tensor, num_points: int) -> Tensor:
        d = len(self.dims)
        log_ball = 0.5 * d * math.log(math.pi) - math.lgamma(0.5 * d + 1)
        # Duplicated codes give a radius of 0, hence an infinite density that JSON cannot carry.
        return math.log(self.num_neighbours / num_points) - log_ball - d * torch.log(radius.clamp_min(1e-6))


@dataclass(frozen=True, kw_only=True)
class DensityPercentiles:
    """The 0th to 100th percentiles of log density over the encodings of a sample: of the images' posterior means among each other, and of
    one draw from each posterior among such draws. Means lie closer together than draws, by the width of the posteriors: a mean that is
    ranked among draws is denser than nearly all of them, whatever it is of."""

    means: tuple[float, ...]
    draws: tuple[float, ...]


def mean_density(reference: Reference) -> NeighbourDensity:
    """Of the posterior means, in the same units as that of the draws. Raises ValueError as `NeighbourDensity.fit` does."""
    return NeighbourDensity.fit(reference.mu, reference.density_dims, reference.std[reference.density_dims])


def draw_density(reference: Reference) -> NeighbourDensity:
    """Of the draws. Raises ValueError as `NeighbourDensity.fit` does."""
    return NeighbourDensity.fit(reference.z, reference.density_dims)


def density_percentiles(reference: Reference) -> DensityPercentiles:
    """Raises ValueError as `NeighbourDensity.fit` does."""
    draws = tuple(draw_density(reference).quantiles().tolist())
    if reference.logvar is None:  # a code is its own mean
        return DensityPercentiles(means=draws, draws=draws)
    return DensityPercentiles(means=tuple(mean_density(reference).quantiles().tolist()), draws=draws)


def _distances(one: Float[Tensor, "one dim"], other: Float[Tensor, "other dim"]) -> Float[Tensor, "one other"]:
    # By differences: by products, torch's default, neighbours that are close to each other and far from 0 would all be at distance 0.
    return torch.cdist(one, other, compute_mode="donot_use_mm_for_euclid_dist")


def _kth_smallest(distances: Float[Tensor, "one other"], k: int) -> Float[Tensor, " one"]:
    """The same number as `Tensor.kthvalue`, which takes five times as long for so small a k."""
    return distances.topk(k, dim=-1, largest=False, sorted=False).values.amax(-1)


def percentile(log_density: float, quantiles: Float[Tensor, " 101"]) -> float:
    """Share of the data, in percent, that lies in less dense places."""
    below = int(torch.searchsorted(quantiles, torch.tensor(log_density)))
    if below in (0, 101):
        return float(min(below, 100))
    low, high = float(quantiles[below - 1]), float(quantiles[below])
    return below - 1 + (log_density - low) / (high - low) if high > low else float(below)
