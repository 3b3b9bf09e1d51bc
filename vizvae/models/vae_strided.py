"""A convolutional VAE that halves its image at every layer (Locatello et al. 2019, table 1): for objects that move about a larger image."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from jaxtyping import Float
from torch import Tensor, nn

from vizvae.models.strided import StridedConfig, StridedVae, upward
from vizvae.models.vae_conv import Dense


@dataclass(frozen=True, kw_only=True)
class VaeStridedConfig(StridedConfig):
    pass


class VaeStrided(StridedVae):
    """Its decoder is the encoder backwards."""

    title: ClassVar[str] = "strided convolutional VAE"

    def __init__(self, config: VaeStridedConfig) -> None:
        super().__init__(config)
        self.from_latent = Dense((config.latent_dim, config.hidden_dim, math.prod(self.small_shape)))
        self.up = upward((*config.channels[::-1], config.image_shape[0]))

    def pixels(self, z: Float[Tensor, "batch latent"]) -> Float[Tensor, "batch channel padded_height padded_width"]:
        h = self.from_latent(z).unflatten(-1, self.small_shape)
        for conv in self.up:
            h = conv(nn.functional.silu(h))
        return h
