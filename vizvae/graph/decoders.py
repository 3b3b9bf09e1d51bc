"""From the codes of two nodes to the logit of an edge between them.

Symmetric, so that the order of the two does not matter, unless a node has one code as the source of an edge and another as its target:
then `targets` holds the latter, and an edge's first node is its source.
"""

from __future__ import annotations

from typing import Literal

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from vizvae.graph.encoders.layers import glorot

DecoderName = Literal["inner_product", "hadamard_mlp"]


class InnerProductDecoder(nn.Module):
    """logit = z_i · z_j (Kipf & Welling 2016). No parameters; the logit is a sum over latents."""

    def forward(
        self,
        z: Float[Tensor, "node latent"],
        pairs: Int[Tensor, "2 pair"],
        *,
        targets: Float[Tensor, "node latent"] | None = None,
    ) -> Float[Tensor, " pair"]:
        """Edge logits of the pairs."""
        return (z[pairs[0]] * (z if targets is None else targets)[pairs[1]]).sum(-1)

    def block(self, rows: Float[Tensor, "row latent"], columns: Float[Tensor, "column latent"]) -> Float[Tensor, "row column"]:
        """Edge logits of every row with every column."""
        return rows @ columns.T


class HadamardMlpDecoder(nn.Module):
    """logit = MLP(z_i ∘ z_j), one hidden ReLU layer."""

    def __init__(self, latent_dim: int, hidden_dim: int, *, dropout: float, generator: torch.Generator) -> None:
        super().__init__()
        self.dropout = dropout
        self.weight_hidden = glorot(latent_dim, hidden_dim, generator)
        self.bias_hidden = nn.Parameter(torch.zeros(hidden_dim))
        self.weight_out = glorot(hidden_dim, 1, generator)
        self.bias_out = nn.Parameter(torch.zeros(1))

    def forward(
        self,
        z: Float[Tensor, "node latent"],
        pairs: Int[Tensor, "2 pair"],
        generator: torch.Generator | None = None,
        *,
        targets: Float[Tensor, "node latent"] | None = None,
    ) -> Float[Tensor, " pair"]:
        """Edge logits of the pairs. `generator`: of the dropout; None outside training."""
        return self._logits(z[pairs[0]] * (z if targets is None else targets)[pairs[1]], generator)

    def block(self, rows: Float[Tensor, "row latent"], columns: Float[Tensor, "column latent"]) -> Float[Tensor, "row column"]:
        """Edge logits of every row with every column, one row at a time: memory of columns × hidden numbers."""
        # (z_i ∘ z_j) W = z_j (diag(z_i) W): a matrix product a row, instead of a product of all pairs first.
        return torch.stack([self._from_hidden(columns @ (row[:, None] * self.weight_hidden)) for row in rows])

    def _logits(self, product: Float[Tensor, "pair latent"], generator: torch.Generator | None) -> Float[Tensor, " pair"]:
        return self._from_hidden(product @ self.weight_hidden, generator)

    def _from_hidden(self, hidden: Tensor, generator: torch.Generator | None = None) -> Float[Tensor, " pair"]:
        hidden = torch.relu_(hidden + self.bias_hidden)
        if generator is not None and self.dropout:
            hidden = hidden * (torch.rand(hidden.shape, generator=generator) >= self.dropout) / (1 - self.dropout)
        return (hidden @ self.weight_out)[:, 0] + self.bias_out
