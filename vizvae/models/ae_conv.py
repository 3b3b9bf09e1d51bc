"""A deterministic autoencoder: the convolutional VAE's network without noise, KL or prior, to show what those are for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from jaxtyping import Float
from torch import Tensor

from vizvae.models.vae_conv import ConvModel, VaeConvConfig


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


class AeConv(ConvModel):
    title: ClassVar[str] = "convolutional autoencoder"
    stochastic: ClassVar[bool] = False

    def __init__(self, config: AeConvConfig) -> None:
        super().__init__(config, config.latent_dim)

    def encode(self, x: Float[Tensor, "batch channel height width"]) -> PointMass:
        return PointMass(self.encoder(x))
