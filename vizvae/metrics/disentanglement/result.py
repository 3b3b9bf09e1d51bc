"""What a metric says, with what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from vizvae.metrics.interval import half_width

NUM_RESAMPLES = 200
"""Draws of the bootstrap."""


@dataclass(frozen=True, kw_only=True)
class MetricResult:
    key: str
    value: float
    interval: tuple[float, float]
    """95 %; what is resampled is said in `estimator`."""
    num_points: int
    seed: int
    estimator: str
    """How it was computed, in a sentence or two."""
    quantity: str
    """What a cell of the matrix is, with its unit."""
    matrix: list[list[float]]
    """(factor, latent); (latent, latent) for the unsupervised ones."""
    per_row: list[float]
    """The parts whose mean the value is, where it has such parts: one a factor (gaps), or one a latent (modularity). Else empty."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def bootstrap(
    value: float, count: int, statistic: Callable[[np.ndarray], float], seed: int, draws: int = NUM_RESAMPLES
) -> tuple[float, float]:
    """95 % interval about `value` from the standard deviation of `statistic` over index sets of `count` points drawn with repetition,
    not below 0.

    Not their quantiles: a resampled set holds fewer different points, which shifts every estimate of information.
    """
    random = np.random.default_rng(seed)
    return around(value, [statistic(random.integers(count, size=count)) for _ in range(draws)])


def around(value: float, repeats: Sequence[float]) -> tuple[float, float]:
    """95 % interval about `value` from the standard deviation of `repeats`, not below 0."""
    half = half_width(float(np.std(repeats, ddof=1)), len(repeats))
    return max(0.0, value - half), value + half


def lists(matrix: Float[np.ndarray, "row column"]) -> list[list[float]]:
    return [[float(cell) for cell in row] for row in matrix]
