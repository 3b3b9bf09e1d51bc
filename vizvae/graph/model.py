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
from vizvae.graph.weights import WeightDecoder, WeightsName
from vizvae.models.ae_conv import PointMass

CodesName = Literal["shared", "source_target"]
EncoderName = Literal["gcn", "linear", "normalised", "masked"]


@dataclass(frozen=True, kw_only=True)
class GraphModelConfig:
    """Raises ValueError for sizes below 1 and dropout outside [0, 1)."""

    encoder: EncoderName = "gcn"
    variational: bool = True
    """False: the code is the mean, and there is no KL."""
    decoder: DecoderName = "inner_product"
    codes: CodesName = "shared"
    """`source_target`: for edges with a direction. The first half of the latents is a node's code as the source of an edge, the second as
    its target, each from an encoder of its own (Kollias et al. 2022); the decoder compares the source's with the target's."""
    weights: WeightsName = "none"
    """How strong an edge is, given that there is one: `log_normal` for weights above 0, `normal` for any: see `WeightDecoder`."""
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
        if self.codes == "source_target" and self.latent_dim % 2:
            raise ValueError(f"GraphModelConfig.latent_dim: expected an even number for two codes a node, got {self.latent_dim}")
        for name in ("dropout", "decoder_dropout"):
            if not 0 <= getattr(self, name) < 1:
                raise ValueError(f"GraphModelConfig.{name}: expected 0 or more and below 1, got {getattr(self, name)}")


class GraphAutoencoder(nn.Module):
    """Nothing here depends on `self.training`: dropout and batch statistics are asked for by passing a generator."""

    def __init__(self, config: GraphModelConfig, num_features: int, *, generator: torch.Generator | None = None) -> None:
        super().__init__()
        self.config, self.num_features = config, num_features
        generator = generator or torch.Generator().manual_seed(0)
        self.encoder: nn.Module = self._make_encoder(generator)
        self.target_encoder: nn.Module | None = self._make_encoder(generator) if config.codes == "source_target" else None
        self.decoder: InnerProductDecoder | HadamardMlpDecoder
        if config.decoder == "inner_product":
            self.decoder = InnerProductDecoder()
        else:
            self.decoder = HadamardMlpDecoder(
                self.code_dim, config.decoder_dim, dropout=config.decoder_dropout, generator=generator
            )
        self.weight_decoder: WeightDecoder | None = None
        if config.weights != "none":
            self.weight_decoder = WeightDecoder(
                self.code_dim, logarithmic=config.weights == "log_normal", directed=config.codes == "source_target"
            )

    @property
    def code_dim(self) -> int:
        """Of a node's code, or of each of its two."""
        return self.config.latent_dim // (2 if self.config.codes == "source_target" else 1)

    def _make_encoder(self, generator: torch.Generator) -> nn.Module:
        config, latent_dim = self.config, self.code_dim
        out_dim = latent_dim * (1 + config.variational)
        common = {"dropout": config.dropout, "generator": generator}
        if config.encoder == "gcn":
            return GcnEncoder(self.num_features, config.hidden_dim, out_dim, **common)
        if config.encoder == "linear":
            return LinearEncoder(self.num_features, out_dim, **common)
        if config.encoder == "normalised":
            return NormalisedEncoder(self.num_features, latent_dim, variational=config.variational, scale=config.scale, **common)
        return MaskedEncoder(
            self.num_features,
            config.hidden_dim,
            latent_dim,
            variational=config.variational,
            logvar_start=config.logvar_start,
            **common,
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
        outs = [self.encoder(inputs, adj, generator)]
        if self.target_encoder is not None:
            outs.append(self.target_encoder(inputs, adj.transposed, generator))
        if not self.config.variational:
            return PointMass(torch.cat(outs, -1) if len(outs) > 1 else outs[0])
        if len(outs) == 1:
            mu, logvar = outs[0].chunk(2, dim=-1)
        else:
            mu, logvar = (torch.cat(halves, -1) for halves in zip(*(out.chunk(2, dim=-1) for out in outs), strict=True))
        return DiagonalGaussian(mu, logvar)

    def ends(self, z: Float[Tensor, "node latent"]) -> tuple[Tensor, Tensor | None]:
        """The nodes' codes as sources and as targets, (node, code) each; None where these are the same."""
        if self.config.codes == "shared":
            return z, None
        sources, targets = z.chunk(2, dim=-1)
        return sources, targets

    def edge_logits(
        self, z: Float[Tensor, "node latent"], pairs: Int[Tensor, "2 pair"], *, generator: torch.Generator | None = None
    ) -> Float[Tensor, " pair"]:
        """log-odds of an edge for each pair of nodes, where edges have a direction from the first to the second."""
        sources, targets = self.ends(z)
        if isinstance(self.decoder, HadamardMlpDecoder):
            return self.decoder(sources, pairs, generator, targets=targets)
        return self.decoder(sources, pairs, targets=targets)

    def weight_means(self, z: Float[Tensor, "node latent"], pairs: Int[Tensor, "2 pair"]) -> Float[Tensor, " pair"]:
        """m of `WeightDecoder` for each pair. Raises ValueError for a model without weights."""
        if self.weight_decoder is None:
            raise ValueError("this model was trained without weights of edges, and has none to say")
        sources, targets = self.ends(z)
        return self.weight_decoder(sources, pairs, targets=targets)

    def block(self, rows: Float[Tensor, "row latent"], columns: Float[Tensor, "column latent"]) -> Float[Tensor, "row column"]:
        """Edge logits of every row with every column, where edges have a direction from the row to the column."""
        targets = self.ends(columns)[1]
        return self.decoder.block(self.ends(rows)[0], columns if targets is None else targets)
