"""The encoder of the masked variational autoencoder: one wide graph convolution with batch normalisation and ELU, then a linear head.

After Li et al. 2023 ("What's Behind the Mask: Understanding Masked Graph Modeling for Graph Autoencoders"): trained on the edges that are
hidden from it, it cannot simply copy its input. The Gaussian head is ours.
"""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vizvae.graph.encoders.layers import drop_values, glorot
from vizvae.graph.sparse import SparseMatrix


class MaskedEncoder(nn.Module):
    """Head(ELU(BN(Â X W + b))). The batch normalisation is over nodes; outside training it uses the running statistics.

    Whether it trains is said by the presence of the dropout's generator, not by `self.training`: one object serves all visitors.
    """

    def __init__(
        self,
        num_features: int,
        hidden_dim: int,
        latent_dim: int,
        *,
        variational: bool,
        logvar_start: float,
        dropout: float,
        generator: torch.Generator,
    ) -> None:
        super().__init__()
        self.dropout = dropout
        out_dim = latent_dim * (1 + variational)
        self.weight_hidden = glorot(num_features, hidden_dim, generator)
        self.norm = nn.BatchNorm1d(hidden_dim)
        self.weight_out = glorot(hidden_dim, out_dim, generator)
        # With σ = 1 at the start, the noise of a hundred latents drowns means that are still small.
        start = torch.cat([torch.zeros(latent_dim), torch.full((out_dim - latent_dim,), logvar_start)])
        self.bias_out = nn.Parameter(start)

    def forward(
        self, inputs: SparseMatrix, adj: SparseMatrix, generator: torch.Generator | None = None
    ) -> Float[Tensor, "node out"]:
        """`generator`: of the dropout; None outside training."""
        hidden = adj @ (drop_values(inputs, self.dropout, generator) @ self.weight_hidden)  # (node, hidden)
        norm = self.norm
        hidden = nn.functional.batch_norm(
            hidden, norm.running_mean, norm.running_var, norm.weight, norm.bias, generator is not None, 0.1, norm.eps
        )
        return nn.functional.elu(hidden) @ self.weight_out + self.bias_out
