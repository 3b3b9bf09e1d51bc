"""What a point of the latent space and an image are to each other: the figures that the latent sliders show, as Python works them out."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from vizvae.gaussian import DiagonalGaussian
from vizvae.latent.aggregate import Reference
from vizvae.latent.density import DensityPercentiles, draw_density, mean_density, percentile
from vizvae.models.base import LatentModel
from vizvae.objectives import recon_nll
from vizvae.page_random import normals

ELBO_DRAWS, ELBO_SEED = 64, 64
"""As in the browser (`frontend/src/parts/explorer/evidence.ts`): the very same draws"""
DECODED_AT_ONCE = 16


@dataclass(frozen=True, kw_only=True)
class Estimate:
    mean: float
    standard_error: float


@dataclass(frozen=True, kw_only=True)
class PointScores:
    """Nats. None is what there is not: without an image, for a deterministic model, of an unknown likelihood."""

    z: Float[Tensor, " latent"]
    posterior: DiagonalGaussian | None
    """q(z|x) of the image, (latent,)"""
    recon_nll: float | None
    """−log p(x|z) at `z`"""
    mean_recon_nll: Estimate | None
    """Over `ELBO_DRAWS` draws of q(z|x)"""
    among_means: float | None
    """Percent: how much of the data has a posterior mean in a less dense place; None where no latent varies"""
    among_draws: float | None
    """Likewise of one draw of each posterior"""

    @property
    def kl(self) -> float | None:
        return None if self.posterior is None else float(self.posterior.kl)

    @property
    def elbo(self) -> Estimate | None:
        recon = self.mean_recon_nll
        return (
            None
            if recon is None or self.kl is None
            else Estimate(mean=-recon.mean - self.kl, standard_error=recon.standard_error)
        )


@torch.no_grad()
def score_point(
    model: LatentModel,
    z: Float[Tensor, " latent"],
    x: Float[Tensor, "1 channel height width"] | None,
    reference: Reference,
    quantiles: DensityPercentiles,
) -> PointScores:
    """`x`: what the encoder is given and the decoder is scored on; None where nothing is encoded, or the model has no encoder."""
    posterior = None if x is None else model.encode(x)
    stochastic = posterior if isinstance(posterior, DiagonalGaussian) else None
    known = x is not None and model.likelihood_name != "unknown"
    among_means = among_draws = None
    if reference.density_dims:
        among_means = percentile(float(mean_density(reference).log_density(z[None])), torch.tensor(quantiles.means))
        among_draws = percentile(float(draw_density(reference).log_density(z[None])), torch.tensor(quantiles.draws))
    return PointScores(
        z=z,
        posterior=None if stochastic is None else DiagonalGaussian(stochastic.mu[0], stochastic.logvar[0]),
        recon_nll=float(recon_nll(model, x, z[None])) if known and x is not None else None,
        mean_recon_nll=_over_draws(model, stochastic, x) if known and stochastic and x is not None else None,
        among_means=among_means,
        among_draws=among_draws,
    )


def _over_draws(model: LatentModel, posterior: DiagonalGaussian, x: Tensor) -> Estimate:
    latent_dim = posterior.mu.shape[-1]
    draws = posterior.at(torch.from_numpy(normals(ELBO_SEED, ELBO_DRAWS * latent_dim)).reshape(ELBO_DRAWS, latent_dim))
    scores = torch.cat(
        [recon_nll(model, x.expand(len(part), -1, -1, -1), part) for part in draws.split(DECODED_AT_ONCE)]
    ).double()
    return Estimate(mean=float(scores.mean()), standard_error=float(scores.std()) / math.sqrt(ELBO_DRAWS))
