"""python -m vizvae.ui.graph.training_cost_worker [SECONDS]: the child process that takes a few first steps of a graph run to see how long
they take, told of which on stdin, answering on stdout."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from vizvae.ui.jobs.child import IDLE_SECONDS, do_jobs

# Whatever is slow to import is imported while working: the parent's messages are read from the first moment.
if TYPE_CHECKING:
    from vizvae.graph.data import Graph
    from vizvae.graph.found import Use
    from vizvae.graph.readers import Choices


def main(idle_seconds: float = IDLE_SECONDS) -> None:
    do_jobs(_measure, idle_seconds)


def _measure(header: dict[str, Any], _: Callable[[str, float], None]) -> bytes:
    import torch

    from vizvae.config import config_from_dict
    from vizvae.graph.checkpoint import GraphRunConfig
    from vizvae.graph.live import measure
    from vizvae.graph.training import GraphTraining

    torch.set_num_threads(1)
    config = config_from_dict(GraphRunConfig, header["config"])
    graph = _graph(config.graph, config.features, config.labels, config.reading, config.uses)
    split = config.split(graph)
    split.check()
    cost = measure(GraphTraining.start(config.training, graph, split.train), split)
    return json.dumps(asdict(cost)).encode()


@lru_cache(maxsize=2)
def _graph(graph: str, features: str, labels: str, reading: Choices, uses: tuple[Use, ...]) -> Graph:
    from vizvae.graph.checkpoint import open_graph

    return open_graph(graph, features=features, labels=labels, reading=reading, uses=uses)


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
