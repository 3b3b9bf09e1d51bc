"""Hard negatives: non-edges that look like edges, because the two nodes share neighbours."""

from __future__ import annotations

import numpy as np
import torch
from jaxtyping import Int
from torch import Tensor

from vizvae.graph.data import Graph
from vizvae.graph.split import EdgeSplit


def hard_negatives(
    graph: Graph, split: EdgeSplit, part: str, per_edge: int, *, generator: torch.Generator
) -> Int[Tensor, "2 edge negative"]:
    """For each held-out edge, `per_edge` non-edges of the whole graph that keep one of its ends.

    After Li et al. 2023 ("Evaluating Graph Neural Networks for Link Prediction: Current Pitfalls and New Benchmarking", HeaRT), with one
    heuristic: half keep the first node, half the second, and the new partner is the one with the most training neighbours in common;
    among equals, chance decides. An edge whose ends are joined to nearly everything gets some partners twice.
    Raises ValueError for an odd or too small `per_edge`, or where a node has no non-neighbour.
    """
    from scipy.sparse import csr_array

    if per_edge < 2 or per_edge % 2:
        raise ValueError(f"expected an even number of negatives an edge, at least 2, got {per_edge}")
    first, second = split.train.numpy()
    num_nodes = graph.num_nodes
    ends = (np.concatenate([first, second]), np.concatenate([second, first]))
    seen = csr_array((np.ones(len(ends[0]), dtype=np.float32), ends), shape=(num_nodes, num_nodes))
    low, high = graph.edge_index.numpy()
    ends = (np.concatenate([low, high]), np.concatenate([high, low]))
    joined = csr_array((np.ones(len(ends[0]), dtype=np.float32), ends), shape=(num_nodes, num_nodes))
    edges, _ = split.held_out(part)
    rng = np.random.default_rng(int(torch.randint(2**62, (1,), generator=generator)))
    half = per_edge // 2
    partners = {node: _partners(node, seen, joined, half, rng) for node in edges.unique().tolist()}
    columns = [np.concatenate([partners[i], partners[j]]) for i, j in edges.T.tolist()]
    kept = edges.T.repeat_interleave(half, 1)  # (edge, 2 · half): the first end half the time, then the second
    return torch.stack([kept, torch.from_numpy(np.stack(columns)).long().view(len(columns), per_edge)])


def _partners(node: int, seen, joined, count: int, rng: np.random.Generator) -> np.ndarray:
    shared = np.asarray((seen[[node]] @ seen).todense())[0]
    order = shared + rng.random(len(shared))  # whole numbers of shared neighbours, so chance decides among equals only
    order[joined[[node]].indices] = -1
    order[node] = -1
    free = int((order >= 0).sum())
    if free == 0:
        raise ValueError(f"node {node} is joined to every other node, so it has no non-edge to compare with")
    best = np.argsort(-order)[: min(count, free)]
    return np.resize(best, count)
