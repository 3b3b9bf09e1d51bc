"""A convolutional VAE whose prior is a RealNVP instead of the standard normal: what is added to the one in `vizvae.models`."""

from __future__ import annotations

from dataclasses import dataclass

from vizvae.models.realnvp import RealNvp, RealNvpConfig
from vizvae.models.vae_conv import VaeConvConfig


@dataclass(frozen=True, kw_only=True)
class FlowVaeConfig(VaeConvConfig):
    num_couplings: int = 8
    prior_hidden_dim: int = 128


def flow_prior(config: FlowVaeConfig) -> RealNvp:
    return RealNvp(
        RealNvpConfig(latent_dim=config.latent_dim, num_couplings=config.num_couplings, hidden_dim=config.prior_hidden_dim)
    )
