"""The VAE of Kingma & Welling 2013 ("Auto-Encoding Variational Bayes"), appendix C: one tanh layer each way."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vizvae.gaussian import DiagonalGaussian
from vizvae.likelihoods import Bernoulli, DiscretisedLogistic, GaussianPixels, LikelihoodName, around
from vizvae.models.base import ImageShape, LatentModel, logit_of_mean


@dataclass(frozen=True, kw_only=True)
class VaeMlpConfig:
    latent_dim: int = 20
    hidden_dim: int = 500
    image_shape: ImageShape = (1, 28, 28)
    likelihood: LikelihoodName = "bernoulli"
    """`bernoulli`: appendix C.1. `gaussian`: appendix C.2, mean and log σ² of each pixel, the mean in (0, 1) by a sigmoid
    as the paper does for Frey faces. `logistic`: likewise with a logistic distribution."""


class VaeMlp(LatentModel):
    title: ClassVar[str] = "MLP VAE"

    def __init__(self, config: VaeMlpConfig) -> None:
        super().__init__(config, config.likelihood)
        num_pixels = math.prod(config.image_shape)
        self.encoder_hidden = nn.Linear(num_pixels, config.hidden_dim)
        self.encoder_mu = nn.Linear(config.hidden_dim, config.latent_dim)
        self.encoder_logvar = nn.Linear(config.hidden_dim, config.latent_dim)
        self.decoder_hidden = nn.Linear(config.latent_dim, config.hidden_dim)
        self.decoder_out = nn.Linear(config.hidden_dim, num_pixels)
        if config.likelihood != "bernoulli":
            self.decoder_logvar = nn.Linear(config.hidden_dim, num_pixels)
        if config.likelihood == "logistic":
            # As wide as a Gaussian starts, most of it would lie beyond black and white, and the mean nowhere near the location.
            nn.init.constant_(self.decoder_logvar.bias, 2 * math.log(0.05))

    def encode(self, x: Float[Tensor, "batch channel height width"]) -> DiagonalGaussian:
        hidden = torch.tanh(self.encoder_hidden(x.flatten(1)))  # (batch, hidden)
        return DiagonalGaussian(self.encoder_mu(hidden), self.encoder_logvar(hidden))

    def likelihood(self, z: Float[Tensor, "batch latent"]) -> Bernoulli | GaussianPixels | DiscretisedLogistic:
        hidden = torch.tanh(self.decoder_hidden(z))  # (batch, hidden)
        out = self.decoder_out(hidden)  # (batch, pixels)
        if self.likelihood_name == "bernoulli":
            return Bernoulli(out)
        return around(torch.sigmoid(out), self.decoder_logvar(hidden) / 2, self.likelihood_name)

    @torch.no_grad()
    def start_from_mean(self, mean_image: Float[Tensor, "channel height width"]) -> None:
        self.decoder_out.bias.copy_(logit_of_mean(mean_image).flatten())
