"""What a run will cost on this machine, before it is started."""

from __future__ import annotations

import math
import os
import statistics
import time
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from vizvae.data.images import ImageSet, count_training_images, count_validation_images
from vizvae.data.registry import image_spec
from vizvae.models import build_image_model
from vizvae.training.config import ObjectiveConfig, TrainConfig
from vizvae.training.distributed import ALONE, pick_device
from vizvae.training.families import check_family, family_of
from vizvae.training.finish import evaluated_model
from vizvae.training.loop import StepReport, partners_of, train
from vizvae.training.recorder import EARLY_SHARE, EARLY_VIEWS, SECONDS_BETWEEN_VIEWS, SHARE
from vizvae.training.schedule import Settings
from vizvae.training.state import TrainingState
from vizvae.training.validation import Validator

COPIES = 6
"""Of the weights: themselves, their average, gradients, two moments of the optimiser, and those of the live views."""
WARM_UP_STEPS, SECONDS_TO_MEASURE = 3, 1.0
FEWEST_STEPS, MOST_SECONDS = 5, 10.0
"""One or two steps of a processor that does something else meanwhile would say ten times too much; but nobody waits longer for more."""
BATCHES = 4
"""Of random images: what a step costs does not depend on what is on them, nor on how many others there are."""


@dataclass(frozen=True, kw_only=True)
class Memory:
    num_parameters: int
    num_bytes: int
    """Weights with all their copies, and what a step keeps for its backward pass. Without the images, and Python itself."""


@dataclass(frozen=True, kw_only=True)
class Estimate(Memory):
    seconds_per_epoch: float
    """Measured with a few real steps and a validation, with as many threads as a run has."""
    num_images: int
    device: str

    def seconds(self, epochs: int) -> float:
        """From the first step to the last, with what a run keeps on the way; not the start of its process, nor writing the model."""
        steps = self.seconds_per_epoch * epochs
        early = min(steps, EARLY_VIEWS * SECONDS_BETWEEN_VIEWS)
        return steps + EARLY_SHARE * early + SHARE * (steps - early) + SHARE * steps  # views at first and later on, saved states


def what_costs(config: TrainConfig) -> TrainConfig:
    """`config` with all that makes no difference to memory and time of a step as it is by default: equal ones cost the same."""
    usual, objective = TrainConfig(), config.objective
    return replace(
        config,
        start_from="",
        objective=ObjectiveConfig(
            kind=objective.kind,
            num_samples=objective.num_samples,
            penalty=objective.penalty,
            kl_estimator=objective.kl_estimator,
            tc_estimator=objective.tc_estimator,
        ),
        epochs=usual.epochs,
        learning_rate=usual.learning_rate,
        learning_rate_warmup_steps=0,
        cosine_decay=True,
        weight_decay=0.0,
        ema_decay=usual.ema_decay if config.ema_decay else 0.0,
        grad_clip=1.0 if config.grad_clip else 0.0,
        changes=(),
        seed=0,
    )


def check_memory(config: TrainConfig) -> Memory:
    """The weights' share from their shapes alone, so that nothing too large is allocated; the rest from a forward pass of two images.

    Raises ValueError for an unknown model or data set, a model for images of another shape, a batch larger than the data, and a model
    that does not fit into this machine's memory.
    """
    spec = image_spec(config.data)
    num_images = count_training_images(config.data)
    if config.batch_size > num_images:
        raise ValueError(f"batch_size {config.batch_size:,} is larger than the data: use at most {num_images:,}")
    with torch.device("meta"):
        shapes = build_image_model(config.model, config.model_config)
    if spec.image_shape != (image_shape := shapes.config.image_shape):
        raise ValueError(f"the model is for images of shape {image_shape}, the data are of shape {spec.image_shape}")
    check_family(config)
    num_parameters = sum(p.numel() for p in shapes.parameters())
    num_bytes = COPIES * sum(value.numel() * value.element_size() for value in shapes.state_dict().values())
    here = _memory_here() if pick_device(config).type == "cpu" else math.inf
    if num_bytes <= here:
        num_bytes += _bytes_kept_for_backward(config) * config.batch_size
    if num_bytes > here:
        raise ValueError(
            f"this takes {num_bytes / 1e9:,.1f} GB or more ({num_parameters:,} parameters, batches of {config.batch_size:,}), "
            f"this machine has {here / 1e9:,.1f} GB: choose fewer latents, smaller layers or smaller batches"
        )
    return Memory(num_parameters=num_parameters, num_bytes=num_bytes)


