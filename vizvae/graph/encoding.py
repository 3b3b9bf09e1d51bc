"""What the encoder reads of a graph, its codes, and how well they tell edges from non-edges."""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor

from vizvae.gaussian import DiagonalGaussian
from vizvae.graph.data import Graph
from vizvae.graph.metrics import LinkScores, link_scores
from vizvae.graph.model import GraphAutoencoder
from vizvae.graph.propagation import normalised_adjacency
from vizvae.graph.sparse import SparseMatrix
from vizvae.graph.split import EdgeSplit
from vizvae.models.ae_conv import PointMass


def model_inputs(graph: Graph, *, row_normalise: bool) -> SparseMatrix:
    """What the encoder reads of the nodes: features as they are, or each row scaled to sum 1."""
    inputs = graph.inputs
    if not row_normalise:
        return inputs
    sums = torch.zeros(inputs.num_rows).index_add_(0, inputs.rows, inputs.values)
    return inputs.with_values(inputs.values / sums.clamp(min=1e-12)[inputs.rows])


@torch.no_grad()
def encode_graph(
    model: GraphAutoencoder, graph: Graph, edges: Int[Tensor, "2 edge"], *, row_normalise: bool = False
) -> DiagonalGaussian | PointMass:
    """q(z|X, edges). Pass a split's training edges; pass `graph.edge_index` to see what leaked test edges do to the figures."""
    strengths = None if model.weight_decoder is None else model.weight_decoder.strengths(graph.weights_of(edges))
    adj = normalised_adjacency(edges, graph.num_nodes, directed=graph.directed, strengths=strengths)
    return model.encode(model_inputs(graph, row_normalise=row_normalise), adj)


@torch.no_grad()
def score_split(model: GraphAutoencoder, z: Float[Tensor, "node latent"], split: EdgeSplit, part: str) -> LinkScores:
    """AUC and AP of the `validation` or `test` edges against their non-edges, from these codes."""
    edges, non_edges = split.held_out(part)
    return link_scores(model.edge_logits(z, edges), model.edge_logits(z, non_edges))
