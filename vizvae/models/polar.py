"""Two latents as direction and distance on a plane, so that what turns round in a circle has one latent.

Two standard normal numbers are a point of a plane, whose direction is uniform and whose distance r has P(r < R) = 1 − exp(−R²/2) (Box &
Muller 1958). Each brought to a standard normal again by its distribution function, they are other coordinates for the same prior: a decoder
that draws from the point gives each image the same probability in both. The direction's latent has a seam, at ±∞, where the ends meet.
"""

from __future__ import annotations

import math

import torch
from jaxtyping import Float
from torch import Tensor

NEAREST = 1e-4
"""To 0 and 1 of a share: as far out as a latent's mean goes, 3.7 standard deviations."""
FIT = 0.147
"""The constant of Winitzki's formula."""


def to_plane(z: Float[Tensor, "batch latent"], pair: tuple[int, int]) -> Float[Tensor, "batch latent"]:
    """`z` with the coordinates of the point in place of its direction and its distance, the first and the second latent of `pair`."""
    columns = list(z.unbind(-1))
    direction, distance = pair
    angle = math.pi * torch.erf(columns[direction] / math.sqrt(2))  # 2π (Φ(z) − 1/2)
    beyond = 0.5 * (1 - torch.erf(columns[distance] / math.sqrt(2)))  # the share of the prior that lies further out
    radius = torch.sqrt(-2 * torch.log(beyond.clamp(1e-7, 1 - 1e-6)))
    columns[direction], columns[distance] = radius * torch.cos(angle), radius * torch.sin(angle)
    return torch.stack(columns, -1)


def to_polar(point: Float[Tensor, "batch latent"], pair: tuple[int, int]) -> Float[Tensor, "batch latent"]:
    """The inverse of `to_plane`, to some thousandths of a standard deviation: for means, which need be no nearer."""
    columns = list(point.unbind(-1))
    direction, distance = pair
    across, up = columns[direction], columns[distance]
    half_squared = (across.square() + up.square()) / 2
    columns[direction] = normal_quantile(torch.atan2(up, across) / (2 * math.pi) + 0.5)
    columns[distance] = normal_quantile(1 - torch.exp(-half_squared))
    return torch.stack(columns, -1)


def normal_quantile(share: Float[Tensor, " batch"]) -> Float[Tensor, " batch"]:
    """Φ⁻¹, by Winitzki's formula of 2008 for the inverse error function, in operations that ONNX has; off by less than 0.01 within ±3."""
    # With the gradient of what it stands for: a code that lies further out is still drawn back.
    x = 2 * (share + (share.clamp(NEAREST, 1 - NEAREST) - share).detach()) - 1
    square = x.square()
    small = square < 1e-6
    logarithm = torch.log1p(-square)
    middle = 2 / (math.pi * FIT) + logarithm / 2
    # The formula has √(√(m² + s) − m), s = −logarithm / FIT, which near 0 is a difference of two equal numbers: s / x² is not.
    ratio = torch.where(small, 1 / FIT, -logarithm / (FIT * torch.where(small, 1.0, square)))
    return math.sqrt(2) * x * torch.sqrt(ratio / (torch.sqrt(middle.square() - logarithm / FIT) + middle))
