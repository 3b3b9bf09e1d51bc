"""A VAE of which everything is known: p(z) = N(0, I), p(x|z) = N(Wz + b, s²I), so log p(x) and p(z|x) are in closed form."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from vizvae.gaussian import DiagonalGaussian
from vizvae.models.base import ImageShape, LatentModel


@dataclass(frozen=True, kw_only=True)
class LinearGaussianConfig:
    latent_dim: int = 2
    image_shape: ImageShape = (1, 2, 3)
    noise_std: float = 0.7
    shift: float = 0.0
    """Added to the exact posterior mean."""
    widen: float = 1.0
    """Factor on the exact posterior standard deviation."""


class LinearGaussian(LatentModel):
    """Encodes to the exact posterior, or to one off by `shift` and `widen`. The columns of W are orthogonal, so that the exact
    posterior is diagonal. In float64, so that equality can be asked for."""

    title = "linear-Gaussian VAE"

    def __init__(self, config: LinearGaussianConfig) -> None:
        super().__init__(config, "gaussian")
        self.settings = config
        generator = torch.Generator().manual_seed(5)
        num_pixels = math.prod(config.image_shape)
        noise = torch.randn(num_pixels, config.latent_dim, generator=generator, dtype=torch.float64)
        self.gains = torch.linspace(1.5, 0.5, config.latent_dim, dtype=torch.float64)
        self.loadings = torch.linalg.qr(noise).Q * self.gains  # (pixel, latent)
        self.offset = torch.randn(num_pixels, generator=generator, dtype=torch.float64)

    def exact_posterior(self, x: Tensor) -> DiagonalGaussian:
        precision = 1 + self.gains.square() / self.settings.noise_std**2
        mu = (x.flatten(1) - self.offset) @ self.loadings / self.settings.noise_std**2 / precision
        return DiagonalGaussian(mu, (-precision.log()).expand_as(mu))

    def encode(self, x: Tensor) -> DiagonalGaussian:
        exact = self.exact_posterior(x)
        return DiagonalGaussian(exact.mu + self.settings.shift, exact.logvar + 2 * math.log(self.settings.widen))

    def likelihood(self, z: Tensor) -> DiagonalGaussian:
        mu = z @ self.loadings.T + self.offset
        return DiagonalGaussian(mu, torch.full_like(mu, 2 * math.log(self.settings.noise_std)))

    def start_from_mean(self, mean_image: Tensor) -> None:
        raise NotImplementedError

    def log_marginal(self, x: Tensor) -> Tensor:
        """log p(x) = log N(x; b, WWᵀ + s²I), exactly."""
        covariance = self.loadings @ self.loadings.T + self.settings.noise_std**2 * torch.eye(len(self.offset))
        return torch.distributions.MultivariateNormal(self.offset, covariance).log_prob(x.flatten(1))

    def draw(self, count: int, generator: torch.Generator) -> Tensor:
        """Images from the model itself."""
        z = torch.randn(count, self.latent_dim, generator=generator, dtype=torch.float64)
        return self.likelihood(z).sample(generator=generator).unflatten(-1, self.image_shape)
