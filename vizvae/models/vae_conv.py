"""A convolutional VAE with Bernoulli pixels, small enough that its decoder runs in a browser at every pointer move."""

from __future__ import annotations

import itertools
from abc import ABC
from dataclasses import dataclass
from typing import ClassVar, final

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vizvae.gaussian import DiagonalGaussian
from vizvae.likelihoods import Bernoulli
from vizvae.models.base import ImageShape, LatentModel, cropped, logit_of_mean, padded, whole_sides

MULTIPLE = 4
"""Of an image's sides, which are halved twice; other images are padded"""


@dataclass(frozen=True, kw_only=True)
class VaeConvConfig:
    latent_dim: int = 32
    channels: tuple[int, int] = (32, 64)
    """Feature maps at half and at a quarter of the image's side."""
    num_blocks: int = 1
    """Residual blocks at a quarter of the side, in the encoder and in the decoder."""
    hidden_dims: tuple[int, ...] = ()
    """Dense layers between latents and feature maps, in decoder order; the encoder mirrors them. With two latents they matter: the
    decoder must bend a plane far."""
    image_shape: ImageShape = (1, 28, 28)


class ResidualBlock(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.zeros_(self.second.weight)  # starts as the identity: no normalisation is needed to train it

    def forward(self, h: Tensor) -> Tensor:
        return h + self.second(nn.functional.silu(self.first(nn.functional.silu(h))))


class Dense(nn.Sequential):
    """Linear layers with SiLU between them, in float32 also under bfloat16 autocast: a latent rounded to eight bits moves by a good
    part of a narrow posterior."""

    def __init__(self, dims: tuple[int, ...]) -> None:
        layers: list[nn.Module] = []
        for in_dim, out_dim in itertools.pairwise(dims):
            layers += [nn.SiLU(), nn.Linear(in_dim, out_dim)]
        super().__init__(*layers[1:])

    def forward(self, input: Float[Tensor, "batch in_dim"]) -> Float[Tensor, "batch out_dim"]:
        with torch.autocast(input.device.type, enabled=False):
            return super().forward(input.float())


class ConvEncoder(nn.Module):
    """Images to `out_dim` numbers. Shared with the deterministic autoencoder, so that the two differ in their objective alone."""

    def __init__(self, config: VaeConvConfig, out_dim: int) -> None:
        super().__init__()
        image_channels, (height, width) = config.image_shape[0], whole_sides(config.image_shape, MULTIPLE)
        wide, narrow = config.channels
        self.stem = nn.Conv2d(image_channels, wide, 4, stride=2, padding=1)
        self.down = nn.Conv2d(wide, narrow, 4, stride=2, padding=1)
        self.blocks = nn.Sequential(*(ResidualBlock(narrow) for _ in range(config.num_blocks)))
        self.dense = Dense((narrow * (height // 4) * (width // 4), *reversed(config.hidden_dims), out_dim))

    def forward(self, x: Float[Tensor, "batch channel height width"]) -> Float[Tensor, "batch out"]:
        h = self.stem(padded(2 * x - 1, MULTIPLE))  # (batch, wide, height/2, width/2)
        h = self.down(nn.functional.silu(h))  # (batch, narrow, height/4, width/4)
        h = nn.functional.silu(self.blocks(h))
        return self.dense(h.flatten(1))


class ConvDecoder(nn.Module):
    """Latents to Bernoulli logits."""

    def __init__(self, config: VaeConvConfig) -> None:
        super().__init__()
        image_channels, (height, width) = config.image_shape[0], whole_sides(config.image_shape, MULTIPLE)
        wide, narrow = config.channels
        self.image_shape = config.image_shape
        self.small_shape = (narrow, height // 4, width // 4)
        self.dense = Dense((config.latent_dim, *config.hidden_dims, narrow * (height // 4) * (width // 4)))
        self.blocks = nn.Sequential(*(ResidualBlock(narrow) for _ in range(config.num_blocks)))
        self.up = nn.ConvTranspose2d(narrow, wide, 4, stride=2, padding=1)
        self.up_again = nn.ConvTranspose2d(wide, wide // 2, 4, stride=2, padding=1)
        self.out = nn.Conv2d(wide // 2, image_channels, 3, padding=1, bias=False)
        # One bias a pixel, because the mean image is not flat.
        self.pixel_bias = nn.Parameter(torch.zeros(config.image_shape))

    def forward(self, z: Float[Tensor, "batch latent"]) -> Float[Tensor, "batch channel height width"]:
        h = self.dense(z).unflatten(-1, self.small_shape)  # (batch, narrow, height/4, width/4)
        h = self.up(nn.functional.silu(self.blocks(h)))  # (batch, wide, height/2, width/2)
        h = self.up_again(nn.functional.silu(h))  # (batch, wide/2, height, width)
        return cropped(self.out(nn.functional.silu(h)), self.image_shape).float() + self.pixel_bias


class ConvModel(LatentModel, ABC):
    """The decoding half, which the deterministic autoencoder shares."""

    def __init__(self, config: VaeConvConfig, encoder_dim: int) -> None:
        super().__init__(config)
        self.encoder = ConvEncoder(config, encoder_dim)
        self.decoder = ConvDecoder(config)

    @final
    def likelihood(self, z: Float[Tensor, "batch latent"]) -> Bernoulli:
        return Bernoulli(self.decoder(z).flatten(1))

    @final
    @torch.no_grad()
    def start_from_mean(self, mean_image: Float[Tensor, "channel height width"]) -> None:
        self.decoder.pixel_bias.copy_(logit_of_mean(mean_image))


class VaeConv(ConvModel):
    title: ClassVar[str] = "convolutional VAE"

    def __init__(self, config: VaeConvConfig) -> None:
        super().__init__(config, 2 * config.latent_dim)

    def encode(self, x: Float[Tensor, "batch channel height width"]) -> DiagonalGaussian:
        mu, logvar = self.encoder(x).chunk(2, dim=-1)
        return DiagonalGaussian(mu, logvar)
