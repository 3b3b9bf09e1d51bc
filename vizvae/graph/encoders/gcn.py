"""The encoder of Kipf & Welling 2016 ("Variational Graph Auto-Encoders"): two graph convolutions."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vizvae.graph.encoders.layers import drop, drop_values, glorot
from vizvae.graph.sparse import SparseMatrix


class GcnEncoder(nn.Module):
    """Â · ReLU(Âᵀ X W₀) · W₁, without biases; mean and log σ² are two halves of W₁.

    The transpose is Â itself unless edges have a direction. Then what a node points to is described by who points there, as in Kollias et
    al. 2022 ("Directed Graph Auto-Encoders").
    """

    def __init__(self, num_features: int, hidden_dim: int, out_dim: int, *, dropout: float, generator: torch.Generator) -> None:
        super().__init__()
        self.dropout = dropout
        self.weight_hidden = glorot(num_features, hidden_dim, generator)
        self.weight_out = glorot(hidden_dim, out_dim, generator)

    def forward(
        self, inputs: SparseMatrix, adj: SparseMatrix, generator: torch.Generator | None = None
    ) -> Float[Tensor, "node out"]:
        """`generator`: of the dropout; None outside training."""
        hidden = torch.relu(
            adj.transposed @ (drop_values(inputs, self.dropout, generator) @ self.weight_hidden)
        )  # (node, hidden)
        return adj @ (drop(hidden, self.dropout, generator) @ self.weight_out)
