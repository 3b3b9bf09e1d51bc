"""A deterministic autoencoder with a mixture of Gaussians fitted to its codes afterwards (as in Ghosh et al. 2020)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from jaxtyping import Float
from torch import Tensor

from vizvae.data.binarise import fixed_binarisation
from vizvae.data.images import ImageSet
from vizvae.models.ae_conv import AeConv, AeConvConfig
from vizvae.rivals.mixture import Mixture, MixtureConfig

NUM_CODES = 20_000
FIT_SEED = 0


@dataclass(frozen=True, kw_only=True)
class AeMixtureConfig(AeConvConfig):
    num_components: int = 50


class AeMixture(AeConv):
    title: ClassVar[str] = "convolutional autoencoder with a mixture fitted to its codes"
    standard_prior: ClassVar[bool] = False

    def __init__(self, config: AeMixtureConfig) -> None:
        super().__init__(config)
        self.prior = Mixture(MixtureConfig(latent_dim=config.latent_dim, num_components=config.num_components))

    @torch.no_grad()
    def fit_prior(self, training: ImageSet) -> None:
        """Fit the mixture to the codes of the first 20,000 training images, binarised by one draw."""
        x = fixed_binarisation(training.images[:NUM_CODES], FIT_SEED)
        self.prior.fit(torch.cat([self.encode(part).mu for part in x.split(1000)]), seed=FIT_SEED)

    def log_prior(self, z: Float[Tensor, "... latent"]) -> Float[Tensor, "..."]:
        return self.prior.log_prob(z.flatten(0, -2)).unflatten(0, z.shape[:-1])

    def sample_prior(self, num_samples: int, *, generator: torch.Generator) -> Float[Tensor, "sample latent"]:
        return self.prior.sample(num_samples, generator=generator)
