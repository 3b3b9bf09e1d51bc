"""What one optimiser step is given of a graph, the whole of it or a subgraph, and the loss there. Held-out edges are nowhere in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import torch
from jaxtyping import Float, Int
from torch import Tensor

from vizvae.gaussian import DiagonalGaussian
from vizvae.graph.config import GraphTrainConfig
from vizvae.graph.data import is_member
from vizvae.graph.model import GraphAutoencoder
from vizvae.graph.objective import dense_recon_nll, sampled_recon_nll, weighted_mean
from vizvae.graph.pair_space import PairSpace
from vizvae.graph.propagation import Propagation
from vizvae.graph.sparse import SparseMatrix


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Of a subgraph that was put together from parts of the graph at random."""

    of_nodes: Int[Tensor, " node"]
    stands_for: float
    """1 / the chance that two given parts are in the same subgraph: a pair of nodes of different parts counts so often, so that sums over
    subgraphs are on average those over the whole graph. Pairs within a part are in one subgraph each and count once."""

    def counts(self, pairs: Int[Tensor, "2 pair"]) -> Float[Tensor, " pair"]:
        """How many pairs of the whole graph each pair here stands for."""
        same = self.of_nodes[pairs[0]] == self.of_nodes[pairs[1]]
        return torch.where(same, 1.0, self.stands_for)


@dataclass(frozen=True, kw_only=True, eq=False)
class TrainingView:
    """Nodes are numbered 0 … within the view."""

    inputs: SparseMatrix
    edges: Int[Tensor, "2 edge"]
    """Training edges between these nodes, each once"""
    pairs: PairSpace
    """Which pairs non-edges are drawn from"""
    weights: Float[Tensor, " edge"] | None = None
    """Of the edges, where the model has weights"""
    strengths: Float[Tensor, " edge"] | None = None
    """As of `Propagation`, without what `parts` says"""
    parts: Parts | None = None
    """None for the whole graph"""

    @cached_property
    def propagation(self) -> Propagation:
        """With an edge between parts counted as often as it is missing elsewhere, a node's neighbours weigh on average what they weigh in
        the whole graph: GraphSAINT's aggregator normalisation."""
        strengths, counts = self.strengths, self._edge_counts
        if counts is not None:
            strengths = counts if strengths is None else strengths * counts
        return Propagation(
            edge_index=self.edges, num_nodes=self.inputs.num_rows, directed=self.pairs.directed, strengths=strengths
        )

    @cached_property
    def adj(self) -> SparseMatrix:
        """Normalised adjacency of all these edges."""
        return self.propagation.normalised()

    @cached_property
    def _edge_counts(self) -> Float[Tensor, " edge"] | None:
        return None if self.parts is None else self.parts.counts(self.edges)

    @cached_property
    def _edge_codes(self) -> Tensor:
        return self.pairs.codes(self.edges).sort().values

    def loss_terms(
        self,
        model: GraphAutoencoder,
        config: GraphTrainConfig,
        *,
        generator: torch.Generator,
        columns: Int[Tensor, " column"] | None = None,
    ) -> tuple[Float[Tensor, ""], Float[Tensor, ""]]:
        """Balanced cross-entropy of a pair, with weights that of an edge's weight as well, and the KL as a mean over nodes, from one
        posterior sample. `columns`: of `dense_recon_nll`, for a loss over all pairs."""
        adj, predicted, weights, counts = self.adj, self.edges, self.weights, self._edge_counts
        if config.mask_share:
            hidden = torch.rand(predicted.shape[1], generator=generator) < config.mask_share
            adj = self.propagation.normalised((~hidden).float())
            if hidden.any():
                predicted, weights, counts = (
                    predicted[:, hidden],
                    None if weights is None else weights[hidden],
                    None if counts is None else counts[hidden],
                )
        posterior = model.encode(self.inputs, adj, generator=generator)
        z = posterior.sample(generator=generator)
        kl = posterior.kl.mean() if isinstance(posterior, DiagonalGaussian) else z.new_zeros(())
        if config.loss != "sampled":
            recon_nll = dense_recon_nll(z, self.edges, columns)
        else:
            non_edges = self.sample_non_edges(predicted.shape[1], generator=generator)
            logits = model.edge_logits(z, torch.cat([predicted, non_edges], 1), generator=generator)
            of_edges, of_non_edges = logits.split([predicted.shape[1], non_edges.shape[1]])
            others = None if self.parts is None else self.parts.counts(non_edges)
            recon_nll = sampled_recon_nll(of_edges, of_non_edges, edge_counts=counts, non_edge_counts=others)
        decoder = model.weight_decoder
        if decoder is not None and weights is not None:
            # Half, as the mean over edges is: an edge's likelihood is that it is there, times that of its weight.
            recon_nll = recon_nll + 0.5 * weighted_mean(decoder.nll(model.weight_means(z, predicted), weights), counts)
        return recon_nll, kl

    def sample_non_edges(self, count: int, *, generator: torch.Generator) -> Int[Tensor, "2 non_edge"]:
        """About `count` pairs that are no *training* edges: what else is an edge, training cannot know."""
        pairs = self.pairs.draw(count, generator=generator)
        free = ~is_member(self.pairs.codes(pairs), self._edge_codes)
        return pairs[:, free] if free.any() else pairs
