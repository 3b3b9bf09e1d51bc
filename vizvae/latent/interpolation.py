"""Paths between two codes, their control in image space, and a path walked at constant speed."""

from __future__ import annotations

import math

import torch
from jaxtyping import Float
from torch import Tensor

from vizvae.models.polar import NEAREST

ANTIPODAL = 1e-4
"""Radians from exactly opposite within which two vectors name no great circle that rounding would not turn about."""


def linear(a: Float[Tensor, " latent"], b: Float[Tensor, " latent"], steps: int) -> Float[Tensor, "step latent"]:
    """(1 − t)·a + t·b for `steps` equal steps of t from 0 to 1, both ends included.

    Raises ValueError for fewer than two steps.
    """
    t = _times(steps)[:, None]
    return torch.lerp(a, b, t)


def spherical(a: Float[Tensor, " latent"], b: Float[Tensor, " latent"], steps: int) -> Float[Tensor, "step latent"]:
    """Along the great circle at constant angular speed (Shoemake 1985, "slerp"), the norm passing linearly from ‖a‖ to ‖b‖.

    A path through the shell in which a high-dimensional Gaussian has its mass, where a straight one cuts across the emptier middle.
    Where the formula has no answer: from or to the zero vector, which has no direction, only the norm changes; parallel vectors give the
    straight line; opposite ones name no great circle, so the half turn goes through the coordinate axis that `a` has least of (the part
    of it at right angles to `a`), the same each time. A single latent has no such axis: there the path is the straight line.
    Raises ValueError for fewer than two steps.
    """
    t = _times(steps).double()[:, None]
    norm_a, norm_b = a.double().norm(), b.double().norm()
    if norm_a == 0 or norm_b == 0 or len(a) == 1:
        return linear(a, b, steps)
    unit_a, unit_b = a.double() / norm_a, b.double() / norm_b
    # Kahan's angle: arccos of the scalar product loses half the digits near 0 and π.
    angle = 2 * torch.atan2((unit_a - unit_b).norm(), (unit_a + unit_b).norm())
    if math.pi - angle < ANTIPODAL:
        axis = torch.zeros_like(unit_a)
        axis[unit_a.abs().argmin()] = 1
        side = axis - (axis @ unit_a) * unit_a
        angle = torch.tensor(math.pi, dtype=torch.float64)
    else:
        side = unit_b - (unit_b @ unit_a) * unit_a
    if side.norm() < 1e-12:  # parallel
        return linear(a, b, steps)
    unit = torch.cos(t * angle) * unit_a + torch.sin(t * angle) * (side / side.norm())
    path = (torch.lerp(norm_a, norm_b, t) * unit).to(a.dtype)
    path[0], path[-1] = a, b  # exactly, whatever was rounded
    return path


def turning(a: Float[Tensor, " latent"], b: Float[Tensor, " latent"], steps: int, direction: int) -> Float[Tensor, "step latent"]:
    """The straight line in all latents but `direction`, the first of a pair of `vizvae.models.polar`: its angle 2π (Φ(z) − 1/2) passes the
    shorter way round, across the seam at ±∞ where that is shorter. Of two opposite angles it is the way that does not cross the seam.

    Raises ValueError for fewer than two steps.
    """
    path = linear(a, b, steps)
    start, end = (torch.special.ndtr(one[direction].double()) for one in (a, b))  # shares of a turn
    turn = end - start
    if turn.abs() > 0.5:
        turn = turn - turn.sign()
    share = (start + _times(steps).double() * turn) % 1
    path[1:-1, direction] = torch.special.ndtri(share.clamp(NEAREST, 1 - NEAREST))[1:-1].to(path.dtype)
    return path


def cross_fade(
    image_a: Float[Tensor, "channel height width"], image_b: Float[Tensor, "channel height width"], steps: int
) -> Float[Tensor, "step channel height width"]:
    """The mean of two images, the weight passing from one to the other: what an interpolation must be better than.

    Raises ValueError for fewer than two steps.
    """
    return torch.lerp(image_a, image_b, _times(steps)[:, None, None, None])


def constant_speed(path: Float[Tensor, "point dim"], steps: int) -> Float[Tensor, "step dim"]:
    """`steps` points at equal distances along the polyline `path`, both ends included.

    Raises ValueError for a path of one point or of no length, and for fewer than two steps.
    """
    if len(path) < 2:
        raise ValueError(f"expected a path of at least two points, got {len(path)}: draw a line, not a dot")
    if not path.isfinite().all():
        raise ValueError("expected a path of finite points, got others")
    exact = path.double()
    lengths = exact.diff(dim=0).norm(dim=1)  # (point − 1,)
    travelled = torch.cat([torch.zeros(1, dtype=torch.float64), lengths.cumsum(0)])
    if travelled[-1] <= 0:
        raise ValueError("expected a path that leads somewhere, got one whose points are all the same: draw a longer line")
    wanted = _times(steps).double() * travelled[-1]
    # The last segment that has begun; points that lie on each other make segments of no length, which are passed over.
    segment = (torch.searchsorted(travelled, wanted, right=True) - 1).clamp(0, len(lengths) - 1)
    part = (wanted - travelled[segment]) / lengths[segment].clamp_min(torch.finfo(torch.float64).tiny)
    points = torch.lerp(exact[segment], exact[segment + 1], part.clamp(0, 1)[:, None]).to(path.dtype)
    points[0], points[-1] = path[0], path[-1]
    return points


def _times(steps: int) -> Float[Tensor, " step"]:
    if steps < 2:
        raise ValueError(f"expected at least 2 steps (both ends), got {steps}")
    return torch.linspace(0, 1, steps)
