"""p(z): a part that a model is given. Here the standard normal, which most have; learned ones stand with the models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import torch
from jaxtyping import Float
from torch import Tensor

from vizvae.gaussian import DiagonalGaussian


@runtime_checkable
class Prior(Protocol):
    """What a model asks of its p(z). One that is learned is a module: its weights are the model's, under `prior.`."""

    @property
    def latent_dim(self) -> int: ...

    @property
    def title(self) -> str:
        """What it is, in a few words that follow "with"; empty for the standard normal."""
        ...

    def log_prob(self, z: Float[Tensor, "... latent"]) -> Float[Tensor, "..."]:
        """log p(z), nats."""
        ...

    def sample(self, num_samples: int, *, generator: torch.Generator) -> Float[Tensor, "sample latent"]:
        """Draws of p(z)."""
        ...


@dataclass(frozen=True)
class StandardNormal:
    """N(0, I), which has no weights."""

    latent_dim: int
    title: str = ""

    def log_prob(self, z: Float[Tensor, "... latent"]) -> Float[Tensor, "..."]:
        return DiagonalGaussian.standard(z).log_prob(z)

    def sample(self, num_samples: int, *, generator: torch.Generator) -> Float[Tensor, "sample latent"]:
        return torch.randn(num_samples, self.latent_dim, generator=generator)
