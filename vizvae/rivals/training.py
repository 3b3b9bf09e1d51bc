"""Training of a rival: a generator of reports over images that stay in memory, which can be saved and gone on with at every yield."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from vizvae.checkpoint import write_tensors
from vizvae.config import config_to_dict
from vizvae.data.images import ImageSet
from vizvae.rivals.config import RivalConfig
from vizvae.rivals.recipe import Recipe
from vizvae.runs.optimizer_state import optimizer_tensors, restore_optimizer, under
from vizvae.training.schedule import learning_rate_at

SNAPSHOT = "state.safetensors"


@dataclass(frozen=True, kw_only=True)
class Report:
    """After a step, or (`whole_pass`) after a pass over the images: means over the images seen since the pass began."""

    epoch: int
    step: int
    costs: dict[str, float]
    whole_pass: bool
    seconds: float
    """Wall time of training so far, over all its beginnings."""


@dataclass
class RivalTraining:
    """A run and its place in the data."""

    recipe: Recipe
    config: RivalConfig
    training: ImageSet
    average: dict[str, Tensor] = field(init=False)
    generator: torch.Generator = field(init=False)
    order: Tensor = field(init=False)
    epoch: int = 0
    position: int = 0
    """Images of this pass already used."""
    step: int = 0
    seconds: float = 0.0
    sums: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.average = {name: p.detach().clone() for name, p in self.recipe.model.named_parameters()}
        self.generator = torch.Generator().manual_seed(self.config.seed)
        self.order = torch.empty(0, dtype=torch.int64)

    def run(self) -> Iterator[Report]:
        """Train to the end. Consistent at every yield."""
        config, images, labels = self.config, self.training.images, self.training.labels
        total = config.epochs * math.ceil(len(images) / config.batch_size)
        while self.epoch < config.epochs:
            while self.position < len(images):
                began = time.perf_counter()
                if self.position == 0:
                    self.order = torch.randperm(len(images), generator=self.generator)
                    self.sums = {}
                rate = learning_rate_at(
                    self.step, peak=config.learning_rate, warmup_steps=config.learning_rate_warmup_steps, total_steps=total
                )
                for optimizer in self.recipe.optimizers:
                    for group in optimizer.param_groups:
                        group["lr"] = rate
                index = self.order[self.position : self.position + config.batch_size]
                costs = self.recipe.step(images[index], labels[index], self.generator)
                self._average()
                self.position += len(index)
                self.step += 1
                for name, cost in costs.items():
                    self.sums[name] = self.sums.get(name, 0.0) + cost * len(index)
                self.seconds += time.perf_counter() - began
                yield self._report(whole_pass=False)
            done = self._report(whole_pass=True)
            self.epoch, self.position = self.epoch + 1, 0
            yield done

    def _report(self, *, whole_pass: bool) -> Report:
        means = {name: total / self.position for name, total in self.sums.items()}
        return Report(epoch=self.epoch + whole_pass, step=self.step, costs=means, whole_pass=whole_pass, seconds=self.seconds)

    @torch.no_grad()
    def _average(self) -> None:
        decay = min(self.config.ema_decay, (1 + self.step) / (10 + self.step))
        torch._foreach_lerp_(list(self.average.values()), list(self.recipe.model.parameters()), 1 - decay)  # pyright: ignore[reportPrivateImportUsage]

    def kept_weights(self) -> dict[str, Tensor]:
        """The averaged parameters, and what else the model holds."""
        return self.recipe.model.state_dict() | self.average

    def save(self, folder: Path) -> None:
        """Everything needed to go on, in one file that is written aside and renamed."""
        tensors = {f"model.{k}": v for k, v in self.recipe.model.state_dict().items()}
        tensors |= {f"average.{k}": v for k, v in self.average.items()}
        for name, helper in self.recipe.helpers.items():
            tensors |= {f"helper.{name}.{k}": v for k, v in helper.state_dict().items()}
        for number, optimizer in enumerate(self.recipe.optimizers):
            tensors |= {f"optimizer.{number}.{k}": v for k, v in optimizer_tensors(optimizer).items()}
        tensors |= {"generator": self.generator.get_state(), "order": self.order}
        place = {name: getattr(self, name) for name in ("epoch", "position", "step", "seconds", "sums")}
        metadata = {"config": json.dumps(config_to_dict(self.config), sort_keys=True), "place": json.dumps(place)}
        write_tensors(folder / SNAPSHOT, {k: v.clone() for k, v in tensors.items()}, metadata)

    def restore(self, folder: Path) -> None:
        """Go on from what `save` left in `folder`.

        Raises ValueError if it is not readable, or of other settings.
        """
        path = folder / SNAPSHOT
        try:
            with safe_open(path, framework="pt") as file:
                metadata = file.metadata() or {}
                tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118 (not a dictionary)
        except (SafetensorError, OSError) as error:
            raise ValueError(f"{path} cannot be gone on from ({error}); delete it to start anew") from error
        theirs, ours = json.loads(metadata.get("config", "{}")), json.loads(json.dumps(config_to_dict(self.config)))
        differing = {key: (theirs.get(key), ours[key]) for key in ours if theirs.get(key) != ours[key]}
        if differing:
            raise ValueError(f"{folder} holds a run with other settings (there, here): {differing}; use another folder")
        self.recipe.model.load_state_dict(under("model.", tensors))
        for name, value in under("average.", tensors).items():
            self.average[name].copy_(value)
        for name, helper in self.recipe.helpers.items():
            helper.load_state_dict(under(f"helper.{name}.", tensors))
        for number, optimizer in enumerate(self.recipe.optimizers):
            restore_optimizer(optimizer, under(f"optimizer.{number}.", tensors))
        self.generator.set_state(tensors["generator"])
        self.order = tensors["order"]
        for name, value in json.loads(metadata["place"]).items():
            setattr(self, name, value)