def _bytes_kept_for_backward(config: TrainConfig) -> int:
    """For each image of a batch."""
    with torch.random.fork_rng(devices=[]):
        model = build_image_model(config.model, config.model_config)
    family = family_of(config)
    kept: dict[int, Tensor] = {}

    def keep(tensor: Tensor) -> Tensor:
        # Detached: a tensor with its history, kept for the backward pass of that history, is a circle that nothing ever frees.
        tensor = tensor.detach()
        kept[tensor.untyped_storage().data_ptr()] = tensor
        return tensor

    settings = Settings(kl_weight=1.0, bottleneck=1.0, capacity=0.0, free_bits=0.0, learning_rate=0.0)
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        labels = torch.zeros(2, dtype=torch.int64)
        x = torch.zeros(2 * len(labels) if config.objective.penalty == "pairs" else len(labels), *model.config.image_shape)
        noise = family.draw_noise(config, model, len(x), torch.Generator().manual_seed(0))
        adversary = family.make_adversary(config, model, x.device)
        result = family.objective_of(model, config, ALONE, len(labels), adversary)(x, noise, labels, settings, 2)
    weights = {p.untyped_storage().data_ptr() for p in model.parameters()}
    total = sum(tensor.untyped_storage().nbytes() for place, tensor in kept.items() if place not in weights)
    del result  # only now: what it keeps alive has been counted
    return total // 2


def estimate(config: TrainConfig) -> Estimate:
    """Parameters, memory, and the seconds of a pass, from a few real steps on random images (about a second where a step is short).

    Raises ValueError for a configuration that cannot be trained here, saying why.
    """
    memory = check_memory(config)
    num_images = count_training_images(config.data)
    count, shape = min(num_images, BATCHES * config.batch_size), image_spec(config.data).image_shape
    images = torch.randint(0, 256, (count, *shape), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    device = pick_device(config)
    state = TrainingState.start(replace(what_costs(config), epochs=1_000_000), torch.full(shape, 0.5), device)
    durations: list[float] = []
    before = time.perf_counter()
    labels = torch.zeros(count, dtype=torch.int64)
    partners = partners_of(config)
    for report in train(state, images, replace(ALONE, device=device), labels, partners):
        now = time.perf_counter()
        if isinstance(report, StepReport) and report.step > WARM_UP_STEPS and report.num_images == config.batch_size:
            durations.append(now - before)
        before = now
        measured = sum(durations)
        if (measured > SECONDS_TO_MEASURE and len(durations) >= FEWEST_STEPS) or measured > MOST_SECONDS:
            break
    seconds = statistics.median(durations) * math.ceil(num_images / config.batch_size) + _seconds_of_validation(
        state, images, labels
    )
    return Estimate(
        num_parameters=memory.num_parameters,
        num_bytes=memory.num_bytes,
        seconds_per_epoch=seconds,
        num_images=num_images,
        device=device.type,
    )


def _seconds_of_validation(state: TrainingState, images: Tensor, labels: Tensor) -> float:
    """After each pass; of the averaged weights and of the weights as they are, where there are both."""
    config = state.config
    few = ImageSet(spec=image_spec(config.data), split="validation", source="sample", images=images, labels=labels)
    validator, model = Validator(few, config), evaluated_model(state).to(pick_device(config))
    validator.score(model)  # the first time takes longer
    before = time.perf_counter()
    validator.score(model)
    each = (time.perf_counter() - before) / len(few)
    return each * count_validation_images(config.data) * (2 if state.average else 1)


def _memory_here() -> float:
    try:
        return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, ValueError, OSError):  # a system that does not say
        return math.inf
