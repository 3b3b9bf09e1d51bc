"""What codes say of themselves, where no factor is known: how their latents go together."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from vizvae.metrics.disentanglement.information import NUM_BINS
from vizvae.metrics.disentanglement.result import MetricResult, around, halves, lists
from vizvae.metrics.disentanglement.unsupervised import gaussian_total_correlation, information_between_latents

DRAWS, FEWEST_DRAWS = 50, 8
PAIRS = 60_000
"""Of latents that are compared for an interval, over all draws: of 64 latents there are 2,016 pairs, a tenth of a second each draw."""


def compare_latents(codes: Float[np.ndarray, "point latent"], *, seed: int = 0) -> dict[str, MetricResult]:
    """`total_correlation` of a Gaussian with the codes' covariance, its matrix the absolute correlations; and `mutual_information`, mean
    over pairs of binned latents. Both in nats."""
    count = len(codes)
    random = np.random.default_rng(seed)
    total = gaussian_total_correlation(codes)
    totals = [gaussian_total_correlation(codes[random.integers(count, size=count)]) for _ in range(DRAWS)]
    shared = information_between_latents(codes)
    off = ~np.eye(len(shared), dtype=bool)
    mean = float(shared[off].mean())
    draws = int(np.clip(2 * PAIRS // off.sum(), FEWEST_DRAWS, DRAWS))
    means = [float(information_between_latents(codes[half])[off].mean()) for half in halves(count, seed, draws)]
    return {
        "total_correlation": MetricResult(
            key="total_correlation", value=total, interval=around(total, totals), num_points=count, seed=seed, per_row=[],
            quantity="absolute correlation of two latents", matrix=lists(absolute_correlations(codes)),
            estimator="Of a Gaussian with the covariance of the codes, nats; no factor is used. "
            f"Interval: {DRAWS} bootstrap draws of the points.",
        ),
        "mutual_information": MetricResult(
            key="mutual_information", value=mean, interval=around(mean, means), num_points=count, seed=seed, per_row=[],
            quantity="mutual information of two latents, nats", matrix=lists(shared),
            estimator=f"Between latents in {NUM_BINS} equal bins, mean over pairs; no factor is used. "
            f"Interval: {draws} random halves of the points, each with bins of its own.",
        ),
    }  # fmt: skip


def absolute_correlations(codes: Float[np.ndarray, "point latent"]) -> Float[np.ndarray, "latent latent"]:
    """Pearson's; 0 for a latent that is constant."""
    varying = np.ptp(codes, axis=0) > 0
    correlations = np.zeros((codes.shape[1], codes.shape[1]))
    correlations[np.ix_(varying, varying)] = np.abs(np.corrcoef(codes[:, varying], rowvar=False))
    return correlations
