"""Codes that are made from the true factors by arithmetic, so that one knows what a metric ought to say of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from vizvae.metrics.disentanglement.points import Represent

Construction = Literal["perfect", "permuted", "rotated", "noisy", "duplicated", "partly constant", "random"]
CONSTRUCTIONS: tuple[Construction, ...] = get_args(Construction)


@dataclass(frozen=True, kw_only=True)
class Constructed:
    """`angle` (degrees) is used by `rotated`, `noise` (standard deviations of a factor) by `noisy`."""

    kind: Construction
    angle: float = 45.0
    noise: float = 0.5


def constructed(recipe: Constructed, sizes: tuple[int, ...], *, seed: int = 0) -> Represent:
    """Codes of unit variance, one latent for each factor unless the recipe says otherwise.

    `permuted`: the latents in another order and with other signs. `rotated`: neighbouring latents are turned into each other by `angle`, so
    that two factors share two latents. `duplicated`: every latent twice. `partly constant`: every other factor's latent is constant.
    `random`: noise that knows nothing of the factors.
    """
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(sizes), generator=generator)
    signs = 1 - 2 * torch.randint(2, (len(sizes),), generator=generator).float()

    def represent(factors: Int64[Tensor, "batch factor"]) -> Float[Tensor, "batch latent"]:
        count = torch.tensor(sizes, dtype=torch.float32)
        codes = (factors - (count - 1) / 2) / ((count.square() - 1) / 12).sqrt()
        match recipe.kind:
            case "permuted":
                codes = (codes * signs)[:, order]
            case "rotated":
                codes = _turned(codes, math.radians(recipe.angle))
            case "noisy":
                codes = codes + recipe.noise * torch.randn(codes.shape, generator=generator)
            case "duplicated":
                codes = codes.repeat(1, 2)
            case "partly constant":
                codes = codes * (torch.arange(len(sizes)) % 2 == 0)
            case "random":
                codes = torch.randn(codes.shape, generator=generator)
        return codes

    return represent


def _turned(codes: Float[Tensor, "batch latent"], angle: float) -> Float[Tensor, "batch latent"]:
    """Pairs of neighbours (0 and 1, 2 and 3, …) are rotated; of an odd number the last is turned with the first, afterwards."""
    out = codes.clone()
    width = codes.shape[1]
    pairs = [(first, first + 1) for first in range(0, width - 1, 2)] + ([(width - 1, 0)] if width % 2 and width > 1 else [])
    for first, second in pairs:
        a, b = out[:, first].clone(), out[:, second].clone()
        out[:, first] = math.cos(angle) * a - math.sin(angle) * b
        out[:, second] = math.sin(angle) * a + math.cos(angle) * b
    return out
