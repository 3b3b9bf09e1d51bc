"""The drawn codes that metrics look at, and what several metrics need of them, computed once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from vizvae.metrics.disentanglement.dci import Dci, Trees, fit_dci
from vizvae.metrics.disentanglement.groups import Pool
from vizvae.metrics.disentanglement.information import bin_edges, binned, entropy, information_matrix
from vizvae.metrics.disentanglement.points import FactorCodes
from vizvae.metrics.disentanglement.result import NUM_RESAMPLES, MetricResult, over_subsets, share, subsets
from vizvae.metrics.titles import UNSUPERVISED

REFITS = 3
"""Boosted trees are fitted anew on this many resampled sets: each costs as much as the first."""
Progress = Callable[[str], object]


@dataclass(frozen=True)
class Codes:
    """The drawn points, cut into those a metric looks at, those it is tested on, and the pool of all."""

    points: FactorCodes
    test: FactorCodes
    pool: FactorCodes
    seed: int
    trees: Trees
    progress: Progress

    @cached_property
    def arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        return (
            self.points.factors.numpy(),
            self.points.codes.double().numpy(),
            self.test.factors.numpy(),
            self.test.codes.double().numpy(),
        )

    @cached_property
    def bins(self) -> np.ndarray:
        codes = self.arrays[1]
        return binned(codes, bin_edges(codes))

    @cached_property
    def information(self) -> np.ndarray:
        return information_matrix(self.arrays[0], self.bins)

    @cached_property
    def entropies(self) -> np.ndarray:
        return np.array([entropy(column) for column in self.arrays[0].T])

    @cached_property
    def dci(self) -> Dci:
        return self.fit(slice(None))

    @cached_property
    def refits(self) -> list[Dci]:
        random = np.random.default_rng(self.seed)
        return [self.fit(random.integers(len(self.points), size=len(self.points))) for _ in range(REFITS)]

    def resampled(self, count: int) -> Iterator[np.ndarray]:
        """Index sets of the points that a metric learns from, drawn with repetition."""
        random = np.random.default_rng([self.seed, 1])
        for _ in range(count):
            yield random.integers(len(self.points), size=len(self.points))

    def fit(self, rows: slice | np.ndarray) -> Dci:
        factors, codes, test_factors, test_codes = self.arrays
        return fit_dci(
            factors[rows],
            codes[rows],
            test_factors,
            test_codes,
            trees=self.trees,
            seed=self.seed,
            progress=lambda: self.progress("dci"),
        )

    @cached_property
    def groups(self) -> Pool:
        return Pool(self.pool.factors.numpy(), self.pool.codes.double().numpy(), self.seed)

    def resampled_groups(self, count: int) -> Iterator[Pool]:
        """`groups` of pools whose points are drawn from this one with repetition: what would differ with other points, and other groups."""
        random = np.random.default_rng([self.seed, 2])
        factors, codes = self.pool.factors.numpy(), self.pool.codes.double().numpy()
        for draw in range(count):
            rows = random.integers(len(self.pool), size=len(self.pool))
            yield Pool(factors[rows], codes[rows], [self.seed, 2, draw])

    def drawn(self, draws: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Factors and bins of as many points as are looked at, drawn from the pool: bins laid anew for each set, see `over_subsets`."""
        factors, array = self.pool.factors.numpy(), self.pool.codes.double().numpy()
        for rows in subsets(len(self.pool), len(self.points), self.seed, draws):
            yield factors[rows], binned(array[rows], bin_edges(array[rows]))

    @cached_property
    def drawn_information(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """`information` and `entropies` of each of `NUM_RESAMPLES` sets."""
        return [
            (information_matrix(factors, bins), np.array([entropy(column) for column in factors.T]))
            for factors, bins in self.drawn(NUM_RESAMPLES)
        ]

    def interval(self, value: float, repeats: Sequence[float]) -> tuple[float, float]:
        """95 %, of what was computed of each of the sets that were `drawn`."""
        return over_subsets(value, repeats, len(self.points) / len(self.pool))

    def how_drawn(self, draws: int = NUM_RESAMPLES) -> str:
        return f"Interval: {draws} draws of as many points from {len(self.pool):,}, each with bins of its own."

    def result(self, key: str, value: float, interval: tuple[float, float], **rest: object) -> MetricResult:
        fields = {"num_points": len(self.points), "seed": self.seed, "per_row": [], **rest}
        ends = interval if key in UNSUPERVISED else share(interval)
        return MetricResult(key=key, value=float(value), interval=ends, **fields)  # pyright: ignore[reportArgumentType]
