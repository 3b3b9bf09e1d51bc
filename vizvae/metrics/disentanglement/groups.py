"""Scores that hold one factor fixed and look at what else the codes do: FactorVAE's and β-VAE's.

Both draw groups of points with one factor in common from a pool of encoded points, rather than encoding new images for each group: the
groups are distributed alike, and a pool of 50,000 replaces about two million images.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int64

from vizvae.metrics.disentanglement.result import NothingToMeasure

GROUP = 64
SMALLEST_STD = 0.05
"""A latent whose codes spread less than this is dead, and no candidate (disentanglement_lib's pruning)."""


class Pool:
    """Encoded points, from which those of equal value in one factor can be drawn."""

    def __init__(
        self, factors: Int64[np.ndarray, "point factor"], codes: Float[np.ndarray, "point latent"], seed: int | list[int]
    ) -> None:
        self.codes = codes
        self.num_factors = factors.shape[1]
        self._random = np.random.default_rng(seed)
        self._order = [np.argsort(column, kind="stable") for column in factors.T]
        self._starts = [np.searchsorted(np.sort(column), np.unique(column)) for column in factors.T]
        self._ends = [np.append(starts[1:], len(factors)) for starts in self._starts]

    def draw(self, count: int, columns: int) -> tuple[Int64[np.ndarray, " group"], Int64[np.ndarray, "group rows column"]]:
        """`count` groups: which factor each holds fixed (uniform over factors), and `columns` · 64 rows of the pool.

        The points of one row of 64 share that factor's value where `columns` is 1; where it is 2, the two points of every pair do.
        """
        fixed = self._random.integers(self.num_factors, size=count)
        rows = np.empty((count, GROUP, columns), dtype=np.int64)
        for group, factor in enumerate(fixed):
            starts, ends = self._starts[factor], self._ends[factor]
            value = self._random.integers(len(starts), size=1 if columns == 1 else GROUP)
            where = self._random.integers(starts[value], ends[value], size=(columns, GROUP)).T
            rows[group] = self._order[factor][where]
        return fixed, rows


@dataclass(frozen=True, kw_only=True)
class GroupScore:
    correct: Bool[np.ndarray, " group"]
    """Whether the held-out group's factor was recognised; their mean is the score."""
    matrix: Float[np.ndarray, "factor latent"]
    """What the recognition rests on."""


def factor_vae_score(pool: Pool, *, num_train: int, num_test: int) -> GroupScore:
    """Of each group, the latent that varies least, against its variance over all points, is taken as the fixed factor's; a majority vote
    of the training groups says which factor that latent stands for (Kim & Mnih 2018, section 4).

    The matrix holds, for each factor, the share of its training groups in which that latent varied least.
    """
    spread = pool.codes.std(0, ddof=1)
    alive = np.flatnonzero(spread >= SMALLEST_STD)
    if not len(alive):
        raise NothingToMeasure(
            f"no latent's codes spread by {SMALLEST_STD} or more: the model is dead, and has no FactorVAE score"
        )

    def quietest(count: int) -> tuple[np.ndarray, np.ndarray]:
        fixed, rows = pool.draw(count, 1)
        varied = pool.codes[rows[..., 0]][..., alive].var(1, ddof=1) / spread[alive] ** 2
        return fixed, alive[varied.argmin(1)]

    fixed, latent = quietest(num_train)
    votes = np.zeros((pool.num_factors, len(spread)))
    np.add.at(votes, (fixed, latent), 1)
    test_fixed, test_latent = quietest(num_test)
    return GroupScore(
        correct=votes.argmax(0)[test_latent] == test_fixed, matrix=votes / np.maximum(votes.sum(1, keepdims=True), 1)
    )


def beta_vae_score(pool: Pool, *, num_train: int, num_test: int, seed: int) -> GroupScore:
    """The mean absolute difference of codes over 64 pairs that share a factor, and a linear classifier that names the factor from it
    (Higgins et al. 2017, section 3).

    The matrix holds those differences, averaged over the training groups of each factor and divided by the latent's spread.
    """

    def differences(count: int) -> tuple[np.ndarray, np.ndarray]:
        fixed, rows = pool.draw(count, 2)
        pairs = pool.codes[rows]  # (group, 64, 2, latent)
        return fixed, np.abs(pairs[:, :, 0] - pairs[:, :, 1]).mean(1)

    fixed, features = differences(num_train)
    test_fixed, test_features = differences(num_test)
    from sklearn.exceptions import ConvergenceWarning  # takes seconds
    from sklearn.linear_model import LogisticRegression

    with warnings.catch_warnings():
        # Differences of a dead latent are tiny, and the fit creeps towards them: disentanglement_lib stops it after 100 rounds.
        warnings.simplefilter("ignore", ConvergenceWarning)
        classifier = LogisticRegression(max_iter=100, random_state=seed).fit(features, fixed)
    spread = np.maximum(pool.codes.std(0), 1e-12)
    matrix = np.stack([features[fixed == factor].mean(0) / spread for factor in range(pool.num_factors)])
    return GroupScore(correct=classifier.predict(test_features) == test_fixed, matrix=matrix)
