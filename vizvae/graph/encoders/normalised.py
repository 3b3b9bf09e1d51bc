"""The encoder of Ahn & Kim 2021 ("Variational Graph Normalized AutoEncoders"): directions of equal length, then one propagation."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vizvae.graph.encoders.layers import drop_values, glorot
from vizvae.graph.sparse import SparseMatrix


class NormalisedEncoder(nn.Module):
    """Mean: Â · s·(X W + b) / ‖X W + b‖. log σ²: Â (X W' + b').

    The normalisation is what the paper is about: without it, a node without edges shrinks towards the origin, and its place there says
    nothing. `latent_dim` is the width of the mean; `variational` adds as much for log σ².
    """

    def __init__(
        self, num_features: int, latent_dim: int, *, variational: bool, scale: float, dropout: float, generator: torch.Generator
    ) -> None:
        super().__init__()
        self.latent_dim, self.scale, self.dropout = latent_dim, scale, dropout
        out_dim = latent_dim * (1 + variational)
        self.weight = glorot(num_features, out_dim, generator)
        self.bias = nn.Parameter(torch.zeros(out_dim))

    def forward(
        self, inputs: SparseMatrix, adj: SparseMatrix, generator: torch.Generator | None = None
    ) -> Float[Tensor, "node out"]:
        """`generator`: of the dropout; None outside training."""
        out = drop_values(inputs, self.dropout, generator) @ self.weight + self.bias  # (node, out)
        direction = nn.functional.normalize(out[:, : self.latent_dim], dim=1) * self.scale
        return adj @ torch.cat([direction, out[:, self.latent_dim :]], 1)
