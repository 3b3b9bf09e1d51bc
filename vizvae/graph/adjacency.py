"""Edges as a sparse matrix of scipy's, for what is counted along paths."""

from __future__ import annotations

from typing import Any

import numpy as np
from jaxtyping import Int
from torch import Tensor


def adjacency_matrix(edges: Int[Tensor, "2 edge"], num_nodes: int, *, both_ways: bool) -> Any:
    """CSR of float64, 1 for an edge: rows are first nodes; with `both_ways` each edge in both directions, once."""
    from scipy.sparse import csr_array

    ends = edges.numpy()
    if both_ways:
        ends = np.unique(np.concatenate([ends, ends[::-1]], 1), axis=1)
    return csr_array((np.ones(ends.shape[1]), (ends[0], ends[1])), shape=(num_nodes, num_nodes))
