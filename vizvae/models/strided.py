"""What the VAEs for larger images share: an encoder that halves the image at every layer (Locatello et al. 2019, table 1), and pixels."""

from __future__ import annotations

import itertools
import math
from abc import abstractmethod
from dataclasses import dataclass, field
from typing import final

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vizvae.gaussian import DiagonalGaussian
from vizvae.likelihoods import Bernoulli, DiscretisedLogistic, GaussianPixels, LikelihoodName, around
from vizvae.models.base import ImageShape, LatentModel, cropped, logit_of_mean, padded, whole_sides
from vizvae.models.polar import to_plane, to_polar
from vizvae.models.vae_conv import Dense


@dataclass(frozen=True, kw_only=True)
class StridedConfig:
    latent_dim: int = 10
    channels: tuple[int, ...] = (32, 32, 64, 64)
    """Feature maps after each halving of the image's side."""
    hidden_dim: int = 256
    image_shape: ImageShape = (1, 64, 64)
    likelihood: LikelihoodName = "bernoulli"
    """`gaussian`, `logistic`: grey or coloured pixels around a value in (0, 1) by a sigmoid."""
    pixel_std: float = 0.1
    """Standard deviation of such a pixel, which with β sets how much the KL weighs against the image."""
    learned_std: bool = False
    """Whether `pixel_std` is only where it starts: one for each channel that is learned, so that β = 1 is the likelihood's own balance
    (Rybkin et al. 2021)."""

    polar: tuple[int, ...] = field(default=(), metadata={"smallest": 0})
    """Two latents, counted from 0, that are the direction and the distance of a point of their plane: see polar.py. Empty for none."""

    def __post_init__(self) -> None:
        if not 0 < self.pixel_std < math.inf:
            raise ValueError(f"pixel_std must be above 0, got {self.pixel_std}")
        if self.polar and (len(set(self.polar)) != 2 or not all(0 <= one < self.latent_dim for one in self.polar)):
            raise ValueError(
                f"polar names two of the {self.latent_dim} latents, 0 to {self.latent_dim - 1}, or none; got {list(self.polar)}"
            )

    @property
    def multiple(self) -> int:
        """What the network needs the image's sides to be a multiple of; other images are padded, see `vizvae.models.base.padded`."""
        return 2 ** len(self.channels)

    def shape_after(self, halvings: int) -> ImageShape:
        """(channels, height, width) after so many halvings of the sides."""
        height, width = whole_sides(self.image_shape, self.multiple)
        return (self.image_shape[0], *self.channels)[halvings], height // 2**halvings, width // 2**halvings


class StridedVae(LatentModel):
    """All but the decoder's layers, which each kind makes for itself after these."""

    def __init__(self, config: StridedConfig) -> None:
        super().__init__(config, config.likelihood)
        widths = (config.image_shape[0], *config.channels)
        self.small_shape = config.shape_after(len(config.channels))
        self.multiple = config.multiple
        if config.polar:
            self.polar = (config.polar[0], config.polar[1])
            self.kind = f"{self.title} with a latent that is an angle"
        self.down = nn.ModuleList(
            nn.Conv2d(before, after, 4, stride=2, padding=1) for before, after in itertools.pairwise(widths)
        )
        self.to_posterior = Dense((math.prod(self.small_shape), config.hidden_dim, 2 * config.latent_dim))
        self.pixel_bias = nn.Parameter(torch.zeros(config.image_shape))
        log_std = torch.full((config.image_shape[0],), math.log(config.pixel_std))
        if config.learned_std:
            self.pixel_log_std = nn.Parameter(log_std)
        else:
            self.register_buffer("pixel_log_std", log_std, persistent=False)

    @abstractmethod
    def pixels(self, z: Float[Tensor, "batch latent"]) -> Float[Tensor, "batch channel padded_height padded_width"]:
        """The decoder's last layer; of the padded image, which is cropped before each pixel's own bias is added."""

    @final
    def encode(self, x: Float[Tensor, "batch channel height width"]) -> DiagonalGaussian:
        h = padded(x, self.multiple)
        for conv in self.down:
            h = nn.functional.silu(conv(h))
        mu, logvar = self.to_posterior(h.flatten(1)).chunk(2, dim=-1)
        if self.polar:
            mu = to_polar(mu, self.polar)
        return DiagonalGaussian(mu, logvar)

    @final
    def likelihood(self, z: Float[Tensor, "batch latent"]) -> Bernoulli | GaussianPixels | DiscretisedLogistic:
        if self.polar:
            z = to_plane(z, self.polar)
        out = (cropped(self.pixels(z), self.image_shape).float() + self.pixel_bias).flatten(1)
        if self.likelihood_name == "bernoulli":
            return Bernoulli(out)
        # Not a bare constant: what is not a number must show in every output.
        log_std = self.pixel_log_std[:, None] + 0 * out.detach().unflatten(1, (len(self.pixel_log_std), -1))
        return around(torch.sigmoid(out), log_std.flatten(1), self.likelihood_name)

    @final
    @torch.no_grad()
    def start_from_mean(self, mean_image: Float[Tensor, "channel height width"]) -> None:
        self.pixel_bias.copy_(logit_of_mean(mean_image))


def upward(widths: tuple[int, ...]) -> nn.ModuleList:
    """Transposed convolutions that double the sides, through these numbers of feature maps; the last has no bias: pixels have their own."""
    last = len(widths) - 2
    return nn.ModuleList(
        nn.ConvTranspose2d(before, after, 4, stride=2, padding=1, bias=index < last)
        for index, (before, after) in enumerate(itertools.pairwise(widths))
    )
