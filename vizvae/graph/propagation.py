"""One step of a graph convolution: every node takes the weighted mean of itself and its neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import torch
from jaxtyping import Float, Int
from torch import Tensor

from vizvae.graph.sparse import SparseMatrix


@dataclass(frozen=True, kw_only=True, eq=False)
class Propagation:
    """The places of Â = D^−½ (A + I) D^−½ for a set of edges, worked out once (Kipf & Welling 2017, equation 2).

    Of directed edges Â = D_out^−½ (A + I) D_in^−½, whose row of a node takes in those that it points to, and its transpose those that
    point to it (Kollias et al. 2022, "Directed Graph Auto-Encoders", with both exponents ½).
    `normalised` gives the matrix for all the edges or, without building anything anew, for those that are kept.
    """

    edge_index: Int[Tensor, "2 edge"]
    """each once, no self-loops"""
    num_nodes: int
    directed: bool = False
    strengths: Float[Tensor, " edge"] | None = None
    """How much each edge counts beside a node's own loop, which counts 1; None for 1 each"""

    @cached_property
    def _places(self) -> tuple[SparseMatrix, Tensor]:
        """The matrix's places, and for each entry the edge that it stands for (num_edges + node on the diagonal)."""
        first, second = self.edge_index
        num_edges, nodes = self.edge_index.shape[1], torch.arange(self.num_nodes)
        edges = torch.arange(num_edges)
        if self.directed:
            rows, columns = torch.cat([first, nodes]), torch.cat([second, nodes])
            stands_for = torch.cat([edges, num_edges + nodes])
        else:
            rows, columns = torch.cat([first, second, nodes]), torch.cat([second, first, nodes])
            stands_for = torch.cat([edges, edges, num_edges + nodes])
        order = torch.argsort(rows * self.num_nodes + columns)
        ones = torch.ones(len(rows))
        matrix = SparseMatrix.from_entries(rows, columns, ones, (self.num_nodes, self.num_nodes))
        return matrix, stands_for[order]

    def normalised(self, kept: Float[Tensor, " edge"] | None = None) -> SparseMatrix:
        """Â. `kept` is 1 for the edges to keep and 0 for the others; a node's own loop always stays."""
        matrix, stands_for = self._places
        if self.strengths is not None:
            kept = self.strengths if kept is None else self.strengths * kept
        values = matrix.values if kept is None else torch.cat([kept, torch.ones(self.num_nodes)])[stands_for]
        degrees = torch.zeros(self.num_nodes).index_add_(0, matrix.rows, values)
        scale = degrees.rsqrt()  # the loop makes every degree at least 1
        if self.directed:
            into = torch.zeros(self.num_nodes).index_add_(0, matrix.columns, values).rsqrt()
            return matrix.with_values(values * scale[matrix.rows] * into[matrix.columns])
        adj = matrix.with_values(values * scale[matrix.rows] * scale[matrix.columns])
        # Symmetric: the transpose is the matrix itself.
        adj.__dict__["transposed"] = adj
        return adj


def normalised_adjacency(
    edge_index: Int[Tensor, "2 edge"], num_nodes: int, *, directed: bool = False, strengths: Float[Tensor, " edge"] | None = None
) -> SparseMatrix:
    """Â of all these edges, see `Propagation`."""
    return Propagation(edge_index=edge_index, num_nodes=num_nodes, directed=directed, strengths=strengths).normalised()
