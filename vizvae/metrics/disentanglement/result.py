"""What a metric says, with what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from vizvae.metrics.interval import half_width_of_sum

NUM_RESAMPLES = 200
"""Draws of the bootstrap."""


class NothingToMeasure(ValueError):
    """Codes or factors of which no metric says anything; the message says why."""


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

    def __post_init__(self) -> None:
        if not np.isfinite([self.value, *self.interval]).all():
            raise ValueError(f"{self.key} came out as {self.value}, interval {self.interval}: no finite number")

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def bootstrap(
    value: float, count: int, statistic: Callable[[np.ndarray], float], seed: int, draws: int = NUM_RESAMPLES
) -> tuple[float, float]:
    """95 % interval about `value`, not below 0, from what `resampled` says of the same arguments."""
    return around(value, resampled(count, statistic, seed, draws))


def resampled(count: int, statistic: Callable[[np.ndarray], float], seed: int, draws: int = NUM_RESAMPLES) -> list[float]:
    """`statistic` of index sets of `count` points drawn with repetition, to be given to `around`.

    Not their quantiles: a resampled set holds fewer different points, which shifts every estimate of information. Not for what hangs on
    the outermost points, such as bins from the smallest code to the largest: see `over_subsets`.
    """
    random = np.random.default_rng(seed)
    return [statistic(random.integers(count, size=count)) for _ in range(draws)]


def subsets(pool: int, count: int, seed: int, draws: int) -> Iterator[np.ndarray]:
    """Index sets of `count` of `pool` points, each drawn without repetition.

    Raises ValueError unless the pool holds more points than a set.
    """
    if pool <= count:
        raise ValueError(f"expected a pool of more than {count:,} points to draw sets of {count:,} from, got {pool:,}")
    random = np.random.default_rng(seed)
    for _ in range(draws):
        yield random.choice(pool, size=count, replace=False, shuffle=False)


def over_subsets(value: float, repeats: Sequence[float], share: float) -> tuple[float, float]:
    """95 % interval about `value` from what was computed of `subsets` that are each `share` of their pool, not below 0.

    Two of these sets have points in common, so they differ by less than two drawn anew would: by sqrt(1 − share) of it, which is divided
    out (the delete-d jackknife: Shao & Wu 1989, "A general theory for jackknife variance estimation", section 2). A draw of the points
    with repetition would keep the outermost one in two of three sets, and with it the edges of the bins.
    """
    scale = np.sqrt(1 - share)
    return around(value, [value + (one - value) / scale for one in repeats])


def halves(count: int, seed: int, draws: int) -> list[np.ndarray]:
    """Random halves of `count` points, drawn without repetition. What is computed of them differs among each other as what is computed of
    all points would among points drawn anew: half as many double the variance, and that two halves share points halves it."""
    random = np.random.default_rng(seed)
    return [random.permutation(count)[: count // 2] for _ in range(draws)]


def around(value: float, *repeats: Sequence[float]) -> tuple[float, float]:
    """95 % interval about `value` from the standard deviation of `repeats`, not below 0. Several `repeats` are what varies for reasons
    independent of each other, such as the points learnt from and those held out: see `half_width_of_sum`."""
    half = half_width_of_sum(*((float(np.std(values, ddof=1)), len(values)) for values in repeats))
    return max(0.0, value - half), value + half


def share(interval: tuple[float, float]) -> tuple[float, float]:
    """The interval of a number that cannot be above 1."""
    return min(1.0, interval[0]), min(1.0, interval[1])


def of_answers(value: float, interval: tuple[float, float], count: int) -> tuple[float, float]:
    """The interval of a share of right answers: where all `count` were right nothing varies, and still the next may be wrong. Then its
    lower end is that of Clopper & Pearson (1934), .025^(1/count)."""
    return interval if value < 1 else (0.025 ** (1 / count), 1.0)


def lists(matrix: Float[np.ndarray, "row column"]) -> list[list[float]]:
    return [[float(cell) for cell in row] for row in matrix]
