"""Disentanglement where factors are known of images, or of anything, that was found, not drawn: no grid, gaps, numbers of any value.

A metric that only needs points is computed factor by factor, on the points of which that factor is known. One that needs points in which
a factor is held while the others are drawn anew cannot be: there is nobody who draws them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from vizvae.data.own.tables import Factor
from vizvae.metrics.disentanglement.compare_latents import compare_latents
from vizvae.metrics.disentanglement.dci import DEPTH, ROUNDS, Dci, fit_dci
from vizvae.metrics.disentanglement.information import (
    NUM_BINS,
    bin_edges,
    binned,
    entropy,
    information_matrix,
    modularity,
    mutual_information_gaps,
)
from vizvae.metrics.disentanglement.known_factors import KnownFactor, known_factors, most_tied
from vizvae.metrics.disentanglement.measure import REFITS, SAP_REFITS
from vizvae.metrics.disentanglement.points import SMALLEST_SPREAD
from vizvae.metrics.disentanglement.result import (
    NUM_RESAMPLES,
    MetricResult,
    NothingToMeasure,
    around,
    halves,
    lists,
    of_answers,
    share,
)
from vizvae.metrics.disentanglement.sap import gaps, predictions
from vizvae.metrics.interval import half_width

HELD_OUT = 1 / 3
NOT_COMPUTED = {
    "factor_vae_score": "it needs groups that have one factor in common while all others are drawn anew: a full grid",
    "beta_vae_score": "it needs pairs that have one factor in common while all others are drawn anew: a full grid",
}
"""Metric to why"""
NEED_TWO = ("modularity", "dci_disentanglement")
"""Metrics that ask of a latent whether it knows one factor only."""


@dataclass(frozen=True, kw_only=True)
class KnownMeasured:
    factors: tuple[KnownFactor, ...]
    results: dict[str, MetricResult]
    left_out: dict[str, str]
    """Factors of which nothing is said, and why"""
    not_computed: dict[str, str]
    """Metric to why"""
    tied: tuple[str, str, float] | None
    """See `most_tied`"""


def measure_known(
    factors: Sequence[Factor],
    codes: Float[np.ndarray, "point latent"],
    *,
    seed: int = 0,
    progress: Callable[[str, float], object] = lambda what, share: None,
) -> KnownMeasured:
    """All metrics of `METRICS` but `NOT_COMPUTED`, of codes in the order of the factors' rows.

    Raises NothingToMeasure for codes that are not finite, fewer than two latents, latents that are all constant, and where no factor can
    be used.
    """
    check_codes(codes)
    usable, left_out = known_factors(factors)
    if not usable:
        why = "; ".join(f"{name}: {reason}" for name, reason in left_out.items())
        raise NothingToMeasure(f"none of the factors can be used. {why}" if why else "no factors are known of these points")
    measured = _Measured(usable, codes.astype(np.float64), seed, progress)
    alone = dict.fromkeys(NEED_TWO, "with one factor there is no other that a latent could know of") if len(usable) == 1 else {}
    return KnownMeasured(
        factors=tuple(usable),
        results=measured.results(),
        left_out=left_out,
        not_computed=NOT_COMPUTED | alone,
        tied=most_tied(usable),
    )


def check_codes(codes: Float[np.ndarray, "point latent"]) -> None:
    """Raises NothingToMeasure as `measure_known` does of codes."""
    if not np.isfinite(codes).all():
        raise NothingToMeasure("some codes are not finite numbers: the model that gave them is damaged")
    if codes.shape[1] < 2:
        raise NothingToMeasure("the codes have one latent: the metrics compare latents with each other, and need at least two")
    if not (codes.var(0) > SMALLEST_SPREAD).any():
        raise NothingToMeasure(
            "every latent is constant, or varies by less than a millionth, so the codes carry nothing (of a VAE: its posterior has "
            "collapsed; codes that are meant to be so small can be multiplied)"
        )


class _Measured:
    def __init__(
        self, factors: Sequence[KnownFactor], codes: np.ndarray, seed: int, progress: Callable[[str, float], object]
    ) -> None:
        self.factors, self.codes, self.seed, self.progress = factors, codes, seed, progress
        self.parts = [self._divided(factor) for factor in factors]
        counts = ", ".join(f"{factor.name} {len(factor.known):,}" for factor in factors)
        self.points = f"Each factor on the points of which it is known ({counts})."

    def _divided(self, factor: KnownFactor) -> tuple[np.ndarray, np.ndarray]:
        """Rows to learn from, with at least one of each class, and rows to test."""
        rows = np.random.default_rng(self.seed).permutation(factor.known)
        _, first = np.unique(factor.classes[rows], return_index=True)
        order = np.concatenate([first, np.setdiff1d(np.arange(len(rows)), first)])
        held_out = min(round(HELD_OUT * len(rows)), len(rows) - len(first))
        return rows[order[: len(rows) - held_out]], rows[order[len(rows) - held_out :]]

    def results(self) -> dict[str, MetricResult]:
        self.progress("Mutual information", 0.05)
        drawn = [self._information(half) for half in halves(len(self.codes), self.seed, NUM_RESAMPLES)]
        information, entropies = self._information(np.arange(len(self.codes)))
        found = {"mig": self._mig(information, entropies, drawn), **self._dci(), "sap": self._sap()}
        if len(self.factors) > 1:  # of one factor a latent knows nothing else
            found["modularity"] = self._modularity(information, drawn)
        self.progress("Latents with each other", 0.95)
        return found | compare_latents(self.codes, seed=self.seed)

    def _information(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """I(factor; latent) and entropies, of some points, whose codes lay the bins."""
        bins = binned(self.codes, bin_edges(self.codes[points]))  # of the others too, which are not looked at
        chosen = np.zeros(len(self.codes), dtype=bool)
        chosen[points] = True
        matrix, entropies = [], []
        for factor in self.factors:
            rows = factor.known[chosen[factor.known]]
            classes = factor.classes[rows]
            matrix.append(information_matrix(classes[:, None], bins[rows])[0])
            entropies.append(max(entropy(classes), 1e-12))
        return np.stack(matrix), np.array(entropies)

    def _mig(
        self, information: np.ndarray, entropies: np.ndarray, drawn: Sequence[tuple[np.ndarray, np.ndarray]]
    ) -> MetricResult:
        parts = mutual_information_gaps(information, entropies)
        return self._result(
            "mig", float(parts.mean()), [float(mutual_information_gaps(*one).mean()) for one in drawn],
            quantity="mutual information, nats", matrix=information, per_row=parts.tolist(),
            estimator=f"Codes in {NUM_BINS} equal bins a latent, information by counting, gap as a share of the factor's "
            f"entropy, mean over factors. {self.points} Interval: {NUM_RESAMPLES} random halves of the points, each with bins of its own.",
        )  # fmt: skip

    def _modularity(self, information: np.ndarray, drawn: Sequence[tuple[np.ndarray, np.ndarray]]) -> MetricResult:
        parts = modularity(information)
        return self._result(
            "modularity", float(parts.mean()), [float(modularity(matrix).mean()) for matrix, _ in drawn],
            quantity="mutual information, nats", matrix=information, per_row=parts.tolist(),
            estimator=f"From mutual information over {NUM_BINS} equal bins, mean over latents; a latent that knows nothing of any factor "
            f"counts by what chance gives it. {self.points} "
            f"Interval: {NUM_RESAMPLES} random halves of the points, each with bins of its own.",
        )  # fmt: skip

    def _fit(self, random: np.random.Generator | None) -> tuple[np.ndarray, list[np.ndarray]]:
        """Importance (factor, latent), and of each factor which held-out points were right."""
        importance, right = [], []
        for factor, (train, test) in zip(self.factors, self.parts, strict=True):
            rows = train if random is None else random.choice(train, len(train))
            if len(np.unique(factor.classes[rows])) < 2:
                rows = train
            classes = factor.classes[:, None]
            fitted = fit_dci(classes[rows], self.codes[rows], classes[test], self.codes[test], seed=self.seed)
            importance.append(fitted.importance[0])
            right.append(fitted.correct[:, 0])
        return np.stack(importance), right

    def _dci(self) -> dict[str, MetricResult]:
        fits = []
        for number in range(1 + REFITS):
            self.progress("Boosted trees that predict each factor", 0.1 + 0.6 * number / (1 + REFITS))
            fits.append(self._fit(np.random.default_rng([self.seed, number]) if number else None))
        (importance, right), refits = fits[0], fits[1:]
        how = (
            f"scikit-learn's histogram gradient boosting, {ROUNDS} rounds of depth {DEPTH}, importance by summed gain; a third of the "
            f"points held out. {self.points}"
        )
        what = f"Interval: ± {half_width(1.0, REFITS):.2f} standard deviations of {REFITS} fits on resampled points."
        if not importance.sum():
            raise NothingToMeasure("no latent helps to predict any factor: where these are known, the codes are all the same")
        found = {}
        nothing = np.zeros((1, len(self.factors)), bool)  # what is asked of it is the importance alone
        for part in ("disentanglement", "completeness"):
            if f"dci_{part}" in NEED_TWO and len(self.factors) == 1:
                continue
            value = getattr(Dci(importance=importance, correct=nothing), part)
            repeats = [getattr(Dci(importance=again, correct=nothing), part) for again, _ in refits]
            found[f"dci_{part}"] = self._result(
                f"dci_{part}", value, repeats, quantity="importance, share of the factor's prediction", matrix=importance,
                estimator=f"{how} {what}",
            )  # fmt: skip
        found["dci_informativeness"] = self._result(
            "dci_informativeness", _mean_of_means(right),
            [_mean_of_means(_resampled(right, self.seed, draw)) for draw in range(NUM_RESAMPLES)],
            [_mean_of_means(again) for _, again in refits],
            num_answers=min(len(test) for _, test in self.parts),
            quantity="importance, share of the factor's prediction", matrix=importance,
            estimator=f"{how} Interval: bootstrap of the held-out points, and {REFITS} fits on resampled points.",
        )  # fmt: skip
        return found

    def _cut(self, random: np.random.Generator | None) -> list[np.ndarray]:
        """Of each factor, (test, latent): whether a machine that has seen that latent alone was right."""
        right = []
        for factor, (train, test) in zip(self.factors, self.parts, strict=True):
            rows = train if random is None else random.choice(train, len(train))
            if len(np.unique(factor.classes[rows])) < 2:
                rows = train
            classes = factor.classes[:, None]
            right.append(predictions(classes[rows], self.codes[rows], classes[test], self.codes[test], seed=self.seed)[:, 0])
        return right

    def _sap(self) -> MetricResult:
        self.progress("Support vector machines on one latent at a time", 0.7)
        right = self._cut(None)
        accuracy = _accuracy(right)
        parts = gaps(accuracy)
        return self._result(
            "sap", float(parts.mean()),
            [float(gaps(_accuracy(_resampled(right, self.seed, draw))).mean()) for draw in range(NUM_RESAMPLES)],
            [float(gaps(_accuracy(self._cut(np.random.default_rng([self.seed, 1, draw])))).mean()) for draw in range(SAP_REFITS)],
            matrix=accuracy, per_row=parts.tolist(), quantity="accuracy on held-out points",
            estimator="Linear support vector machine on one latent at a time (C = 0.01, balanced classes), a third of the points held out. "
            f"{self.points} Interval: bootstrap of the held-out points, and {SAP_REFITS} fits on resampled points.",
        )  # fmt: skip

    def _result(
        self, key: str, value: float, repeats: Sequence[float], refits: Sequence[float] = (), *, quantity: str, matrix: np.ndarray,
        estimator: str, per_row: Sequence[float] = (), num_answers: int = 0,
    ) -> MetricResult:  # fmt: skip
        """`repeats`: of the metric on other held-out points, or on others altogether; `refits`: having learnt from others. `num_answers`:
        of what the value is the share of the right ones, see `of_answers`; 0 for another metric."""
        interval = around(value, *(each for each in (repeats, refits) if len(each)))
        if num_answers:
            interval = of_answers(value, interval, num_answers)
        return MetricResult(
            key=key, value=float(value), interval=share(interval), num_points=len(self.codes), seed=self.seed,
            estimator=estimator, quantity=quantity, matrix=lists(matrix), per_row=list(per_row),
        )  # fmt: skip


def _accuracy(right: Sequence[np.ndarray]) -> np.ndarray:
    """(factor, latent)"""
    return np.stack([one.mean(0) for one in right])


def _mean_of_means(right: Sequence[np.ndarray]) -> float:
    return float(np.mean([one.mean() for one in right]))


def _resampled(right: Sequence[np.ndarray], seed: int, draw: int) -> list[np.ndarray]:
    random = np.random.default_rng([seed, draw])
    return [one[random.integers(len(one), size=len(one))] for one in right]
