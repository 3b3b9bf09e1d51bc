"""What can be said of codes without knowing any factor: total correlation, information between latents, agreement of several runs."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Int64

from vizvae.metrics.disentanglement.information import bin_edges, binned, entropy, joint_entropy

SMALLEST_EIGENVALUE = 1e-6
INFORMATIVE_KL = 0.01
"""Nats on average over images, above which a latent counts as informative (Duan et al. 2020, section 4)."""


def gaussian_total_correlation(codes: Float[np.ndarray, "point latent"]) -> float:
    """Total correlation of a Gaussian with the codes' covariance, nats: 0 if no two latents are correlated.

    ½ (Σ log Σ_jj − log det Σ) (Locatello et al. 2019, appendix C), which is −½ Σ log of the correlation matrix' eigenvalues. Those below
    one in a million count as that: of exact copies it would be infinite. Constant latents are left out: they correlate with nothing.
    """
    varying = codes[:, np.ptp(codes, axis=0) > 0]  # the variance of a constant may be a rounding error
    eigenvalues = np.linalg.eigvalsh(np.atleast_2d(np.corrcoef(varying, rowvar=False)))
    return max(0.0, -0.5 * float(np.log(np.maximum(eigenvalues, SMALLEST_EIGENVALUE)).sum()))


def information_between_latents(codes: Float[np.ndarray, "point latent"]) -> Float[np.ndarray, "latent latent"]:
    """I(z_i; z_j) of the binned latents, nats; the diagonal is 0. Its mean over pairs is disentanglement_lib's mutual information score."""
    return information_between_bins(binned(codes, bin_edges(codes)))


def information_between_bins(bins: Int64[np.ndarray, "point latent"]) -> Float[np.ndarray, "latent latent"]:
    """The same of latents that are binned already."""
    size, columns = bins.shape[1], np.ascontiguousarray(bins.T)
    entropies = [entropy(column) for column in columns]
    matrix = np.zeros((size, size))
    for first in range(size):
        for second in range(first):
            shared = entropies[first] + entropies[second] - joint_entropy(columns[first], columns[second])
            matrix[first, second] = matrix[second, first] = shared
    return matrix


def agreement(
    codes: Sequence[Float[np.ndarray, "point latent"]], kl_per_dim: Sequence[Float[np.ndarray, " latent"]]
) -> Float[np.ndarray, "model model"]:
    """How well the latents of each two models match one to one, by Spearman correlations (Duan et al. 2020, equation 3); not a number on
    the diagonal.

    `codes` are those of the same images for every model; `kl_per_dim` says which latents are informative, nats. Raises ValueError for
    fewer than two models, or codes of different images.
    """
    if len(codes) < 2 or len({len(part) for part in codes}) != 1:
        raise ValueError("the ranking compares two or more models on the same images")
    informative = [kl > INFORMATIVE_KL for kl in kl_per_dim]
    scores = np.full((len(codes), len(codes)), np.nan)
    for one, other in itertools.combinations(range(len(codes)), 2):
        scores[one, other] = scores[other, one] = _match(codes[one], informative[one], codes[other], informative[other])
    return scores


def disentanglement_ranking(agreements: Float[np.ndarray, "model model"]) -> Float[np.ndarray, " model"]:
    """Unsupervised disentanglement ranking (Duan et al. 2020) of each model: its median agreement with the others. Higher is better; no
    factor is needed, but several runs of one configuration."""
    return np.nanmedian(agreements, axis=1)


def _match(a: np.ndarray, a_informative: np.ndarray, b: np.ndarray, b_informative: np.ndarray) -> float:
    """Over the informative latents on both sides: the strongest match, squared, as a share of all its matches, averaged."""
    if not a_informative.any() or not b_informative.any():
        return 0.0
    from scipy.stats import spearmanr  # takes a second

    width = a.shape[1]
    both = np.atleast_2d(np.asarray(spearmanr(a, b)[0]))
    if both.size == 1:  # of two latents it is one number
        both = np.array([[1.0, both.item()], [both.item(), 1.0]])
    correlations = np.abs(both)[:width, width:]
    strength = np.nan_to_num(correlations)[a_informative][:, b_informative]

    def side(matrix: np.ndarray) -> float:
        return float((matrix.max(0) ** 2 / np.maximum(matrix.sum(0), 1e-12)).sum())

    return (side(strength) + side(strength.T)) / (a_informative.sum() + b_informative.sum())
