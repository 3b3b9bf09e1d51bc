"""Training that is watched: how often where the nodes are is shown, and what all of it takes."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from vizvae.graph.encoding import score_split
from vizvae.graph.split import EdgeSplit
from vizvae.graph.training import GraphTraining
from vizvae.latent.steady_plane import SteadyPlane

MOST_PICTURES, FEWEST_PICTURES = 80, 8
MOST_COORDINATES = 4_000_000
"""Of all pictures of a run: 16 MB."""


def picture_stride(epochs: int, num_nodes: int) -> int:
    """Epochs from one picture to the next: so many pictures that the forming is seen and the memory is not filled."""
    most = max(FEWEST_PICTURES, min(MOST_PICTURES, MOST_COORDINATES // (2 * num_nodes)))
    return max(1, math.ceil(epochs / most))


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

    state.run_epoch()  # the first of each fills caches and imports
    look()
    started = time.perf_counter()
    steps = 0
    while steps == 0 or (time.perf_counter() - started < seconds and steps < 20):
        state.run_epoch()
        steps += 1
    step = (time.perf_counter() - started) / steps
    started = time.perf_counter()
    look()
    return Cost(step=step, picture=time.perf_counter() - started)
