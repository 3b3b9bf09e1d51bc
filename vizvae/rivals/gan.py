"""A small convolutional GAN: the generator is the VAE's decoder, the discriminator the VAE's encoder with one output."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vizvae.models.vae_conv import ConvDecoder, ConvEncoder, VaeConvConfig


@dataclass(frozen=True, kw_only=True)
class GanConfig(VaeConvConfig):
    pass


class Gan(nn.Module):
    """Noise to images; the discriminator is needed for training alone. It has no likelihood and no encoder."""

    title = "convolutional GAN"

    def __init__(self, config: GanConfig) -> None:
        super().__init__()
        self.config = config
        self.generator = ConvDecoder(config)

    def forward(self, z: Float[Tensor, "batch latent"]) -> Float[Tensor, "batch channel height width"]:
        """Grey images in [0, 1]."""
        return torch.sigmoid(self.generator(z))


class Discriminator(nn.Module):
    """The logit of an image being a real one."""

    def __init__(self, config: GanConfig) -> None:
        super().__init__()
        self.network = ConvEncoder(config, 1)

    def forward(self, x: Float[Tensor, "batch channel height width"]) -> Float[Tensor, " batch"]:
        return self.network(x).squeeze(-1)
