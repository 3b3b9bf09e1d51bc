"""A deterministic autoencoder with a mixture of Gaussians fitted to its codes afterwards (as in Ghosh et al. 2020)."""

from __future__ import annotations

from dataclasses import dataclass

from vizvae.models.ae_conv import AeConvConfig
from vizvae.models.mixture import Mixture, MixtureConfig


@dataclass(frozen=True, kw_only=True)
class AeMixtureConfig(AeConvConfig):
    num_components: int = 50


def mixture_prior(config: AeMixtureConfig) -> Mixture:
    return Mixture(MixtureConfig(latent_dim=config.latent_dim, num_components=config.num_components))
