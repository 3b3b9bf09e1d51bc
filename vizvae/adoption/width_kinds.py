"""The kinds of width that a posterior may give, turned into log σ² and told from each other by what draws with them spread like."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor

from vizvae.adoption.posterior_words import Spread

TO_LOGVAR: dict[Spread, Callable[[Tensor], Tensor]] = {
    "logvar": lambda spread: spread,
    "logstd": lambda spread: 2 * spread,
    "std": lambda spread: 2 * torch.log(spread.clamp_min(1e-12)),
    "var": lambda spread: torch.log(spread.clamp_min(1e-12)),
}
"""log σ² of each kind; what is `unknown` is not turned into anything."""


NEAR = 1 / 3
"""Mean |log σ − log σ measured| up to which the two are one"""


def kind_by_draws(spread: Tensor, drawn_std: Tensor) -> Spread:
    """Which kind `spread` is, given the standard deviation that draws have been measured to have, both (latent,).

    The nearest, if it is near and the second best is twice as far; else `unknown`.
    """
    distance = _distances(spread, drawn_std)
    best, *others = sorted(distance, key=distance.__getitem__)
    near = distance[best] < NEAR and all(distance[other] > 2 * distance[best] for other in others)
    return best if near else "unknown"


def is_near(kind: Spread, spread: Tensor, drawn_std: Tensor) -> bool:
    return _distances(spread, drawn_std).get(kind, math.inf) < NEAR


def _distances(spread: Tensor, drawn_std: Tensor) -> dict[Spread, float]:
    measured = drawn_std.clamp_min(1e-12).log()
    return {
        kind: float((to_logvar(spread) / 2 - measured).abs().mean())
        for kind, to_logvar in TO_LOGVAR.items()
        if kind not in ("std", "var") or not bool((spread < 0).any())
    }
