"""Do the codes fall into the classes nobody told the model about?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

NUM_STARTS = 20


@dataclass(frozen=True, kw_only=True)
class ClusterScores:
    acc: float
    """Share of nodes in the right cluster, under the best one-to-one naming of clusters by classes (Hungarian method); in [0, 1]."""
    nmi: float
    """Normalised mutual information, arithmetic mean of the two entropies; in [0, 1]."""
    ari: float
    """Adjusted Rand index: 0 for chance, 1 for equality."""


def kmeans(z: Float[Tensor, "node latent"], num_clusters: int, *, seed: int) -> Int[Tensor, " node"]:
    """The cluster of each node by k-means (scikit-learn); of `NUM_STARTS` starts the one with the least inertia: no labels are used.

    Raises ValueError for fewer nodes than clusters.
    """
    from sklearn.cluster import KMeans

    if not 1 <= num_clusters <= len(z):
        raise ValueError(f"expected 1 to {len(z)} clusters for {len(z)} nodes, got {num_clusters}")
    fitted = KMeans(num_clusters, n_init=NUM_STARTS, random_state=seed).fit(z.numpy())  # pyright: ignore[reportArgumentType]
    return torch.from_numpy(np.asarray(fitted.labels_)).long()


def cluster_scores(labels: Int[Tensor, " node"], clusters: Int[Tensor, " node"]) -> ClusterScores:
    """Compare clusters with classes; nodes labelled −1 are left out.

    Raises ValueError if the lengths differ or no node has a label.
    """
    from scipy.optimize import linear_sum_assignment
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

    if len(labels) != len(clusters):
        raise ValueError(f"{len(labels)} labels for {len(clusters)} clustered nodes")
    known = labels >= 0
    if not known.any():
        raise ValueError("no node has a label to compare its cluster with")
    labels, clusters = labels[known], clusters[known]
    size = int(max(labels.max(), clusters.max())) + 1
    table = torch.bincount(labels * size + clusters, minlength=size * size).view(size, size).numpy()
    rows, columns = linear_sum_assignment(table, maximize=True)
    return ClusterScores(
        acc=float(table[rows, columns].sum() / len(labels)),
        nmi=float(normalized_mutual_info_score(labels.numpy(), clusters.numpy())),
        ari=float(adjusted_rand_score(labels.numpy(), clusters.numpy())),
    )
