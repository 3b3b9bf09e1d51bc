"""A deterministic autoencoder with a mixture of Gaussians fitted to its codes afterwards (as in Ghosh et al. 2020)."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import UInt8
from torch import Tensor

from vizvae.data.binarise import fixed_binarisation
from vizvae.models.ae_conv import AeConvConfig
from vizvae.models.base import LatentModel
from vizvae.models.mixture import Mixture, MixtureConfig

NUM_CODES = 20_000
FIT_SEED = 0


@dataclass(frozen=True, kw_only=True)
class AeMixtureConfig(AeConvConfig):
    num_components: int = 50


def mixture_prior(config: AeMixtureConfig) -> Mixture:
    return Mixture(MixtureConfig(latent_dim=config.latent_dim, num_components=config.num_components))


@torch.no_grad()
def fit_mixture(mixture: Mixture, model: LatentModel, images: UInt8[Tensor, "image channel height width"]) -> None:
    """Fit `mixture` to the codes of the first 20,000 training images, binarised by one draw."""
    x = fixed_binarisation(images[:NUM_CODES], FIT_SEED)
    mixture.fit(torch.cat([model.encode(part).mu for part in x.split(1000)]), seed=FIT_SEED)
