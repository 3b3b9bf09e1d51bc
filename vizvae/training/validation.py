"""The averaged weights on the validation images, after every pass."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from vizvae.data.binarise import scored_pixels
from vizvae.data.images import ImageSet
from vizvae.models.base import LatentModel
from vizvae.objectives import elbo_terms, recon_nll
from vizvae.training.config import TrainConfig

VALIDATION_SEED = 20260403
AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Validation:
    """Means over images, nats; NaN where a deterministic model has no such term."""

    recon_nll: float
    kl: float
    elbo: float
    kl_per_dim: list[float]


class Validator:
    """Scores models on the same pixels and the same noise each time."""

    def __init__(self, validation: ImageSet, config: TrainConfig) -> None:
        self.pixels = scored_pixels(validation.images, bernoulli=config.binarisation != "none", seed=VALIDATION_SEED)

    @torch.no_grad()
    def score(self, model: LatentModel, between: Callable[[], None] = lambda: None) -> Validation:
        """`between` is called between chunks: whoever wants to pause need not wait for the end."""
        generator = torch.Generator().manual_seed(VALIDATION_SEED)
        device = next(model.parameters()).device
        recons: list[Tensor] = []
        kls: list[Float[Tensor, "batch latent"]] = []
        for x in self.pixels.split(AT_ONCE):
            between()
            x = x.to(device)
            if model.stochastic:
                terms = elbo_terms(model, x, generator=generator)
                recons.append(terms.recon_nll)
                kls.append(terms.kl_per_dim)
            else:
                recons.append(recon_nll(model, x, model.encode(x).mu))
        recon = torch.cat(recons).mean().item()
        if not kls:
            return Validation(recon_nll=recon, kl=math.nan, elbo=math.nan, kl_per_dim=[])
        kl_per_dim = torch.cat(kls)
        kl = kl_per_dim.sum(-1).mean().item()
        return Validation(recon_nll=recon, kl=kl, elbo=-recon - kl, kl_per_dim=kl_per_dim.mean(0).tolist())
