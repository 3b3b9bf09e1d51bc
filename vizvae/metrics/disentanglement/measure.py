"""All metrics of one set of codes, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import torch
from jaxtyping import Int64
from torch import Tensor

from vizvae.data.factors import FactorDataset
from vizvae.metrics.disentanglement.codes import REFITS, Codes, Progress
from vizvae.metrics.disentanglement.compare_latents import absolute_correlations
from vizvae.metrics.disentanglement.dci import DEPTH, ROUNDS, Trees
from vizvae.metrics.disentanglement.groups import GROUP, GroupScore, beta_vae_score, factor_vae_score
from vizvae.metrics.disentanglement.information import (
    NUM_BINS,
    modularity,
    mutual_information_gaps,
)
from vizvae.metrics.disentanglement.points import Represent, sample_points
from vizvae.metrics.disentanglement.result import MetricResult, around, bootstrap, lists, of_answers, resampled
from vizvae.metrics.disentanglement.sap import gaps, predictions
from vizvae.metrics.disentanglement.unsupervised import gaussian_total_correlation, information_between_bins
from vizvae.metrics.interval import half_width

NUM_POINTS, NUM_POOL = 10_000, 50_000
NUM_VOTES, NUM_TEST_VOTES = 10_000, 5_000
SAP_REFITS = 10
"""Support vector machines are fitted anew on this many resampled sets."""
VOTES_REPEATED = 10
"""FactorVAE's groups are drawn anew from this many resampled pools: those that vote as well as those that are tested."""


def _mig(codes: Codes) -> MetricResult:
    parts = mutual_information_gaps(codes.information, codes.entropies)
    value = float(parts.mean())
    repeats = [float(mutual_information_gaps(*one).mean()) for one in codes.drawn_information]
    return codes.result(
        "mig", value, codes.interval(value, repeats),
        estimator=f"Posterior means in {NUM_BINS} equal bins a latent, information by counting, gap as a share of the factor's entropy, "
        f"mean over factors (disentanglement_lib's definition). {codes.how_drawn()}",
        quantity="mutual information, nats", matrix=lists(codes.information), per_row=parts.tolist(),
    )  # fmt: skip


def _dci(part: str, codes: Codes) -> MetricResult:
    how = f"scikit-learn's histogram gradient boosting, {ROUNDS} rounds of depth {DEPTH}, importance by summed gain"
    value = getattr(codes.dci, part)
    if part == "informativeness":
        correct = codes.dci.correct.mean(1)
        interval = around(
            value,
            resampled(len(correct), lambda rows: float(correct[rows].mean()), codes.seed),
            [fit.informativeness for fit in codes.refits],
        )
        interval = of_answers(value, interval, len(correct))
        what = f"Interval: bootstrap of the held-out points, and {REFITS} fits on resampled points."
    else:
        interval = around(value, [getattr(fit, part) for fit in codes.refits])
        what = f"Interval: ± {half_width(1.0, REFITS):.2f} standard deviations of {REFITS} fits on resampled points."
    return codes.result(
        f"dci_{part}", value, interval, estimator=f"{how}; {len(codes.test):,} held-out points. {what}",
        quantity="importance, share of the factor's prediction", matrix=lists(codes.dci.importance),
    )  # fmt: skip


def _sap(codes: Codes) -> MetricResult:
    right = predictions(*codes.arrays, seed=codes.seed, progress=lambda: codes.progress("sap"))
    accuracy = right.mean(0)
    parts = gaps(accuracy)
    value = float(parts.mean())
    factors, array, *held_out = codes.arrays
    refits = [
        float(gaps(predictions(factors[rows], array[rows], *held_out, seed=codes.seed).mean(0)).mean())
        for rows in codes.resampled(SAP_REFITS)
    ]
    # Which cuts the machines find varies more than which held-out points are cut: left out, the interval was three times too narrow.
    interval = around(value, resampled(len(right), lambda rows: float(gaps(right[rows].mean(0)).mean()), codes.seed), refits)
    return codes.result(
        "sap", value, interval, matrix=lists(accuracy), per_row=parts.tolist(), quantity="accuracy on held-out points",
        estimator="Linear support vector machine on one latent at a time (C = 0.01, balanced classes), "
        f"{len(codes.test):,} held-out points. Interval: bootstrap of the held-out points, and {SAP_REFITS} fits on resampled points.",
    )  # fmt: skip


def _group(key: str, codes: Codes) -> MetricResult:
    votes = {"num_train": NUM_VOTES, "num_test": NUM_TEST_VOTES}
    score: GroupScore
    if key == "factor_vae_score":
        score = factor_vae_score(codes.groups, **votes)
        quantity = "share of groups in which the latent varied least"
        value = float(score.correct.mean())
        again = [float(factor_vae_score(pool, **votes).correct.mean()) for pool in codes.resampled_groups(VOTES_REPEATED)]
        interval, what = around(value, again), f"all groups drawn anew from {VOTES_REPEATED} resampled pools."
    else:
        score = beta_vae_score(codes.groups, **votes, seed=codes.seed)
        quantity = "mean difference within pairs, standard deviations"
        value = float(score.correct.mean())
        interval = bootstrap(value, len(score.correct), lambda rows: float(score.correct[rows].mean()), codes.seed)
        what = "bootstrap of the test groups."
    return codes.result(
        key, value, of_answers(value, interval, len(score.correct)), quantity=quantity, matrix=lists(score.matrix),
        num_points=len(codes.pool),
        estimator=f"{NUM_VOTES:,} groups of {GROUP} to learn from, {NUM_TEST_VOTES:,} to test, drawn from a pool of {len(codes.pool):,} "
        f"encoded points. Interval: {what}",
    )  # fmt: skip


