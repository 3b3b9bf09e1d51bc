"""Why two nodes: what they share, which latent ties them, and how sure the model is."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Int
from torch import Tensor

from vizvae.graph.data import Graph


@dataclass(frozen=True, kw_only=True, eq=False)
class PairFacts:
    shared_features: Int[Tensor, " shared"]
    """columns of the features in which neither node is zero, rarest in the whole graph first"""
    common_neighbours: Int[Tensor, " common"]
    paths: Int[Tensor, "2 path"]
    """The two nodes in between on each way of three edges from the first to the second, where nodes are of two kinds: those share no
    neighbour. Empty in a graph of one kind"""


def pair_facts(graph: Graph, first: int, second: int, edges: Int[Tensor, "2 edge"]) -> PairFacts:
    """What two nodes have in common, among `edges`: the training edges for what a model could see."""
    shared = torch.empty(0, dtype=torch.int64)
    if graph.features is not None:
        in_both = torch.isin(_row(graph, first), _row(graph, second))
        shared = _row(graph, first)[in_both]
        shared = shared[torch.argsort(graph.feature_counts[shared], stable=True)]
    mine = neighbours(edges, first)
    theirs = neighbours(edges, second)
    between = torch.empty(2, 0, dtype=torch.int64)
    if graph.kinds is not None:
        between = _edges_between(edges, mine[mine != second], theirs[theirs != first])
    return PairFacts(shared_features=shared, common_neighbours=mine[torch.isin(mine, theirs)], paths=between)


def _edges_between(
    edges: Int[Tensor, "2 edge"], some: Int[Tensor, " some"], others: Int[Tensor, " other"]
) -> Int[Tensor, "2 found"]:
    """Those with one end among `some`, which stands first, and the other among `others`."""
    forth = edges[:, torch.isin(edges[0], some) & torch.isin(edges[1], others)]
    back = edges[:, torch.isin(edges[1], some) & torch.isin(edges[0], others)].flip(0)
    return torch.cat([forth, back], 1).unique(dim=1)  # in a directed graph one pair may stand there both ways


def neighbours(edges: Int[Tensor, "2 edge"], node: int) -> Int[Tensor, " neighbour"]:
    """Sorted; one that is joined both ways, in a directed graph, once."""
    return torch.cat([edges[1][edges[0] == node], edges[0][edges[1] == node]]).unique()


def _row(graph: Graph, node: int) -> Int[Tensor, " feature"]:
    assert graph.features is not None
    start, stop = graph.features.row_starts[node : node + 2].tolist()
    kept = graph.features.values[start:stop] != 0
    return graph.features.columns[start:stop][kept]
