"""Follows the first image of a batch through one optimiser step, without disturbing it: nothing here draws from the run's generator."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from vizvae.gaussian import DiagonalGaussian
from vizvae.models import IMAGE_MODELS
from vizvae.models.base import LatentModel
from vizvae.objectives import capacity_gap, elbo_terms, free_bits, iwae_bound, recon_nll
from vizvae.training.config import TrainConfig
from vizvae.training.families.base import autocast
from vizvae.training.families.latent import learns_prior
from vizvae.training.loop import DrawPartners, StepReport, draw_batch
from vizvae.training.state import TrainingState
from vizvae.training.trace import Trace, TraceNumbers, write_trace


@dataclass(frozen=True)
class Look:
    """The image through the model, each tensor with one row."""

    mu: Tensor
    logvar: Tensor | None
    z: Tensor
    recon: Tensor
    recon_nll: Tensor
    kl_per_dim: Tensor
    """No column where the model has no KL."""
    bound: Tensor
    """ELBO, or IWAE bound where that is the objective; −recon_nll for a deterministic model."""

    @property
    def kl(self) -> float | None:
        return _known(self.kl_per_dim.sum()) if self.kl_per_dim.numel() else None


def can_trace(config: TrainConfig) -> bool:
    """Whether an image can be followed: through an encoder, a latent with a KL of its own where it has one, and a decoder."""
    return issubclass(IMAGE_MODELS[config.model][1], LatentModel) and not learns_prior(config.model)


class Tracing:
    """Made right before a step is taken; `write` right after it."""

    def __init__(self, state: TrainingState, images: Tensor, partners: DrawPartners | None = None) -> None:
        self.state = state
        generator = torch.Generator()
        generator.set_state(state.generator.get_state())
        batch = draw_batch(state, images, generator, partners=partners)  # what the step will draw, too
        device = next(state.model.parameters()).device
        self.batch_size = batch.size
        self.x = batch.x[:1].to(device)
        self.noise = None if batch.noise is None else batch.noise[..., :1, :].to(device)
        self.weights = [p.detach().clone() for p in state.model.parameters()]
        self.before = self._look()

    @torch.no_grad()
    def write(self, folder: Path, report: StepReport, epoch: float) -> None:
        """Raises OSError where the disk is full."""
        before, after, settings = self.before, self._look(), report.settings
        parameters = list(self.state.model.parameters())
        norms = [float(p.grad.norm()) for p in parameters if p.grad is not None]
        moved = [float((p - old).norm()) for p, old in zip(parameters, self.weights, strict=True)]
        numbers = TraceNumbers(
            step=report.step,
            epoch=epoch,
            batch_size=self.batch_size,
            loss=_known(self._loss(report)),
            recon_nll=_known(before.recon_nll),
            kl=before.kl,
            elbo=None if before.kl is None else _known(-before.recon_nll - before.kl),
            batch_loss=report.loss,
            kl_weight=settings.bottleneck * settings.kl_weight,
            capacity=settings.capacity,
            free_bits=settings.free_bits,
            learning_rate=settings.learning_rate,
            gradient_norm=math.hypot(*norms),
            update_norm=math.hypot(*moved),
            recon_nll_after=_known(after.recon_nll),
            kl_after=after.kl,
        )
        epsilon = None if self.noise is None else self.noise.flatten(0, -2)[0].cpu()
        write_trace(
            folder,
            Trace(
                numbers=numbers,
                x=self.x[0].cpu(),
                mu=before.mu[0].float().cpu(),
                logvar=None if before.logvar is None else before.logvar[0].float().cpu(),
                epsilon=epsilon,
                z=before.z[0].float().cpu(),
                recon=before.recon[0].float().cpu(),
                recon_after=after.recon[0].float().cpu(),
            ),
        )

    def _loss(self, report: StepReport) -> Tensor:
        """Of this image, as part of the batch's mean; not a number where the loss is no sum over images."""
        before, settings = self.before, report.settings
        if self.state.config.objective.penalty != "kl":
            return torch.full_like(before.recon_nll, math.nan)
        if self.state.config.objective.kind != "elbo":
            return -before.bound
        penalty = before.kl_per_dim.sum(-1)
        if settings.capacity:
            penalty = capacity_gap(penalty, settings.capacity)
        elif settings.free_bits:
            penalty = free_bits(before.kl_per_dim, settings.free_bits, report.kl_per_dim.to(before.kl_per_dim))
        return before.recon_nll + settings.bottleneck * settings.kl_weight * penalty

    @torch.no_grad()
    def _look(self) -> Look:
        model, objective = self.state.model, self.state.config.objective
        with autocast(self.state.config, self.x.device):
            posterior = model.encode(self.x)
            if self.noise is None or not isinstance(posterior, DiagonalGaussian):
                nll = recon_nll(model, self.x, posterior.mu)
                recon = model.decode_mean(posterior.mu)
                return Look(posterior.mu, None, posterior.mu.clone(), recon, nll, nll.new_empty(1, 0), -nll)
            noise = self.noise.flatten(0, -2)[:1]
            z = posterior.at(noise)
            terms = elbo_terms(model, self.x, noise=noise, kl_estimator=objective.kl_estimator)
            bound = terms.elbo
            if objective.kind == "iwae":
                bound = iwae_bound(model, self.x, objective.num_samples, noise=self.noise)
            return Look(posterior.mu, posterior.logvar, z, model.decode_mean(z), terms.recon_nll, terms.kl_per_dim, bound)


def _known(value: Tensor | float) -> float | None:
    number = float(value)
    return number if math.isfinite(number) else None
