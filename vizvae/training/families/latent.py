"""Models with an encoder and a latent: the ELBO and its penalties, the importance-weighted bound, plain reconstruction, and the prior
around a model that stays as it is."""

from __future__ import annotations

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vizvae.data.factor_sets import FACTOR_SETS
from vizvae.gaussian import DiagonalGaussian
from vizvae.models import IMAGE_MODELS
from vizvae.models.base import LatentModel
from vizvae.objectives import (
    ElboTerms,
    capacity_gap,
    dip_penalty,
    elbo_terms,
    free_bits,
    gaussian_posterior,
    importance_terms,
    iwae_bound,
    kl_decomposition,
    recon_nll,
    shared_but_one,
)
from vizvae.runs.control import CHANGEABLE, Changeable
from vizvae.training.adversary import Adversary, CodeAdversary
from vizvae.training.config import ObjectiveConfig, TrainConfig
from vizvae.training.families.base import Costs, Family, Objective, Scores, undefined
from vizvae.training.schedule import Settings

TERMS = ("loss", "recon_nll", "kl", "elbo")


def is_stochastic(name: str) -> bool:
    """Whether the model of that name has a posterior."""
    kind = IMAGE_MODELS[name][1]
    return issubclass(kind, LatentModel) and kind.stochastic


def learns_prior(name: str) -> bool:
    return name == "flow_vae"


class Elbo(Objective):
    """Reconstruction and KL, with β, capacity, free bits, a bottleneck, a penalty on the batch of codes, or what pairs have in common."""

    def forward(self, x: Tensor, noise: Tensor | None, labels: Tensor | None, settings: Settings, num_images: int) -> Costs:
        assert noise is not None
        objective = self.config.objective
        if not self.model.standard_prior:
            return self._with_learned_prior(x, noise, settings)
        if objective.penalty == "pairs":
            return self._of_pairs(x, noise, settings)
        terms = elbo_terms(self.model, x, noise=noise, kl_estimator=objective.kl_estimator)
        if objective.penalty != "kl":
            if isinstance(self.adversary, CodeAdversary) and len(x) > 1:
                penalty = terms.kl + settings.kl_weight * self.adversary.log_ratio(terms.z)
            else:
                penalty = batch_penalty(terms, objective, kl_weight=settings.kl_weight, data_size=self.data_size)
            loss = terms.recon_nll + settings.bottleneck * penalty
            return (loss, terms.recon_nll, terms.kl, terms.elbo), terms.kl_per_dim
        penalty = terms.kl
        if settings.capacity:
            penalty = capacity_gap(terms.kl, settings.capacity)
        elif settings.free_bits:
            batch_mean = None
            if self.world.size > 1:
                summed = self.world.total(terms.kl_per_dim.detach().sum(0).cpu().double())
                batch_mean = (summed / num_images).to(terms.kl_per_dim)
            penalty = free_bits(terms.kl_per_dim, settings.free_bits, batch_mean)
        loss = terms.recon_nll + settings.bottleneck * settings.kl_weight * penalty
        return (loss, terms.recon_nll, terms.kl, terms.elbo), terms.kl_per_dim

    def _of_pairs(self, x: Tensor, noise: Tensor, settings: Settings) -> Costs:
        """Means over the two images of each pair, of which `x` and `noise` hold the first ones before the second."""
        posterior = gaussian_posterior(self.model, x)
        first, second = (DiagonalGaussian(*both) for both in zip(posterior.mu.chunk(2), posterior.logvar.chunk(2), strict=True))
        first, second = shared_but_one(first, second)
        shared = DiagonalGaussian(torch.cat([first.mu, second.mu]), torch.cat([first.logvar, second.logvar]))
        nll = recon_nll(self.model, x, shared.at(noise)).unflatten(0, (2, -1)).mean(0)
        kl_per_dim = shared.kl_per_dim.unflatten(0, (2, -1)).mean(0)
        kl = kl_per_dim.sum(-1)
        loss = nll + settings.bottleneck * settings.kl_weight * kl
        return (loss, nll, kl, -nll - kl), kl_per_dim

    def _with_learned_prior(self, x: Tensor, noise: Tensor, settings: Settings) -> Costs:
        """The KL at the sample: of a learned prior there is no closed form, and no part for each latent."""
        log_likelihood, log_ratio = importance_terms(self.model, x, 1, noise=noise.unsqueeze(0))
        nll, kl = -log_likelihood[0], -log_ratio[0]
        penalty = capacity_gap(kl, settings.capacity) if settings.capacity else kl
        loss = nll + settings.bottleneck * settings.kl_weight * penalty
        return (loss, nll, kl, -nll - kl), kl.new_empty(len(x), 0)


class Iwae(Objective):
    """The importance-weighted bound, under whatever prior the model has. It has no terms of its own beside the loss."""

    def forward(self, x: Tensor, noise: Tensor | None, labels: Tensor | None, settings: Settings, num_images: int) -> Costs:
        bound = iwae_bound(self.model, x, self.config.objective.num_samples, noise=noise)
        return (-bound, *[undefined(bound)] * 3), bound.new_empty(len(x), 0)


class Reconstruction(Objective):
    """All that a deterministic autoencoder has."""

    def forward(self, x: Tensor, noise: Tensor | None, labels: Tensor | None, settings: Settings, num_images: int) -> Costs:
        nll = recon_nll(self.model, x, self.model.encode(x).mu)
        return (nll, nll, undefined(nll), undefined(nll)), nll.new_empty(len(x), 0)


