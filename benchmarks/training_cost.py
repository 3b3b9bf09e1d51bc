"""python -m benchmarks.training_cost: what the image models that ship cost to train, in multiply-adds: the same on every machine.

A real step of each model's own training and objective is counted as PyTorch runs it, forward and backward, times the images that it saw.
Optimiser, validation and the drawing of images are left out. Seconds are those that the card holds, of whatever machine it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import torch
from torch.utils.flop_counter import FlopCounterMode

from benchmarks import results
from vizvae.catalogue import is_shipped, list_checkpoints
from vizvae.checkpoint import Checkpoint, ImageModelFolder
from vizvae.comparison.settings import read_compared_config
from vizvae.comparison.shipped import list_compared
from vizvae.config import config_from_dict
from vizvae.data.registry import image_spec
from vizvae.training.config import TrainConfig
from vizvae.training.loop import train
from vizvae.training.state import TrainingState

IMAGES = 4
Reads = Callable[[dict[str, Any]], TrainConfig]


def shipped() -> Iterator[tuple[Checkpoint | ImageModelFolder, Reads]]:
    """Each with how the settings on its card are read."""
    for folder in filter(is_shipped, list_checkpoints()):
        yield folder, partial(config_from_dict, TrainConfig)
    for folder in list_compared():
        yield folder, read_compared_config


def cost_of(folder: Checkpoint | ImageModelFolder, read: Reads) -> dict[str, Any]:
    """With the training that it went on from, where its card tells of that; else `went_on_from` names the model."""
    card = folder.card
    stages: list[dict[str, Any]] = [card]
    while before := stages[-1].get("started_from"):
        stages.append(before)
    seconds: list[Any] = [stage.get("training_seconds") for stage in stages]
    configs = [read(stage["training"]) for stage in stages]
    return {
        "title": folder.title,
        "num_parameters": card["num_parameters"],
        "went_on_from": "" if card.get("started_from") else configs[0].start_from,
        "images": sum(stage["steps"] * config.batch_size for stage, config in zip(stages, configs, strict=True)),
        "multiply_adds": sum(
            stage["steps"] * config.batch_size * multiply_adds_of_an_image(config)
            for stage, config in zip(stages, configs, strict=True)
        ),
        "training_seconds": None if None in seconds else sum(seconds),
    }


def multiply_adds_of_an_image(config: TrainConfig) -> float:
    """Forward and backward, as a share of a small batch; half of the floating-point operations that PyTorch counts."""
    config = replace(config, batch_size=IMAGES)
    images = torch.zeros(config.batch_size, *image_spec(config.data).image_shape, dtype=torch.uint8)
    labels = torch.zeros(config.batch_size, dtype=torch.int64)
    state = TrainingState.start(config, images.float().mean(0))
    with FlopCounterMode(display=False) as counter:
        next(train(state, images, labels=labels))
    return counter.get_total_flops() / 2 / IMAGES


def table() -> str:
    """As docs/models.md shows what was counted."""
    found = results.read("training_cost")
    rows = []
    for name, one in found.items():
        on = f", on from `{one['went_on_from']}` (not counted)" if one["went_on_from"] else ""
        seconds = "not recorded" if one["training_seconds"] is None else f"{one['training_seconds']:,.0f}"
        cost = f"{one['multiply_adds'] / 1e12:,.1f} × 10¹²"
        rows.append([f"`{name}`", f"{one['title']}{on}", f"{one['num_parameters']:,}", f"{one['images']:,}", cost, seconds])
    return results.table(["model", "what", "weights", "images seen", "multiply-adds", "seconds of training"], rows)


def main() -> None:
    results.write("training_cost", {folder.name: cost_of(folder, read) for folder, read in shipped()})


if __name__ == "__main__":
    main()
