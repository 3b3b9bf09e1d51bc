"""What of a graph is drawn, and compared pair by pair, where it is too large for that: a piece of it, and a sentence that says so."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch
from jaxtyping import Int
from torch import Tensor

from vizvae.gaussian import DiagonalGaussian
from vizvae.graph.checkpoint import TrainedGraph
from vizvae.graph.data import Graph
from vizvae.graph.split import EdgeSplit
from vizvae.models.ae_conv import PointMass

WHOLE_NODES, WHOLE_EDGES = 30_000, 200_000
"""Up to here a graph is shown whole: half a billion pairs are compared in a minute."""
MOST_NODES, MOST_EDGES = 20_000, 60_000
"""Of a larger one: as many as follow a threshold that is dragged"""


@dataclass(frozen=True, kw_only=True, eq=False)
class ShownGraph:
    trained: TrainedGraph
    """With codes as of the whole graph; of a piece, nodes are numbered anew and keep their names"""
    nodes: Int[Tensor, " shown"] | None
    """Which nodes of the whole graph these are, ascending; None for all"""
    left_out: str
    """A sentence of what is not shown; empty for nothing"""


def is_shown_whole(graph: Graph) -> bool:
    return graph.num_nodes <= WHOLE_NODES and graph.num_edges <= WHOLE_EDGES


def shown_part(trained: TrainedGraph) -> ShownGraph:
    """The whole graph, or of one too large for that the nodes nearest to the best-connected one, with the edges between them."""
    graph = trained.graph
    if is_shown_whole(graph):
        return ShownGraph(trained=trained, nodes=None, left_out="")
    nodes, start = nearest_nodes(graph, MOST_NODES, MOST_EDGES)
    return ShownGraph(trained=piece_of(trained, nodes), nodes=nodes, left_out=_what_is_left_out(graph, nodes, start))


def nearest_nodes(graph: Graph, most_nodes: int, most_edges: int) -> tuple[Int[Tensor, " node"], int]:
    """The nodes that are the fewest steps away from the one with the most edges in the largest connected piece, whichever way edges go, so
    many that neither they nor the edges between them are more than allowed; ascending. And that node."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import breadth_first_order, connected_components

    first, second = graph.edge_index.numpy()
    joined = csr_array((np.ones(len(first), np.int8), (first, second)), shape=(graph.num_nodes, graph.num_nodes))
    _, piece = connected_components(joined, directed=False)
    largest = int(np.bincount(piece).argmax())
    start = int(np.where(piece == largest, graph.degrees.numpy(), -1).argmax())
    order = breadth_first_order(joined, start, directed=False, return_predecessors=False)[:most_nodes]
    rank = np.full(graph.num_nodes, len(order))
    rank[order] = np.arange(len(order))
    # An edge is there from the moment on that its later end is.
    since = np.sort(np.maximum(rank[first], rank[second]))
    if len(since) > most_edges:
        order = order[: max(2, int(since[most_edges]))]
    return torch.from_numpy(np.sort(order).astype(np.int64)), start


def piece_of(trained: TrainedGraph, nodes: Int[Tensor, " node"]) -> TrainedGraph:
    """These nodes, ascending, with the edges, held-out edges and non-edges between them, and their codes in the whole graph."""
    graph, split, posterior = trained.graph, trained.split, trained.posterior
    place = torch.full((graph.num_nodes,), -1)
    place[nodes] = torch.arange(len(nodes))

    def within(pairs: Int[Tensor, "2 pair"]) -> tuple[Int[Tensor, "2 kept"], Tensor]:
        kept = (place[pairs] >= 0).all(0)
        return place[pairs[:, kept]], kept

    edges, kept = within(graph.edge_index)
    kinds = None if graph.kinds is None else graph.kinds[nodes]
    piece = replace(
        graph,
        edge_index=edges,
        num_nodes=len(nodes),
        edge_times=None if graph.edge_times is None else graph.edge_times[kept],
        edge_weights=None if graph.edge_weights is None else graph.edge_weights[kept],
        features=None if graph.features is None else graph.features.of_rows(nodes),
        labels=None if graph.labels is None else graph.labels[nodes],
        names=tuple(graph.name_of(node) for node in nodes.tolist()),
        kinds=kinds,
        found=None,
        reading=None,
    )
    pairs = {name: within(getattr(split, name))[0] for name in ("train", "validation", "test")}
    non_edges = {name: within(getattr(split, name))[0] for name in ("validation_non_edges", "test_non_edges")}
    return TrainedGraph(
        graph=piece,
        split=EdgeSplit(
            num_nodes=len(nodes),
            seed=split.seed,
            in_time=split.in_time,
            directed=split.directed,
            kinds=kinds,
            **pairs,
            **non_edges,
        ),
        model=trained.model,
        posterior=_of_nodes(posterior, nodes),
    )


def _of_nodes(posterior: DiagonalGaussian | PointMass, nodes: Tensor) -> DiagonalGaussian | PointMass:
    if isinstance(posterior, DiagonalGaussian):
        return DiagonalGaussian(posterior.mu[nodes], posterior.logvar[nodes])
    return PointMass(posterior.mu[nodes])


def _what_is_left_out(graph: Graph, nodes: Tensor, start: int) -> str:
    chosen = torch.zeros(graph.num_nodes, dtype=torch.bool)
    chosen[nodes] = True
    edges = int(chosen[graph.edge_index].all(0).sum())
    return (
        f"This graph is too large to be drawn whole, and its {graph.num_pairs:,} pairs of nodes to be compared. Shown are {len(nodes):,} "
        f"of its {graph.num_nodes:,} nodes, the fewest steps away from {graph.name_of(start)}, which has the most edges, and the "
        f"{edges:,} of {graph.num_edges:,} edges between them. The model was trained, and its AUC and AP were measured, on the whole "
        "graph; all else here, counts, neighbours, groups and links, is of what is shown."
    )
