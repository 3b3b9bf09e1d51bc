"""The training loop: a generator of reports over images that stay in memory."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from vizvae.data.binarise import binarise
from vizvae.models.base import LatentModel
from vizvae.objectives import elbo_terms, free_bits, iwae_bound, kl_weight, recon_nll
from vizvae.training.config import TrainConfig
from vizvae.training.state import SUMS, TrainingState


@dataclass(frozen=True, kw_only=True)
class StepReport:
    """One optimiser step. Means over its batch, in nats; `kl` and `elbo` are NaN where the model has none."""

    epoch: int
    step: int
    num_images: int
    loss: float
    recon_nll: float
    kl: float
    elbo: float


@dataclass(frozen=True, kw_only=True)
class EpochReport:
    """One pass over the training images. Means over images, in nats, of the weights as they changed during the pass."""

    epoch: int
    step: int
    loss: float
    recon_nll: float
    kl: float
    elbo: float
    learning_rate: float
    seconds: float
    """Wall time since the epoch was started or resumed."""


def train(state: TrainingState, images: Tensor) -> Iterator[StepReport | EpochReport]:
    """Train until `state.config.epochs` passes over `images` ((num_images, channel, height, width), uint8) are done.

    Yields after every step and after every pass. `state` is consistent at each yield: it may be saved there, and a run that goes on
    from the saved state ends, on the CPU, with the same weights bit for bit.
    """
    config = state.config
    steps_per_epoch = math.ceil(len(images) / config.batch_size)
    total_steps = steps_per_epoch * config.epochs
    parameters = list(state.model.parameters())
    while state.epoch < config.epochs:
        started = time.perf_counter()
        if state.position == 0:
            state.order = torch.randperm(len(images), generator=state.generator)
            state.sums.zero_()
        while state.position < len(images):
            index = state.order[state.position : state.position + config.batch_size]
            x = binarise(images[index], config.binarisation, generator=state.generator)
            learning_rate = config.learning_rate_at(state.step, total_steps)
            for group in state.optimizer.param_groups:
                group["lr"] = learning_rate
            with torch.autocast("cpu", torch.bfloat16, enabled=config.precision == "bfloat16"):
                terms = loss_terms(
                    state.model, x, config, step=state.step, steps_per_epoch=steps_per_epoch, generator=state.generator
                )
            state.optimizer.zero_grad()
            terms[0].mean().backward()
            if config.grad_clip:
                torch.nn.utils.clip_grad_norm_(parameters, config.grad_clip)
            state.optimizer.step()
            state.update_average()
            totals = torch.stack([term.detach().sum() for term in terms]).double()
            state.sums += totals
            state.step += 1
            state.position += len(index)
            yield StepReport(
                epoch=state.epoch,
                step=state.step,
                num_images=len(index),
                **dict(zip(SUMS, (totals / len(index)).tolist(), strict=True)),
            )
        means = dict(zip(SUMS, (state.sums / len(images)).tolist(), strict=True))
        state.epoch, state.position = state.epoch + 1, 0
        # A resumed pass may have had its last step before: the rate is asked for, not remembered.
        learning_rate = config.learning_rate_at(state.step - 1, total_steps)
        yield EpochReport(
            epoch=state.epoch, step=state.step, learning_rate=learning_rate, seconds=time.perf_counter() - started, **means
        )


def loss_terms(
    model: LatentModel, x: Tensor, config: TrainConfig, *, step: int, steps_per_epoch: int, generator: torch.Generator
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """(loss, recon_nll, kl, elbo), each (batch,), in nats and in the order of `SUMS`."""
    objective = config.objective
    if objective.kind == "reconstruction":
        nll = recon_nll(model, x, model.encode(x).mu)
        undefined = torch.full_like(nll, math.nan)
        return nll, nll, undefined, undefined
    if objective.kind == "iwae":
        bound = iwae_bound(model, x, objective.num_samples, generator=generator)
        undefined = torch.full_like(bound, math.nan)
        return -bound, undefined, undefined, undefined
    terms = elbo_terms(model, x, generator=generator, kl_estimator=objective.kl_estimator)
    weight = kl_weight(step, warmup_steps=round(objective.kl_warmup_epochs * steps_per_epoch), beta=objective.beta)
    penalty = free_bits(terms.kl_per_dim, objective.free_bits) if objective.free_bits else terms.kl
    return terms.recon_nll + weight * penalty, terms.recon_nll, terms.kl, terms.elbo
