"""A convolutional VAE whose prior is a RealNVP instead of the standard normal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from jaxtyping import Float
from torch import Tensor

from vizvae.models.vae_conv import VaeConv, VaeConvConfig
from vizvae.rivals.realnvp import RealNvp, RealNvpConfig


@dataclass(frozen=True, kw_only=True)
class FlowVaeConfig(VaeConvConfig):
    num_couplings: int = 8
    prior_hidden_dim: int = 128


class FlowVae(VaeConv):
    title: ClassVar[str] = "convolutional VAE with a RealNVP prior"
    standard_prior: ClassVar[bool] = False

    def __init__(self, config: FlowVaeConfig) -> None:
        super().__init__(config)
        self.prior = RealNvp(
            RealNvpConfig(latent_dim=config.latent_dim, num_couplings=config.num_couplings, hidden_dim=config.prior_hidden_dim)
        )

    def log_prior(self, z: Float[Tensor, "... latent"]) -> Float[Tensor, "..."]:
        with torch.autocast(z.device.type, enabled=False):
            flat = z.float().flatten(0, -2)
            return self.prior.log_prob(flat).unflatten(0, z.shape[:-1])

    def sample_prior(self, num_samples: int, *, generator: torch.Generator) -> Float[Tensor, "sample latent"]:
        return self.prior.sample(num_samples, generator=generator)
