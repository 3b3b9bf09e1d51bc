"""A small convolutional GAN, about as large as the VAEs' decoder that it is compared with (Goodfellow et al. 2014, Radford et al. 2016)."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

from vizvae.likelihoods import Bernoulli
from vizvae.models.base import ImageShape, cropped, logit_of_mean, padded, whole_sides

MULTIPLE = 4
"""Of an image's sides, which are halved twice; other images are padded"""


@dataclass(frozen=True, kw_only=True)
class GanConfig:
    latent_dim: int = 32
    channels: tuple[int, int] = (32, 64)
    """Feature maps at half and at a quarter of the image's side."""
    image_shape: ImageShape = (1, 28, 28)


class Gan(nn.Module):
    """Noise to images; the discriminator is needed for training alone. It has no likelihood of an image and no encoder.

    Batch normalisation keeps the generator's logits apart: without it they all fell to black within fifty steps, where the gradient
    of the sigmoid ends, and the discriminator had won.
    """

    title = "convolutional GAN"

    def __init__(self, config: GanConfig) -> None:
        super().__init__()
        self.config = config
        image_channels, (height, width) = config.image_shape[0], whole_sides(config.image_shape, MULTIPLE)
        wide, narrow = config.channels
        self.small_shape = (narrow, height // 4, width // 4)
        self.dense = nn.Linear(config.latent_dim, narrow * (height // 4) * (width // 4))
        self.net = nn.Sequential(
            *(nn.BatchNorm2d(narrow), nn.SiLU(), nn.ConvTranspose2d(narrow, narrow, 4, stride=2, padding=1)),
            *(nn.BatchNorm2d(narrow), nn.SiLU(), nn.ConvTranspose2d(narrow, wide, 4, stride=2, padding=1)),
            *(nn.BatchNorm2d(wide), nn.SiLU(), nn.Conv2d(wide, image_channels, 3, padding=1)),
        )
        self.pixel_bias = nn.Parameter(torch.zeros(config.image_shape))

    @property
    def likelihood_name(self) -> str:
        return "bernoulli"

    @property
    def latent_dim(self) -> int:
        return self.config.latent_dim

    @property
    def image_shape(self) -> ImageShape:
        return self.config.image_shape

    def forward(self, z: Float[Tensor, "batch latent"]) -> Float[Tensor, "batch channel height width"]:
        """Grey images in [0, 1]."""
        return torch.sigmoid(self._logits(z))

    def likelihood(self, z: Float[Tensor, "batch latent"]) -> Bernoulli:
        """Of pixels given z, which says nothing of how likely an image is without z."""
        return Bernoulli(self._logits(z).flatten(1))

    @torch.no_grad()
    def start_from_mean(self, mean_image: Float[Tensor, "channel height width"]) -> None:
        """Set the bias so that the untrained generator draws about the mean training image (pixels in [0, 1])."""
        self.pixel_bias.copy_(logit_of_mean(mean_image))

    def _logits(self, z: Tensor) -> Tensor:
        h = self.net(self.dense(z).unflatten(-1, self.small_shape))
        return cropped(h, self.image_shape).float() + self.pixel_bias


class Discriminator(nn.Module):
    """The logit of an image being a real one. Spectral normalisation bounds its slope (Miyato et al. 2018), so that the generator always
    has a way to go."""

    def __init__(self, config: GanConfig) -> None:
        super().__init__()
        image_channels, (height, width) = config.image_shape[0], whole_sides(config.image_shape, MULTIPLE)
        wide, narrow = config.channels
        convolutions = (
            nn.Conv2d(image_channels, wide, 4, stride=2, padding=1),
            nn.Conv2d(wide, narrow, 3, padding=1),
            nn.Conv2d(narrow, narrow, 4, stride=2, padding=1),
            nn.Conv2d(narrow, 2 * narrow, 3, padding=1),
        )
        self.convolutions = nn.Sequential(*(part for conv in convolutions for part in (spectral_norm(conv), nn.LeakyReLU(0.1))))
        self.last = spectral_norm(nn.Linear(2 * narrow * (height // 4) * (width // 4), 1))

    def forward(self, x: Float[Tensor, "batch channel height width"]) -> Float[Tensor, " batch"]:
        return self.last(self.convolutions(padded(2 * x - 1, MULTIPLE)).flatten(1)).squeeze(-1).float()
