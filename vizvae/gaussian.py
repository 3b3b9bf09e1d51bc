"""The diagonal Gaussian: posterior of every VAE here, prior of most, and the pixel likelihood of the Gaussian decoder."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

LOGVAR_MIN, LOGVAR_MAX = -20.0, 20.0
"""log σ² is clamped to this range, here and nowhere else: σ stays in [4.5e-5, 2.2e4], far outside what training visits."""


@dataclass(frozen=True)
class DiagonalGaussian:
    """N(mu, diag(exp(logvar))) over the last axis.

    `logvar` is log σ² (not log σ). Every quantity is per example, summed over the last axis unless its name says `per_dim`, in nats.
    """

    mu: Float[Tensor, "... dim"]
    logvar: Float[Tensor, "... dim"]

    def __post_init__(self) -> None:
        if self.mu.shape != self.logvar.shape:
            raise ValueError(f"mu and logvar must have one shape, got {tuple(self.mu.shape)} and {tuple(self.logvar.shape)}")
        object.__setattr__(self, "logvar", self.logvar.clamp(LOGVAR_MIN, LOGVAR_MAX))

    @classmethod
    def standard(cls, like: Float[Tensor, "... dim"]) -> DiagonalGaussian:
        """N(0, I) with the shape, dtype and device of `like`: the prior."""
        zeros = torch.zeros_like(like)
        return cls(zeros, zeros)

    @property
    def mean(self) -> Float[Tensor, "... dim"]:
        return self.mu

    @property
    def std(self) -> Float[Tensor, "... dim"]:
        return torch.exp(0.5 * self.logvar)

    @property
    def kl_per_dim(self) -> Float[Tensor, "... dim"]:
        """KL(self ‖ N(0, I)) of each dimension, in nats (Kingma & Welling 2013, appendix B)."""
        return 0.5 * (self.mu.square() + self.logvar.exp() - 1.0 - self.logvar)

    @property
    def kl(self) -> Float[Tensor, "..."]:
        """KL(self ‖ N(0, I)), in nats, summed over dimensions."""
        return self.kl_per_dim.sum(-1)

    def sample(self, num_samples: int | None = None, *, generator: torch.Generator | None = None) -> Float[Tensor, "... dim"]:
        """Reparameterised draw mu + std·ε, ε ~ N(0, I) from `generator`.

        Shape of `mu`, or `(num_samples, *mu.shape)`. The noise is drawn on the generator's device, so that a seed gives the same draw
        on every device.
        """
        shape = self.mu.shape if num_samples is None else (num_samples, *self.mu.shape)
        noise_device = generator.device if generator is not None else self.mu.device
        return self.at(torch.randn(shape, generator=generator, dtype=self.mu.dtype, device=noise_device))

    def at(self, noise: Float[Tensor, "... dim"]) -> Float[Tensor, "... dim"]:
        """mu + std·`noise`: where a draw of ε ~ N(0, I) falls."""
        return self.mu + self.std * noise.to(self.mu.device)

    def log_prob(self, z: Float[Tensor, "... dim"]) -> Float[Tensor, "..."]:
        """log density at `z` (broadcast against `mu`), in nats, summed over the last axis."""
        squared = (z - self.mu).square() * torch.exp(-self.logvar)
        return -0.5 * (squared + self.logvar + math.log(2 * math.pi)).sum(-1)
