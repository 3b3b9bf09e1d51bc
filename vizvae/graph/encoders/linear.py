"""The encoder of Salha et al. 2019 ("Keep It Simple: Graph Autoencoders Without Graph Convolutional Networks"): one hop, linear."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vizvae.graph.encoders.layers import drop_values, glorot
from vizvae.graph.sparse import SparseMatrix


class LinearEncoder(nn.Module):
    """Â X W."""

    def __init__(self, num_features: int, out_dim: int, *, dropout: float, generator: torch.Generator) -> None:
        super().__init__()
        self.dropout = dropout
        self.weight = glorot(num_features, out_dim, generator)

    def forward(
        self, inputs: SparseMatrix, adj: SparseMatrix, generator: torch.Generator | None = None
    ) -> Float[Tensor, "node out"]:
        """`generator`: of the dropout; None outside training."""
        return adj @ (drop_values(inputs, self.dropout, generator) @ self.weight)
