"""Mutual information between factors and binned latents, and what is read from it: MIG, modularity, and the unsupervised average."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, Int64

from vizvae.metrics.disentanglement.result import NothingToMeasure

NUM_BINS = 20


def bin_edges(codes: Float[np.ndarray, "point latent"], num_bins: int = NUM_BINS) -> Float[np.ndarray, "latent edge"]:
    """Edges of equal bins from each latent's smallest to its largest code: `num_bins` + 1 of them.

    Raises NothingToMeasure for fewer points than bins.
    """
    if len(codes) < num_bins:
        raise NothingToMeasure(f"expected at least as many points as bins ({num_bins}), got {len(codes)}: draw more points")
    return np.stack([np.histogram_bin_edges(column, num_bins) for column in codes.T])


def binned(
    codes: Float[np.ndarray, "point latent"], edges: Float[np.ndarray, "latent edge"]
) -> Int64[np.ndarray, "point latent"]:
    """The bin of each code, from 0 on. The largest code belongs to the last bin."""
    inner = edges[:, 1:-1]
    return np.stack([np.searchsorted(inner[latent], column, side="right") for latent, column in enumerate(codes.T)], -1)


def entropy(labels: Int64[np.ndarray, " point"]) -> float:
    """Of the labels as they are distributed, nats."""
    return _entropy(np.bincount(labels))


def mutual_information(first: Int64[np.ndarray, " point"], second: Int64[np.ndarray, " point"]) -> float:
    """Of two labellings of the same points, by counting, nats. With few points it is too large: by about
    (classes of the one − 1) · (classes of the other − 1) / (2 · points)."""
    return entropy(first) + entropy(second) - joint_entropy(first, second)


def joint_entropy(first: Int64[np.ndarray, " point"], second: Int64[np.ndarray, " point"]) -> float:
    """Of pairs of labels, nats."""
    return _entropy(np.bincount(first * (int(second.max()) + 1) + second))


def information_matrix(
    factors: Int64[np.ndarray, "point factor"], bins: Int64[np.ndarray, "point latent"]
) -> Float[np.ndarray, "factor latent"]:
    """I(factor; binned latent) for every pair, nats."""
    return np.array([[max(0.0, mutual_information(f, b)) for b in bins.T] for f in factors.T])


def mutual_information_gaps(
    matrix: Float[np.ndarray, "factor latent"], entropies: Float[np.ndarray, " factor"]
) -> Float[np.ndarray, " factor"]:
    """For each factor: what the latent that knows most of it knows more than the runner-up, as a part of the factor's entropy.

    Their mean is the mutual information gap (Chen et al. 2018, equation 6).
    """
    ordered = np.sort(matrix, 1)
    return (ordered[:, -1] - ordered[:, -2]) / entropies


def modularity(matrix: Float[np.ndarray, "factor latent"]) -> Float[np.ndarray, " latent"]:
    """For each latent: 1 if it knows of one factor only, falling to 0 as it knows as much of all (Ridgeway & Mozer 2018, section 3).

    A latent that knows of none counts as 0. Their mean is the score.
    """
    squared = matrix.T**2
    largest = squared.max(1)
    rest = (squared.sum(1) - largest) / np.maximum(largest * (len(matrix) - 1), 1e-300)
    return np.where(largest > 0, 1 - rest, 0.0)


def _entropy(counts: Int64[np.ndarray, " value"]) -> float:
    shares = counts[counts > 0] / counts.sum()
    return float(-(shares * np.log(shares)).sum())