def _modularity(codes: Codes) -> MetricResult:
    parts = modularity(codes.information)
    value = float(parts.mean())
    interval = codes.interval(value, [float(modularity(matrix).mean()) for matrix, _ in codes.drawn_information])
    return codes.result(
        "modularity", value, interval, quantity="mutual information, nats", matrix=lists(codes.information), per_row=parts.tolist(),
        estimator=f"From mutual information over {NUM_BINS} equal bins, mean over latents; a latent that knows nothing of any factor "
        f"counts by what chance gives it. {codes.how_drawn()}",
    )  # fmt: skip


def _total_correlation(codes: Codes) -> MetricResult:
    array = codes.arrays[1]
    value = gaussian_total_correlation(array)
    interval = bootstrap(value, len(array), lambda rows: gaussian_total_correlation(array[rows]), codes.seed)
    return codes.result(
        "total_correlation", value, interval, quantity="absolute correlation of two latents", matrix=lists(absolute_correlations(array)),
        estimator="Of a Gaussian with the covariance of the posterior means, nats; no factor is used. "
        "Interval: 200 bootstrap draws of the points.",
    )  # fmt: skip


def _mutual_information(codes: Codes) -> MetricResult:
    matrix = information_between_bins(codes.bins)
    off = ~np.eye(len(matrix), dtype=bool)
    value = float(matrix[off].mean())
    interval = codes.interval(value, [float(information_between_bins(bins)[off].mean()) for _, bins in codes.drawn(50)])
    return codes.result(
        "mutual_information", value, interval, quantity="mutual information of two latents, nats", matrix=lists(matrix),
        estimator=f"Between latents in {NUM_BINS} equal bins, mean over pairs; no factor is used. "
        f"{codes.how_drawn(50)}",
    )  # fmt: skip


METRICS: dict[str, Callable[[Codes], MetricResult]] = {
    "mig": _mig,
    "dci_disentanglement": lambda codes: _dci("disentanglement", codes),
    "dci_completeness": lambda codes: _dci("completeness", codes),
    "dci_informativeness": lambda codes: _dci("informativeness", codes),
    "sap": _sap,
    "factor_vae_score": lambda codes: _group("factor_vae_score", codes),
    "beta_vae_score": lambda codes: _group("beta_vae_score", codes),
    "modularity": _modularity,
    "total_correlation": _total_correlation,
    "mutual_information": _mutual_information,
}
"""In the order in which they are shown. Lower is better for the last two."""


def measured_factors(dataset: FactorDataset, num_points: int, seed: int) -> Int64[Tensor, "point factor"]:
    """Those of the points that `measure_grid` looks at: the first of its draw."""
    count = max(NUM_POOL, num_points + num_points // 2)
    return dataset.sample_factors(count, generator=torch.Generator().manual_seed(seed))[:num_points]


def drawn_codes(
    dataset: FactorDataset,
    represent: Represent,
    *,
    num_points: int = NUM_POINTS,
    num_pool: int = NUM_POOL,
    seed: int = 0,
    trees: Trees = "histogram",
    progress: Progress = lambda _: None,
) -> Codes:
    """What all metrics of one seed look at: the same points, held-out points and pool. Raises as `measure_grid` does."""
    needed = num_points + num_points // 2
    if num_points < NUM_BINS:
        raise ValueError(f"expected at least {NUM_BINS} points, as many as a latent has bins; got {num_points}")
    generator = torch.Generator().manual_seed(seed)
    pool = sample_points(dataset, represent, max(num_pool, needed), generator=generator)
    return Codes(
        points=pool.rows(slice(num_points)),
        test=pool.rows(slice(num_points, needed)),
        pool=pool,
        seed=seed,
        trees=trees,
        progress=progress,
    )


def measure_grid(
    dataset: FactorDataset,
    represent: Represent,
    *,
    keys: Iterable[str] = tuple(METRICS),
    num_points: int = NUM_POINTS,
    num_pool: int = NUM_POOL,
    seed: int = 0,
    progress: Progress = lambda _: None,
) -> dict[str, MetricResult]:
    """Draw points, encode them, and compute the metrics named.

    `num_points` are looked at by MIG, DCI, SAP and the unsupervised ones, half as many more are held out, and groups are drawn from a
    pool of `num_pool` that includes them. `progress` is called with a metric's key whenever a part of it is done.

    Raises ValueError for an unknown key, listing the known ones, and for codes that say nothing (see FactorCodes).
    """
    unknown = [key for key in keys if key not in METRICS]
    if unknown:
        raise ValueError(f"unknown metrics {unknown}; known are {list(METRICS)}")
    codes = drawn_codes(dataset, represent, num_points=num_points, num_pool=num_pool, seed=seed, progress=progress)
    results = {}
    for key in keys:
        results[key] = METRICS[key](codes)
        progress(key)
    return results
