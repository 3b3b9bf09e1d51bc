"""Directions in latent space that mean something: where the codes spread, and what distinguishes one group from another."""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor

from vizvae.pca import principal_axes


def principal_directions(
    points: Float[Tensor, "point latent"],
) -> tuple[Float[Tensor, " latent"], Float[Tensor, "component latent"], Float[Tensor, " component"]]:
    """Mean, directions and variances of a principal component analysis (Hotelling 1933); as many components as there are latents, or
    one fewer than points if that is less.

    Directions are orthonormal rows, the one of the largest variance first. A direction and its opposite are equally principal: here the
    entry of largest size is positive, so that a picture is not mirrored by rounding.
    Raises ValueError for fewer than two points, or points that are not finite.
    """
    if len(points) < 2:
        raise ValueError(f"expected at least two points, got {len(points)}: there is no spread to find a direction of")
    if not points.isfinite().all():
        raise ValueError("expected finite points, got others")
    exact = points.double()
    mean = exact.mean(0)
    squares, directions = principal_axes(exact - mean)
    kept = min(points.shape[1], len(points) - 1)
    squares, directions = squares[:kept], directions[:kept]
    largest = directions.gather(1, directions.abs().argmax(1, keepdim=True))
    directions = directions * torch.where(largest < 0, -1.0, 1.0)
    variance = squares / (len(points) - 1)
    return mean.to(points.dtype), directions.to(points.dtype), variance.to(points.dtype)


def attribute_vector(
    mu: Float[Tensor, "image latent"], group_a: Int[Tensor, " some"], group_b: Int[Tensor, " others"]
) -> Float[Tensor, " latent"]:
    """From the mean code of the images `group_a` to that of `group_b` (rows of `mu`; Larsen et al. 2016, section 3.2).

    Raises ValueError for an empty group or a row that does not exist.
    """
    for name, group in (("first", group_a), ("second", group_b)):
        if not len(group):
            raise ValueError(f"the {name} group is empty: select at least one image for it")
        if group.min() < 0 or group.max() >= len(mu):
            raise ValueError(f"the {name} group has images {int(group.min())}…{int(group.max())}, expected 0…{len(mu) - 1}")
    return mu[group_b].mean(0) - mu[group_a].mean(0)


def analogy(a: Float[Tensor, " latent"], b: Float[Tensor, " latent"], c: Float[Tensor, " latent"]) -> Float[Tensor, " latent"]:
    """a − b + c: as `a` is to `b`, so is the result to `c` (Mikolov et al. 2013)."""
    return a - b + c
