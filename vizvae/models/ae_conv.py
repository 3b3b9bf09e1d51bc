"""A deterministic autoencoder: the convolutional VAE's network without noise, KL or prior, to show what those are for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from jaxtyping import Float
from torch import Tensor

from vizvae.bernoulli import Bernoulli
from vizvae.models.base import LatentModel, logit_of_mean
from vizvae.models.vae_conv import ConvDecoder, ConvEncoder, VaeConvConfig


@dataclass(frozen=True, kw_only=True)
class AeConvConfig(VaeConvConfig):
    latent_dim: int = 2


@dataclass(frozen=True)
class PointMass:
    """All probability on one code: what a deterministic encoder returns. It has no density, hence no KL."""

    mu: Float[Tensor, "batch latent"]

    def sample(self, num_samples: int | None = None, *, generator: torch.Generator | None = None) -> Float[Tensor, "... latent"]:
        """The code itself; `generator` is not used, for nothing is random."""
        del generator
        return self.mu if num_samples is None else self.mu.expand(num_samples, *self.mu.shape)


class AeConv(LatentModel):
    title: ClassVar[str] = "convolutional autoencoder"
    stochastic: ClassVar[bool] = False

    def __init__(self, config: AeConvConfig) -> None:
        super().__init__(config)
        self.encoder = ConvEncoder(config, config.latent_dim)
        self.decoder = ConvDecoder(config)

    def encode(self, x: Float[Tensor, "batch channel height width"]) -> PointMass:
        return PointMass(self.encoder(x))

    def likelihood(self, z: Float[Tensor, "batch latent"]) -> Bernoulli:
        return Bernoulli(self.decoder(z).flatten(1))

    @torch.no_grad()
    def start_from_mean(self, mean_image: Float[Tensor, "channel height width"]) -> None:
        self.decoder.pixel_bias.copy_(logit_of_mean(mean_image))
