"""The training loop: a generator of reports over images that stay in memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass

import torch
from jaxtyping import Float, Int, Int64
from torch import Tensor

from vizvae.data.binarise import binarise
from vizvae.data.pairs import Partners
from vizvae.training.config import TrainConfig
from vizvae.training.distributed import ALONE, World
from vizvae.training.families import family_of
from vizvae.training.families.base import autocast
from vizvae.training.schedule import Schedule, Settings
from vizvae.training.state import TrainingState


@dataclass(frozen=True, kw_only=True)
class StepReport:
    """One optimiser step."""

    epoch: int
    step: int
    num_images: int
    costs: dict[str, float]
    """Means over its batch of the family's terms; NaN where the model has no such term."""
    kl_per_dim: Float[Tensor, " latent"]
    """Empty where the model has no KL."""
    settings: Settings

    @property
    def loss(self) -> float:
        return self.costs["loss"]


@dataclass(frozen=True, kw_only=True)
class EpochReport:
    """One pass over the training images."""

    epoch: int
    step: int
    costs: dict[str, float]
    """Means over images of the family's terms, of the weights as they changed during the pass."""
    learning_rate: float
    seconds: float
    """Wall time since the epoch was started or resumed."""

    @property
    def loss(self) -> float:
        return self.costs["loss"]


@dataclass(frozen=True)
class Batch:
    order: Tensor
    """(num_images,): the pass's permutation."""
    size: int
    """Training images that it is taken on"""
    x: Float[Tensor, "example channel height width"]
    """Those images, and behind them the partners of all where they have some."""
    noise: Tensor | None
    """ε of every example, (example, latent), or (sample, example, latent) for the `iwae` bound; None for a deterministic objective."""
    labels: Int[Tensor, " batch"] | None


DrawPartners = Callable[[Int64[Tensor, " batch"], torch.Generator], Tensor]
"""The second image of a pair for each training image at an index, uint8"""


def partners_of(config: TrainConfig) -> DrawPartners | None:
    """What draws the second images of an objective of pairs; None for all others."""
    return Partners.of_training_images(config.data).draw if config.objective.penalty == "pairs" else None


def draw_batch(
    state: TrainingState,
    images: Tensor,
    generator: torch.Generator,
    labels: Tensor | None = None,
    partners: DrawPartners | None = None,
) -> Batch:
    """What the next step is taken on. The whole batch, whatever part of it a process works on: all draw the same numbers."""
    config = state.config
    order = torch.randperm(len(images), generator=generator) if state.position == 0 else state.order
    index = order[state.position : state.position + config.batch_size]
    chosen = images[index] if partners is None else torch.cat([images[index], partners(index, generator)])
    x = binarise(chosen, config.binarisation, generator=generator)
    noise = family_of(config).draw_noise(config, state.model, len(x), generator)
    return Batch(order, len(index), x, noise, None if labels is None else labels[index])


def train(
    state: TrainingState,
    images: Tensor,
    world: World = ALONE,
    labels: Tensor | None = None,
    partners: DrawPartners | None = None,
) -> Iterator[StepReport | EpochReport]:
    """Train until `state.config.epochs` passes over `images` ((num_images, channel, height, width), uint8) are done; `labels` are
    needed by a classifier alone, `partners` by the objective of pairs alone. Raises ValueError for partners that nothing asks for, and for
    none where they are.

    Yields after every step and after every pass. `state` is consistent at each yield: it may be saved there, and a run that goes on
    from the saved state ends, on the CPU, with the same weights bit for bit (see arithmetic.py for what that rests on). `state.changes`
    may grow at a yield, and counts from the next step on. With several processes, the first process's changes and its end are everybody's.
    """
    config = state.config
    if (partners is None) == (config.objective.penalty == "pairs"):
        raise ValueError("objective.penalty 'pairs', and no other, is trained on images with partners: see partners_of")
    schedule = Schedule(config, len(images))
    parameters = list(state.model.parameters())
    family = family_of(config)
    names = family.terms
    objective = world.wrap(family.objective_of(state.model, config, world, len(images), state.adversary))
    optimizers = [state.optimizer]
    if state.adversary and state.adversary.scheduled:
        optimizers.append(state.adversary.optimizer)
    while state.epoch < config.epochs:
        started = time.perf_counter()
        while state.position < len(images):
            settings = schedule.at(state.step, state.changes)
            if world.size > 1:
                go_on, *values = world.follow([1.0, *astuple(settings)])
                if not go_on:
                    return
                settings = Settings(**dict(zip(vars(settings), values, strict=True)))
            batch = draw_batch(state, images, state.generator, labels, partners)
            if state.position == 0:
                state.order = batch.order
                state.sums.zero_()
            for optimizer in optimizers:
                for group in optimizer.param_groups:
                    group["lr"] = settings.learning_rate
            num_images = batch.size
            mine = world.part(len(batch.x))
            noise = None if batch.noise is None else batch.noise[..., mine, :].to(world.device)
            with autocast(config, world.device):
                named = None if batch.labels is None else batch.labels[mine].to(world.device)
                terms, kl_per_dim = objective(batch.x[mine].to(world.device), noise, named, settings, num_images)
            state.optimizer.zero_grad()
            # Averaged over processes, sum · size / num_images is the mean over the batch, however unequal the parts.
            (terms[0].mean() if world.size == 1 else terms[0].sum() * (world.size / num_images)).backward()
            if config.grad_clip:
                torch.nn.utils.clip_grad_norm_(parameters, config.grad_clip)
            state.optimizer.step()
            if state.adversary:
                terms = (*terms, *state.adversary.learn(state.generator))
            state.update_average()
            sums = [term.detach().sum() for term in terms]
            totals = world.total(torch.cat([torch.stack(sums), kl_per_dim.detach().sum(0)]).cpu().double())
            state.sums += totals[: len(names)]
            state.step += 1
            state.position += num_images
            means = totals / num_images
            try:
                yield StepReport(
                    epoch=state.epoch,
                    step=state.step,
                    num_images=num_images,
                    costs=dict(zip(names, means[: len(names)].tolist(), strict=True)),
                    kl_per_dim=means[len(names) :],
                    settings=settings,
                )
            except GeneratorExit:
                _dismiss(world, state)
                raise
        costs = dict(zip(names, (state.sums / len(images)).tolist(), strict=True))
        state.epoch, state.position = state.epoch + 1, 0
        # A resumed pass may have had its last step before: the rate is asked for, not remembered.
        learning_rate = schedule.at(state.step - 1, state.changes).learning_rate
        try:
            yield EpochReport(
                epoch=state.epoch,
                step=state.step,
                costs=costs,
                learning_rate=learning_rate,
                seconds=time.perf_counter() - started,
            )
        except GeneratorExit:
            _dismiss(world, state)
            raise


def _dismiss(world: World, state: TrainingState) -> None:
    """The first process stops before the end: the others, which wait for its next settings, are told."""
    if world.size > 1 and world.rank == 0 and state.epoch < state.config.epochs:
        world.follow([0.0] * (1 + len(Settings.__dataclass_fields__)))
