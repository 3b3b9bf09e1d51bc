"""python -m benchmarks.training_cost: what the models that ship cost to train.

Of image models in multiply-adds, the same on every machine: a real step of each model's own training and objective is counted as PyTorch
runs it, forward and backward, times the images that it saw. Optimiser, validation and the drawing of images are left out. Seconds are
those that the card or the history holds, of whatever machine it was. Of graph models, whose cards hold no time, in seconds on this
machine: a few real epochs, times those of the model. `graphs` or `images`: of these alone.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import torch
from torch.utils.flop_counter import FlopCounterMode

from benchmarks import results
from vizvae.catalogue import is_shipped, list_checkpoints
from vizvae.checkpoint import Checkpoint, ImageModelFolder, seconds_of_training
from vizvae.comparison.contenders import CONTENDERS
from vizvae.comparison.settings import read_compared_config
from vizvae.comparison.shipped import list_compared
from vizvae.config import config_from_dict
from vizvae.data.registry import image_spec
from vizvae.graph.catalogue import SHIPPED_GRAPH_MODELS, list_graph_checkpoints
from vizvae.graph.checkpoint import GraphCheckpoint
from vizvae.graph.training import GraphTraining
from vizvae.training.config import TrainConfig
from vizvae.training.loop import partners_of, train
from vizvae.training.state import TrainingState

IMAGES = 4
GRAPH_EPOCHS = 20
Reads = Callable[[dict[str, Any]], TrainConfig]


def shipped() -> Iterator[tuple[str, Checkpoint | ImageModelFolder, Reads]]:
    """Each with what it is, and with how the settings on its card are read."""
    for folder in filter(is_shipped, list_checkpoints()):
        yield folder.title, folder, partial(config_from_dict, TrainConfig)
    titles = {one.checkpoint_name: one for one in CONTENDERS.values() if one.source == "compared"}
    for folder in list_compared():
        one = titles.get(folder.name)
        title = folder.title if one is None else f"{image_spec(one.data).title}, {one.title}"
        yield title, folder, read_compared_config


def cost_of(title: str, folder: Checkpoint | ImageModelFolder, read: Reads) -> dict[str, Any]:
    """With the training that it went on from, where its card tells of that; `went_on_from` names the model whose training it does not."""
    stages = stages_of(folder.card)
    seconds = [seconds_of_training(folder.folder, folder.card), *map(_seconds_of_stage, stages[1:])]
    configs = [read(stage["training"]) for stage in stages]
    return {
        "title": title,
        "num_parameters": folder.card["num_parameters"],
        "went_on_from": configs[-1].start_from,
        "images": sum(stage["steps"] * config.batch_size for stage, config in zip(stages, configs, strict=True)),
        "multiply_adds": sum(
            stage["steps"] * config.batch_size * multiply_adds_of_an_image(config)
            for stage, config in zip(stages, configs, strict=True)
        ),
        "training_seconds": None if None in seconds else sum(filter(None, seconds)),
    }


def _seconds_of_stage(stage: dict[str, Any]) -> float | None:
    """Of a run that another went on from: as its card told, or as the history of the model that ships with its weights does."""
    if stage.get("training_seconds") is not None:
        return stage["training_seconds"]
    ships = (one for one in list_checkpoints() if is_shipped(one) and one.card["weights_sha256"] == stage["weights_sha256"])
    return next((seconds_of_training(one.folder, one.card) for one in ships), None)


def stages_of(card: dict[str, Any]) -> list[dict[str, Any]]:
    """What a card tells of the runs behind its model, the last one first."""
    stages = [card]
    while before := stages[-1].get("started_from"):
        stages.append(before)
    return stages


def graph_cost_of(checkpoint: GraphCheckpoint) -> dict[str, Any]:
    """Wall time on this machine with one thread, without validation and reading."""
    graph = checkpoint.load_graph()
    state = GraphTraining.start(checkpoint.config.training, graph, checkpoint.split(graph).train)
    state.run_epoch()  # what the first one prepares
    seconds = []
    for _ in range(GRAPH_EPOCHS):
        started = time.perf_counter()
        state.run_epoch()
        seconds.append(time.perf_counter() - started)
    epochs = checkpoint.card["epochs"]
    return {
        "title": checkpoint.title,
        "num_parameters": checkpoint.card["num_parameters"],
        "epochs": epochs,
        "seconds": epochs * statistics.median(seconds),
    }


def multiply_adds_of_an_image(config: TrainConfig) -> float:
    """Forward and backward, as a share of a small batch; half of the floating-point operations that PyTorch counts."""
    config = replace(config, batch_size=IMAGES)
    images = torch.zeros(config.batch_size, *image_spec(config.data).image_shape, dtype=torch.uint8)
    labels = torch.zeros(config.batch_size, dtype=torch.int64)
    state = TrainingState.start(config, images.float().mean(0))
    with FlopCounterMode(display=False) as counter:
        next(train(state, images, labels=labels, partners=partners_of(config)))
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


def graph_table() -> str:
    rows = [
        [f"`{name}`", one["title"], f"{one['num_parameters']:,}", f"{one['epochs']:,}", f"{one['seconds']:.2g}"]
        for name, one in results.read("graph_training_cost").items()
    ]
    return results.table(["model", "what", "weights", "epochs", "seconds of training"], rows)


def main(what: str = "") -> None:
    if what not in ("", "images", "graphs"):
        raise SystemExit(f"expected nothing, images or graphs, got {what}")
    if what != "graphs":
        results.write("training_cost", {folder.name: cost_of(title, folder, read) for title, folder, read in shipped()})
    if what != "images":
        torch.set_num_threads(1)
        shipped_graphs = [one for one in list_graph_checkpoints() if one.folder.parent == SHIPPED_GRAPH_MODELS]
        results.write("graph_training_cost", {one.name: graph_cost_of(one) for one in shipped_graphs})


if __name__ == "__main__":
    main(*sys.argv[1:])
