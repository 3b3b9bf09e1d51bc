"""A node that was not there when the model was trained: given a code by its features and a few edges, without training anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from vizvae.graph.checkpoint import TrainedGraph
from vizvae.graph.data import Graph, canonical_edges
from vizvae.graph.encoding import encode_graph
from vizvae.graph.sparse import SparseMatrix


@dataclass(frozen=True, kw_only=True, eq=False)
class PlacedNode:
    code: Float[Tensor, " latent"]
    """Posterior mean"""
    logits: Float[Tensor, " node"]
    """Of an edge with each node of the graph; −∞ for those that no edge could join it to"""


@torch.no_grad()
def place_node(
    trained: TrainedGraph, *, features: Float[Tensor, " feature"], neighbours: Sequence[int] = (), row_normalise: bool = False
) -> PlacedNode:
    """Encode the graph with one node more: inductive, as a graph convolution reads nothing but features and neighbours.

    The encoder is given the training edges and those to `neighbours`, whose codes shift a little by it; in a directed graph they go from
    the new node, and so do those that the logits are of. `row_normalise`: as in training.
    Raises ValueError for a graph whose model knows its nodes by their places alone, for other features than it reads, and for
    neighbours that do not exist.
    """
    graph = trained.graph
    if graph.features is None:
        raise ValueError(
            f"{graph.title} has no features: its model has learnt a row of weights for each of its nodes, and has none for a new one. "
            "Add the node to the file and train again"
        )
    if features.shape != (graph.features.num_columns,):
        raise ValueError(f"this model reads {graph.features.num_columns:,} features a node, got {tuple(features.shape)}")
    if not features.isfinite().all():
        raise ValueError("every feature of the new node must be a finite number")
    unknown = [node for node in neighbours if not 0 <= node < graph.num_nodes]
    if unknown:
        raise ValueError(f"expected neighbours from 0 to {graph.num_nodes - 1}, got {unknown[0]}")
    new, old = graph.num_nodes, graph.features
    able = torch.ones(new, dtype=torch.bool)
    if graph.kinds is not None:
        kinds = set(graph.kinds[list(neighbours)].tolist())
        if len(kinds) != 1:
            raise ValueError(
                f"{graph.title} has nodes of two kinds, {graph.kind_names[0]} and {graph.kind_names[1]}: expected a neighbour of the "
                "new node or several, all of one kind, so that it is of the other"
            )
        able = graph.kinds == kinds.pop()
    columns = features.nonzero()[:, 0]
    grown = SparseMatrix(
        row_starts=torch.cat([old.row_starts, old.row_starts[-1:] + len(columns)]),
        columns=torch.cat([old.columns, columns]),
        values=torch.cat([old.values, features[columns].to(old.values.dtype)]),
        num_columns=old.num_columns,
    )
    ends = torch.tensor(sorted(set(neighbours)), dtype=torch.int64)
    # Where edges have a direction, those of the new node go from it; where they have weights, its own have the mean one.
    own = torch.stack([torch.full_like(ends, new), ends])
    edges = canonical_edges(torch.cat([trained.split.train, own], 1), new + 1, directed=graph.directed)
    weights = None
    if graph.edge_weights is not None:
        old_edge = (edges < new).all(0)
        known = graph.weights_of(edges[:, old_edge]).double()
        weights = torch.full((edges.shape[1],), float(known.mean()), dtype=torch.float64)
        weights[old_edge] = known
    with_it = Graph(
        title=graph.title, edge_index=edges, num_nodes=new + 1, features=grown, directed=graph.directed, edge_weights=weights
    )
    codes = encode_graph(trained.model, with_it, edges, row_normalise=row_normalise).mu
    logits = trained.model.block(codes[new:], codes[:new])[0]
    return PlacedNode(code=codes[new], logits=logits.masked_fill_(~able, -torch.inf))
