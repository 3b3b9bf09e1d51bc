"""What embeddings by random walks learn, without the walks: DeepWalk and node2vec (with p = q = 1) factorise a matrix that can be written
down.

After Qiu et al. 2018 ("Network Embedding as Matrix Factorization: Unifying DeepWalk, LINE, PTE, and node2vec"), NetMF for small windows.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from jaxtyping import Float

WINDOW = 10
"""Steps of a walk in which two nodes count as met: DeepWalk's and node2vec's usual one"""
DIM = 64
MOST_NODES = 6_000
"""The matrix has an entry for every two nodes: 144 MB here, three times while it is worked out"""


def walk_matrix(adjacency: Any) -> Float[np.ndarray, "node node"]:
    """log max(1, how much likelier it is to meet on a walk than by chance), with one negative sample; symmetric, float32.

    `adjacency`: scipy, symmetric.
    """
    edges = adjacency.toarray().astype(np.float32)
    degrees = edges.sum(1)
    inverse = np.divide(1, degrees, out=np.zeros_like(degrees), where=degrees > 0)
    step = edges * inverse[:, None]
    walked, met = step.copy(), step.copy()
    for _ in range(WINDOW - 1):
        walked = walked @ step
        met += walked
    matrix = np.log(np.maximum(met * inverse[None, :] * (degrees.sum() / WINDOW), 1))
    return (matrix + matrix.T) / 2  # symmetric but for rounding


def walk_codes(adjacency: Any) -> Float[np.ndarray, "node code"]:
    """Codes of at most `DIM` numbers whose inner products come nearest to `walk_matrix`, of those that have codes at all: directions with
    a negative eigenvalue have none."""
    from scipy.sparse.linalg import eigsh

    matrix = walk_matrix(adjacency)
    if len(matrix) <= 2 * DIM:
        values, vectors = np.linalg.eigh(matrix)
        values, vectors = values[-DIM:], vectors[:, -DIM:]
    else:
        start = np.random.default_rng(0).standard_normal(len(matrix)).astype(np.float32)
        values, vectors = eigsh(matrix, k=DIM, which="LA", v0=start)
    kept = values > 0
    return (vectors[:, kept] * np.sqrt(values[kept])).astype(np.float64)
