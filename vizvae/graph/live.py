"""Training that is watched: what it says of each epoch, and now and then where the nodes are."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from jaxtyping import Float
from torch import Tensor

from vizvae.graph.metrics import LinkScores
from vizvae.graph.split import EdgeSplit
from vizvae.graph.training import GraphEpochReport, GraphTraining, score_split, train
from vizvae.latent.steady_plane import SteadyPlane

MOST_PICTURES, FEWEST_PICTURES = 80, 8
MOST_COORDINATES = 4_000_000
"""Of all pictures of a run: 16 MB."""
SILENCE = 0.25
"""Seconds after which something is said, picture or not."""


@dataclass(frozen=True, kw_only=True, eq=False)
class LiveNews:
    """What has happened since the last news."""

    reports: list[GraphEpochReport]
    """None before the first step"""
    validation: LinkScores | None
    """After the last of them, if it was looked at; of validation edges only"""
    positions: Float[Tensor, "node 2"] | None
    """The codes after the last of them in a steady plane, or None between pictures"""


def picture_stride(epochs: int, num_nodes: int) -> int:
    """Epochs from one picture to the next: so many pictures that the forming is seen and the memory is not filled."""
    most = max(FEWEST_PICTURES, min(MOST_PICTURES, MOST_COORDINATES // (2 * num_nodes)))
    return max(1, math.ceil(epochs / most))


def train_live(state: GraphTraining, split: EdgeSplit, stopped: Callable[[], bool]) -> Iterator[LiveNews]:
    """Train to the end, or until `stopped` after an epoch. The first picture is the untrained model's.

    The weights are those that `vizvae.graph.training.train` arrives at: looking draws no random numbers.
    Raises ValueError if training diverges.
    """
    plane = SteadyPlane()
    stride = picture_stride(state.config.epochs, split.num_nodes)
    yield LiveNews(reports=[], validation=None, positions=plane.show(state.posterior().mu))
    reports: list[GraphEpochReport] = []
    said = time.perf_counter()
    for report in train(state, split):
        reports.append(report)
        if not math.isfinite(report.loss):
            raise ValueError(f"the loss is no finite number any more after epoch {report.epoch}: choose a smaller learning rate")
        end = report.epoch == state.config.epochs or stopped()
        if end or report.epoch % stride == 0:
            mu = state.posterior().mu
            scores = score_split(state.evaluated, mu, split, "validation") if split.validation_non_edges.shape[1] else None
            yield LiveNews(reports=reports, validation=scores, positions=plane.show(mu))
        elif time.perf_counter() - said > SILENCE:
            yield LiveNews(reports=reports, validation=None, positions=None)
        else:
            continue
        reports, said = [], time.perf_counter()
        if end:
            return


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Seconds on this machine, as busy as it was."""

    step: float
    picture: float

    def of(self, epochs: int, num_nodes: int) -> float:
        return epochs * self.step + math.ceil(epochs / picture_stride(epochs, num_nodes)) * self.picture


def measure(state: GraphTraining, split: EdgeSplit, *, seconds: float = 1.0) -> Cost:
    """From a few first steps, and one picture, of a run that is not kept. Takes about `seconds`, at least two steps."""

    def look() -> None:
        mu = state.posterior().mu
        if split.validation_non_edges.shape[1]:
            score_split(state.evaluated, mu, split, "validation")
        SteadyPlane().show(mu)

    state.step()  # the first of each fills caches and imports
    look()
    started = time.perf_counter()
    steps = 0
    while steps == 0 or (time.perf_counter() - started < seconds and steps < 20):
        state.step()
        steps += 1
    step = (time.perf_counter() - started) / steps
    started = time.perf_counter()
    look()
    return Cost(step=step, picture=time.perf_counter() - started)
