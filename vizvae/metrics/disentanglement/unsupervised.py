"""What can be said of codes without knowing any factor: total correlation, information between latents, agreement of several runs."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Literal

import numpy as np
from jaxtyping import Float, Int64

from vizvae.metrics.disentanglement.information import bin_edges, binned, entropy, joint_entropy

SMALLEST_EIGENVALUE = 1e-6
INFORMATIVE_KL = 0.01
"""Nats on average over images, above which a latent counts as informative (Duan et al. 2020, section 4)."""
Matching = Literal["spearman", "lasso"]
"""How a latent of one model is compared with one of another (Duan et al. 2020, section 4): the rank correlation of the two, which sees
monotone relations of pairs, or the weight of the one in a sparse linear prediction of the other from all latents together."""
LASSO_PENALTY = 0.1
"""The weight of Σ|w| beside half the mean squared error, codes having variance 1: that of disentanglement_lib."""


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
    codes: Sequence[Float[np.ndarray, "point latent"]],
    kl_per_dim: Sequence[Float[np.ndarray, " latent"]],
    matching: Matching = "spearman",
) -> Float[np.ndarray, "model model"]:
    """How well the latents of each two models match one to one (Duan et al. 2020, equation 3); not a number on the diagonal.

    `codes` are those of the same images for every model; `kl_per_dim` says which latents are informative, nats. By `lasso` the model of
    the row predicts the one of the column, so that the two halves of the matrix differ. Raises ValueError for fewer than two models, or
    codes of different images.
    """
    if len(codes) < 2 or len({len(part) for part in codes}) != 1:
        raise ValueError("the ranking compares two or more models on the same images")
    scaled = [_SCALED[matching](part) for part in codes]
    informative = [kl > INFORMATIVE_KL for kl in kl_per_dim]
    scores = np.full((len(codes), len(codes)), np.nan)
    for one, other in itertools.permutations(range(len(codes)), 2):
        if matching == "spearman" and other < one:  # symmetric
            scores[one, other] = scores[other, one]
        else:
            strength = _STRENGTH[matching](scaled[one][:, informative[one]], scaled[other][:, informative[other]])
            scores[one, other] = _relative_strength(strength)
    return scores


def disentanglement_ranking(agreements: Float[np.ndarray, "model model"]) -> Float[np.ndarray, " model"]:
    """Unsupervised disentanglement ranking (Duan et al. 2020) of each model: its median agreement with the others. Higher is better; no
    factor is needed, but several runs of one configuration."""
    return np.nanmedian(agreements, axis=1)


def _relative_strength(strength: Float[np.ndarray, "one other"]) -> float:
    """Over the informative latents on both sides: the strongest match, squared, as a share of all its matches, averaged."""
    if not strength.size:
        return 0.0

    def side(matrix: np.ndarray) -> float:
        return float((matrix.max(0) ** 2 / np.maximum(matrix.sum(0), 1e-12)).sum())

    return (side(strength) + side(strength.T)) / sum(strength.shape)


def _standardised(values: Float[np.ndarray, "point latent"]) -> Float[np.ndarray, "point latent"]:
    """Columns of mean 0 and variance 1; constants become 0, and so match nothing."""
    centred = values - values.mean(0)
    varies = np.ptp(values, axis=0) > 0  # the deviation of a constant may be a rounding error
    return np.where(varies, centred / np.where(varies, centred.std(0), 1.0), 0.0)


def _ranked(values: Float[np.ndarray, "point latent"]) -> Float[np.ndarray, "point latent"]:
    from scipy.stats import rankdata  # takes a second

    return _standardised(rankdata(values, axis=0))


def _correlations(one: Float[np.ndarray, "point a"], other: Float[np.ndarray, "point b"]) -> Float[np.ndarray, "a b"]:
    """Of standardised columns, without their signs."""
    return np.abs(one.T @ other) / len(one)


def _lasso_weights(one: Float[np.ndarray, "point a"], other: Float[np.ndarray, "point b"]) -> Float[np.ndarray, "a b"]:
    """The weights, without their signs, by which linear regressions with an L1 penalty predict each latent of `other` from those of `one`.
    What one latent alone knows needs no other."""
    from sklearn.linear_model import Lasso  # takes a second

    if not one.shape[1] or not other.shape[1]:
        return np.zeros((one.shape[1], other.shape[1]))
    return np.abs(np.atleast_2d(Lasso(alpha=LASSO_PENALTY).fit(one, other).coef_)).T


_SCALED = {"spearman": _ranked, "lasso": _standardised}
_STRENGTH = {"spearman": _correlations, "lasso": _lasso_weights}