class PriorOfCodes(Objective):
    """The likelihood of the codes of a trained VAE under a prior that learns; encoder and decoder stay as they are."""

    def forward(self, x: Tensor, noise: Tensor | None, labels: Tensor | None, settings: Settings, num_images: int) -> Costs:
        assert noise is not None
        with torch.no_grad():
            posterior = gaussian_posterior(self.model, x)
            z = posterior.at(noise)
            log_posterior = posterior.log_prob(z)
        nll = -self.model.prior.log_prob(z)
        # log q(z|x) − log p(z): what of the bound depends on the prior
        return (nll, undefined(nll), log_posterior + nll, undefined(nll)), nll.new_empty(len(x), 0)


def _is_deterministic(name: str) -> bool:
    return issubclass(IMAGE_MODELS[name][1], LatentModel) and not is_stochastic(name)


def _check_elbo(config: TrainConfig) -> None:
    if config.objective.penalty == "pairs" and config.data not in FACTOR_SETS:
        raise ValueError(
            f"objective.penalty 'pairs' needs images that differ in one factor, and no factors are known of {config.data!r}; they are of "
            f"{sorted(FACTOR_SETS)}"
        )
    if learns_prior(config.model) and (config.objective.penalty != "kl" or config.objective.free_bits):
        raise ValueError(
            f"{config.model} has a learned prior, so its KL has no part for each latent: leave out objective.free_bits and penalties"
        )


def _check_prior(config: TrainConfig) -> None:
    if not config.start_from:
        raise ValueError("objective.kind 'prior' fits a prior to a VAE that is trained already: name that as start_from")


def _changeable(config: TrainConfig) -> tuple[Changeable, ...]:
    if config.objective.penalty != "kl":
        return ("beta", "learning_rate")
    return ("beta", "learning_rate", "capacity") if learns_prior(config.model) else CHANGEABLE


def _whole_batches(config: TrainConfig) -> str:
    return f"objective.penalty {config.objective.penalty!r}" if config.objective.penalty != "kl" else ""


def _adversary(config: TrainConfig, model: LatentModel, device: torch.device) -> Adversary | None:
    """FactorVAE's discriminator."""
    return CodeAdversary(model.latent_dim, device) if config.objective.penalty == "factor_vae" else None


def _prior_of(model: Any) -> nn.Module:
    return model.prior


def _one_draw(config: TrainConfig, model: LatentModel, count: int, generator: torch.Generator) -> Tensor | None:
    return torch.randn(count, model.latent_dim, generator=generator)


def _several_draws(config: TrainConfig, model: LatentModel, count: int, generator: torch.Generator) -> Tensor | None:
    return torch.randn(config.objective.num_samples, count, model.latent_dim, generator=generator)


@torch.no_grad()
def _scores(model: LatentModel, x: Tensor, labels: Tensor, generator: torch.Generator) -> Scores:
    if not model.stochastic:
        nll = recon_nll(model, x, model.encode(x).mu)
        return {"recon_nll": nll, "kl": undefined(nll), "elbo": undefined(nll)}, nll.new_empty(len(x), 0)
    if model.standard_prior:
        terms = elbo_terms(model, x, generator=generator)
        return {"recon_nll": terms.recon_nll, "kl": terms.kl, "elbo": terms.elbo}, terms.kl_per_dim
    log_likelihood, log_ratio = importance_terms(model, x, 1, generator=generator)
    scores = {"recon_nll": -log_likelihood[0], "kl": -log_ratio[0], "elbo": (log_likelihood + log_ratio)[0]}
    return scores, x.new_empty(len(x), 0)


@torch.no_grad()
def _draw(model: LatentModel, count: int, generator: torch.Generator) -> Tensor | None:
    return model.decode_mean(model.prior.sample(count, generator=generator)) if model.stochastic else None


def batch_penalty(terms: ElboTerms, config: ObjectiveConfig, *, kl_weight: float, data_size: int) -> Float[Tensor, " batch"]:
    """The KL of each image with its penalty, where that depends on the others of its batch, nats."""
    if len(terms.z) < 2:  # the last batch of a pass may be one image, of which no spread is known
        return terms.kl
    if config.penalty == "total_correlation":
        parts = kl_decomposition(terms.posterior, terms.z, num_images=data_size, estimator=config.tc_estimator)
        # The KL in closed form and the weight beyond 1 on the estimate: less variance than three estimated parts.
        return terms.kl + (kl_weight - 1) * parts.total_correlation
    assert config.penalty in ("dip-i", "dip-ii")
    pull = dip_penalty(terms.posterior, config.penalty, off_diagonal=config.dip_off_diagonal, diagonal=config.dip_diagonal)
    return kl_weight * terms.kl + pull


ELBO = Family(
    objective=Elbo,
    terms=TERMS,
    trains=is_stochastic,
    check=_check_elbo,
    changeable=_changeable,
    whole_batches=_whole_batches,
    make_adversary=_adversary,
    draw_noise=_one_draw,
    scores=_scores,
    draw=_draw,
)
IWAE = Family(objective=Iwae, terms=TERMS, trains=is_stochastic, draw_noise=_several_draws, scores=_scores, draw=_draw)
RECONSTRUCTION = Family(objective=Reconstruction, terms=TERMS, trains=_is_deterministic, scores=_scores, draw=_draw)
LEARNED_PRIOR = Family(
    objective=PriorOfCodes,
    terms=TERMS,
    trains=learns_prior,
    check=_check_prior,
    learner=_prior_of,
    draw_noise=_one_draw,
    scores=_scores,
    draw=_draw,
)
