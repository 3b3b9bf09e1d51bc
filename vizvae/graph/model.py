"""A graph autoencoder: an encoder of nodes, a deterministic or a variational head, and a decoder of edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from vizvae.gaussian import DiagonalGaussian
from vizvae.graph.decoders import DecoderName, HadamardMlpDecoder, InnerProductDecoder
from vizvae.graph.encoders.gcn import GcnEncoder
from vizvae.graph.encoders.linear import LinearEncoder
from vizvae.graph.encoders.masked import MaskedEncoder
from vizvae.graph.encoders.normalised import NormalisedEncoder
from vizvae.graph.sparse import SparseMatrix
from vizvae.models.ae_conv import PointMass

EncoderName = Literal["gcn", "linear", "normalised", "masked"]


@dataclass(frozen=True, kw_only=True)
class GraphModelConfig:
    """Raises ValueError for sizes below 1 and dropout outside [0, 1)."""

    encoder: EncoderName = "gcn"
    variational: bool = True
    """False: the code is the mean, and there is no KL."""
    decoder: DecoderName = "inner_product"
    hidden_dim: int = 32
    """Of the `gcn` and `masked` encoders."""
    latent_dim: int = 16
    decoder_dim: int = 32
    """Hidden width of the `hadamard_mlp` decoder."""
    dropout: float = 0.0
    """Share of inputs (and of hidden units) zeroed in training."""
    decoder_dropout: float = 0.0
    scale: float = 1.8
    """Length that the `normalised` encoder gives to directions (its authors' value)."""

    logvar_start: float = -2.0
    """log σ² that the `masked` encoder starts from."""

    def __post_init__(self) -> None:
        for name in ("hidden_dim", "latent_dim", "decoder_dim"):
            if getattr(self, name) < 1:
                raise ValueError(f"GraphModelConfig.{name}: expected at least 1, got {getattr(self, name)}")
        for name in ("dropout", "decoder_dropout"):
            if not 0 <= getattr(self, name) < 1:
                raise ValueError(f"GraphModelConfig.{name}: expected 0 or more and below 1, got {getattr(self, name)}")


class GraphAutoencoder(nn.Module):
    """Nothing here depends on `self.training`: dropout and batch statistics are asked for by passing a generator."""

    def __init__(self, config: GraphModelConfig, num_features: int, *, generator: torch.Generator | None = None) -> None:
        super().__init__()
        self.config, self.num_features = config, num_features
        generator = generator or torch.Generator().manual_seed(0)
        out_dim = config.latent_dim * (1 + config.variational)
        common = {"dropout": config.dropout, "generator": generator}
        self.encoder: nn.Module
        if config.encoder == "gcn":
            self.encoder = GcnEncoder(num_features, config.hidden_dim, out_dim, **common)
        elif config.encoder == "linear":
            self.encoder = LinearEncoder(num_features, out_dim, **common)
        elif config.encoder == "normalised":
            self.encoder = NormalisedEncoder(
                num_features, config.latent_dim, variational=config.variational, scale=config.scale, **common
            )
        else:
            self.encoder = MaskedEncoder(
                num_features,
                config.hidden_dim,
                config.latent_dim,
                variational=config.variational,
                logvar_start=config.logvar_start,
                **common,
            )
        self.decoder: InnerProductDecoder | HadamardMlpDecoder
        if config.decoder == "inner_product":
            self.decoder = InnerProductDecoder()
        else:
            self.decoder = HadamardMlpDecoder(
                config.latent_dim, config.decoder_dim, dropout=config.decoder_dropout, generator=generator
            )

    def encode(
        self, inputs: SparseMatrix, adj: SparseMatrix, *, generator: torch.Generator | None = None
    ) -> DiagonalGaussian | PointMass:
        """q(z|X, A), one row a node. `adj` is the normalised adjacency of the edges that may be seen.

        `generator` turns on what belongs to training (dropout, batch statistics) and supplies its randomness.
        Raises ValueError if there are other features than the model was made for.
        """
        if inputs.num_columns != self.num_features:
            raise ValueError(f"this model reads {self.num_features:,} features a node, the graph has {inputs.num_columns:,}")
        out = self.encoder(inputs, adj, generator)
        if not self.config.variational:
            return PointMass(out)
        mu, logvar = out.chunk(2, dim=-1)
        return DiagonalGaussian(mu, logvar)

    def edge_logits(
        self, z: Float[Tensor, "node latent"], pairs: Int[Tensor, "2 pair"], *, generator: torch.Generator | None = None
    ) -> Float[Tensor, " pair"]:
        """log-odds of an edge for each pair of nodes."""
        if isinstance(self.decoder, HadamardMlpDecoder):
            return self.decoder(z, pairs, generator)
        return self.decoder(z, pairs)
