"""Hard negatives: non-edges that look like edges, because the two nodes share neighbours."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from jaxtyping import Int
from torch import Tensor

from vizvae.graph.adjacency import adjacency_matrix
from vizvae.graph.data import Graph
from vizvae.graph.pair_space import PairSpace
from vizvae.graph.split import EdgeSplit


def hard_negatives(
    graph: Graph, split: EdgeSplit, part: str, per_edge: int, *, generator: torch.Generator, most_edges: int | None = None
) -> tuple[Int[Tensor, " ranked"], Int[Tensor, "2 ranked negative"]]:
    """For each held-out edge, `per_edge` non-edges of the whole graph that keep one of its ends: (which edges, their non-edges).

    After Li et al. 2023 ("Evaluating Graph Neural Networks for Link Prediction: Current Pitfalls and New Benchmarking", HeaRT), with one
    heuristic: half keep the first node, half the second, and the new partner is the one with the most training neighbours in common, in
    a graph of two kinds, where those have none, the one with the most paths of three training edges; among equals, chance decides.
    Neighbours are those either way; in a directed graph the new pair goes the same way as the edge. An
    end that is joined to nearly everything gets some partners twice, one that is joined to everything leaves all to the other end; an
    edge between two such nodes has no negatives and is left out. Of more than `most_edges` held-out ones so many are drawn.
    Raises ValueError for an odd or too small `per_edge`.
    """
    if per_edge < 2 or per_edge % 2:
        raise ValueError(f"expected an even number of negatives an edge, at least 2, got {per_edge}")
    seen = adjacency_matrix(split.train, graph.num_nodes, both_ways=True)
    edges, _ = split.held_out(part)
    drawn = torch.arange(edges.shape[1])
    if most_edges is not None and edges.shape[1] > most_edges:
        drawn = torch.randperm(edges.shape[1], generator=generator)[:most_edges].sort().values
        edges = edges[:, drawn]
    rng = np.random.default_rng(int(torch.randint(2**62, (1,), generator=generator)))
    # Of a node at each end: who could stand at the other.
    joined = [adjacency_matrix(graph.edge_index, graph.num_nodes, both_ways=not graph.directed)]
    joined.append(joined[0].T.tocsr() if graph.directed else joined[0])
    partners = [
        {node: _partners(node, graph.pairs, seen, joined[end], per_edge, rng) for node in nodes.unique().tolist()}
        for end, nodes in enumerate(edges if graph.directed else [edges])
    ]
    ranked, firsts, seconds = [], [], []
    for number, pair in enumerate(edges.T.tolist()):
        found = [(end, node, partners[end if graph.directed else 0][node]) for end, node in enumerate(pair)]
        able = [(end, node, others) for end, node, others in found if len(others)]
        if able:
            of_each = per_edge // len(able)
            ranked.append(number)
            for end, node, others in able:
                kept, chosen = np.repeat(node, of_each), np.resize(others[:of_each], of_each)
                swapped = end == 1 and graph.directed
                firsts.append(chosen if swapped else kept)
                seconds.append(kept if swapped else chosen)
    shape = (len(ranked), per_edge)
    pairs = [
        torch.from_numpy(np.concatenate(nodes or [np.empty(0, np.int64)]).astype(np.int64).reshape(shape))
        for nodes in (firsts, seconds)
    ]
    return drawn[torch.tensor(ranked, dtype=torch.int64)], torch.stack(pairs)


def _partners(node: int, pairs: PairSpace, seen: Any, joined: Any, most: int, rng: np.random.Generator) -> np.ndarray:
    """Up to `most` non-neighbours, the hardest first."""
    walks = seen[[node]] @ seen
    if pairs.kinds is not None:
        walks = walks @ seen
    shared = np.asarray(walks.todense())[0]
    order = shared + rng.random(len(shared))  # whole numbers of shared neighbours, so chance decides among equals only
    order[joined[[node]].indices] = -1
    order[~pairs.partners(node).numpy()] = -1
    most = min(most, int((order >= 0).sum()))
    if not most:
        return np.empty(0, np.int64)
    # Indexed, not sliced: a slice of each node's order would keep the whole of it, gigabytes over the nodes of a large graph.
    hardest = np.argpartition(-order, most - 1)[:most]
    return hardest[np.argsort(-order[hardest])]
