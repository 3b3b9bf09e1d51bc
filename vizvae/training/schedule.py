"""What a step is taken with: the configuration, its schedules, and the changes made while the run trains."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from vizvae.objectives import bottleneck, kl_weight
from vizvae.runs.control import Change
from vizvae.training.config import TrainConfig


def learning_rate_at(step: int, *, peak: float, warmup_steps: int, total_steps: int, cosine: bool = True) -> float:
    """Of the step after `step` ones: up to `peak` in `warmup_steps` equal parts, the first of them already at step 0; then along a half
    cosine to zero at `total_steps` (Loshchilov & Hutter 2017), or constant."""
    if step < warmup_steps:
        return peak * (step + 1) / warmup_steps
    if not cosine:
        return peak
    progress = (step - warmup_steps) / max(1, total_steps - warmup_steps)
    return peak * 0.5 * (1 + math.cos(math.pi * progress))


@dataclass(frozen=True, kw_only=True)
class Settings:
    """In force for one step, after warm-up, annealing and decay."""

    kl_weight: float
    bottleneck: float
    """How many times the KL and its penalty count."""
    capacity: float
    """Nats; 0 for none."""
    free_bits: float
    """Nats."""
    learning_rate: float


@dataclass(frozen=True)
class Schedule:
    """The settings of every step, from nothing but the configuration and the changes: a resumed run takes the same steps."""

    config: TrainConfig
    num_images: int

    @property
    def steps_per_epoch(self) -> int:
        return math.ceil(self.num_images / self.config.batch_size)

    @property
    def total_steps(self) -> int:
        return self.steps_per_epoch * self.config.epochs

    def at(self, step: int, changes: Sequence[Change]) -> Settings:
        """What the step after `step` ones is taken with.

        A change takes the place of the configured value, which warm-up, annealing and decay then bend as before.
        """
        config, objective = self.config, self.config.objective
        now: dict[str, Any] = {change.field: change.value for change in changes if change.step <= step}
        return Settings(
            kl_weight=kl_weight(
                step, warmup_steps=round(objective.kl_warmup_epochs * self.steps_per_epoch), beta=now.get("beta", objective.beta)
            ),
            bottleneck=bottleneck(
                step, start=objective.bottleneck, steps=round(objective.bottleneck_epochs * self.steps_per_epoch)
            ),
            capacity=kl_weight(
                step,
                warmup_steps=round(objective.capacity_epochs * self.steps_per_epoch),
                beta=now.get("capacity", objective.capacity),
            ),
            free_bits=now.get("free_bits", objective.free_bits),
            learning_rate=learning_rate_at(
                step,
                peak=now.get("learning_rate", config.learning_rate),
                warmup_steps=config.learning_rate_warmup_steps,
                total_steps=self.total_steps,
                cosine=config.cosine_decay,
            ),
        )

    def value(self, name: str, step: int, changes: Sequence[Change]) -> float:
        """A changeable setting as it was last set, before any schedule."""
        values = [change.value for change in changes if change.field == name and change.step <= step]
        configured = self.config.learning_rate if name == "learning_rate" else getattr(self.config.objective, name)
        return values[-1] if values else configured


def in_force(changes: Sequence[Change]) -> list[Change]:
    """The changes that count, by step. One made later, at an earlier step (the run was resumed from before), overrules those after it."""
    kept: list[Change] = []
    for change in changes:
        kept = [other for other in kept if other.field != change.field or other.step < change.step] + [change]
    return sorted(kept, key=lambda change: change.step)
