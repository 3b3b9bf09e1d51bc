"""The training loop: a generator of reports over images that stay in memory."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import astuple, dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vizvae.data.binarise import binarise
from vizvae.models.base import LatentModel
from vizvae.objectives import ElboTerms, capacity_gap, dip_penalty, elbo_terms, free_bits, iwae_bound, kl_decomposition, recon_nll
from vizvae.training.adversary import Adversary
from vizvae.training.config import ObjectiveConfig, TrainConfig
from vizvae.training.distributed import World
from vizvae.training.schedule import Schedule, Settings
from vizvae.training.state import SUMS, TrainingState

ALONE = World()


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
    kl_per_dim: Float[Tensor, " latent"]
    """Empty where the model has no KL."""
    settings: Settings


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


@dataclass(frozen=True)
class Batch:
    order: Tensor
    """(num_images,): the pass's permutation."""
    x: Float[Tensor, "batch channel height width"]
    noise: Tensor | None
    """ε of every image, (batch, latent), or (sample, batch, latent) for the `iwae` bound; None for a deterministic objective."""


def draw_batch(state: TrainingState, images: Tensor, generator: torch.Generator) -> Batch:
    """What the next step is taken on. The whole batch, whatever part of it a process works on: all draw the same numbers."""
    config = state.config
    order = torch.randperm(len(images), generator=generator) if state.position == 0 else state.order
    index = order[state.position : state.position + config.batch_size]
    x = binarise(images[index], config.binarisation, generator=generator)
    if config.objective.kind == "reconstruction":
        return Batch(order, x, None)
    samples = (config.objective.num_samples,) if config.objective.kind == "iwae" else ()
    return Batch(order, x, torch.randn(*samples, len(index), state.model.latent_dim, generator=generator))


def train(state: TrainingState, images: Tensor, world: World = ALONE) -> Iterator[StepReport | EpochReport]:
    """Train until `state.config.epochs` passes over `images` ((num_images, channel, height, width), uint8) are done.

    Yields after every step and after every pass. `state` is consistent at each yield: it may be saved there, and a run that goes on
    from the saved state ends, on the CPU, with the same weights bit for bit (see arithmetic.py for what that rests on). `state.changes`
    may grow at a yield, and counts from the next step on. With several processes, the first process's changes and its end are everybody's.
    """
    config = state.config
    schedule = Schedule(config, len(images))
    parameters = list(state.model.parameters())
    objective = world.wrap(Objective(state.model, config.objective, world, len(images), state.adversary))
    while state.epoch < config.epochs:
        started = time.perf_counter()
        while state.position < len(images):
            settings = schedule.at(state.step, state.changes)
            if world.size > 1:
                go_on, *values = world.follow([1.0, *astuple(settings)])
                if not go_on:
                    return
                settings = Settings(**dict(zip(vars(settings), values, strict=True)))
            batch = draw_batch(state, images, state.generator)
            if state.position == 0:
                state.order = batch.order
                state.sums.zero_()
            for group in state.optimizer.param_groups:
                group["lr"] = settings.learning_rate
            num_images = len(batch.x)
            mine = world.part(num_images)
            noise = None if batch.noise is None else batch.noise[..., mine, :].to(world.device)
            with autocast(config, world.device):
                terms, kl_per_dim = objective(batch.x[mine].to(world.device), noise, settings, num_images)
            state.optimizer.zero_grad()
            # Averaged over processes, sum · size / num_images is the mean over the batch, however unequal the parts.
            (terms[0].mean() if world.size == 1 else terms[0].sum() * (world.size / num_images)).backward()
            if config.grad_clip:
                torch.nn.utils.clip_grad_norm_(parameters, config.grad_clip)
            state.optimizer.step()
            if state.adversary and num_images > 1:
                state.adversary.learn(state.generator)
            state.update_average()
            sums = [term.detach().sum() for term in terms]
            totals = world.total(torch.cat([torch.stack(sums), kl_per_dim.detach().sum(0)]).cpu().double())
            state.sums += totals[: len(SUMS)]
            state.step += 1
            state.position += num_images
            means = totals / num_images
            try:
                yield StepReport(
                    epoch=state.epoch,
                    step=state.step,
                    num_images=num_images,
                    kl_per_dim=means[len(SUMS) :],
                    settings=settings,
                    **dict(zip(SUMS, means[: len(SUMS)].tolist(), strict=True)),
                )
            except GeneratorExit:
                _dismiss(world, state)
                raise
        of_pass = dict(zip(SUMS, (state.sums / len(images)).tolist(), strict=True))
        state.epoch, state.position = state.epoch + 1, 0
        # A resumed pass may have had its last step before: the rate is asked for, not remembered.
        learning_rate = schedule.at(state.step - 1, state.changes).learning_rate
        try:
            yield EpochReport(
                epoch=state.epoch, step=state.step, learning_rate=learning_rate, seconds=time.perf_counter() - started, **of_pass
            )
        except GeneratorExit:
            _dismiss(world, state)
            raise


class Objective(nn.Module):
    """What is minimised, as a module: DistributedDataParallel looks at the forward pass of one."""

    def __init__(
        self, model: LatentModel, config: ObjectiveConfig, world: World, data_size: int, adversary: Adversary | None = None
    ) -> None:
        super().__init__()
        if config.penalty != "kl" and world.size > 1:
            raise ValueError(f"objective.penalty {config.penalty!r} looks at whole batches: train it in one process")
        self.model, self.config, self.world, self.data_size, self.adversary = model, config, world, data_size, adversary

    def forward(
        self, x: Tensor, noise: Tensor | None, settings: Settings, num_images: int
    ) -> tuple[tuple[Tensor, Tensor, Tensor, Tensor], Float[Tensor, "batch latent"]]:
        """Terms of each image in nats, in the order of `SUMS`, and the KL of each latent (no column where the model has none).

        `num_images` counts the whole batch, of which `x` may be a part.
        """
        if self.config.kind == "reconstruction":
            nll = recon_nll(self.model, x, self.model.encode(x).mu)
            undefined = torch.full_like(nll, math.nan)
            return (nll, nll, undefined, undefined), nll.new_empty(len(x), 0)
        assert noise is not None
        if self.config.kind == "iwae":
            bound = iwae_bound(self.model, x, self.config.num_samples, noise=noise)
            undefined = torch.full_like(bound, math.nan)
            return (-bound, undefined, undefined, undefined), bound.new_empty(len(x), 0)
        terms = elbo_terms(self.model, x, noise=noise, kl_estimator=self.config.kl_estimator)
        if self.config.penalty != "kl":
            if self.adversary and len(x) > 1:
                penalty = terms.kl + settings.kl_weight * self.adversary.log_ratio(terms.z)
            else:
                penalty = batch_penalty(terms, self.config, kl_weight=settings.kl_weight, data_size=self.data_size)
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


def autocast(config: TrainConfig, device: torch.device) -> torch.autocast:
    return torch.autocast(device.type, torch.bfloat16, enabled=config.precision == "bfloat16")


def _dismiss(world: World, state: TrainingState) -> None:
    """The first process stops before the end: the others, which wait for its next settings, are told."""
    if world.size > 1 and world.rank == 0 and state.epoch < state.config.epochs:
        world.follow([0.0] * (1 + len(Settings.__dataclass_fields__)))
