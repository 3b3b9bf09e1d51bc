"""A new graph run in the queue."""

from __future__ import annotations

import re
from pathlib import Path

from vizvae.graph.catalogue import graph_runs_dir, list_graph_checkpoints
from vizvae.graph.checkpoint import GraphRunConfig
from vizvae.runs import queue
from vizvae.runs.folder import ALIVE, RunSpec

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")
MOST_RUNS = 20
"""Waiting and under way"""
MADE_BY = "trained on the dashboard's graph page; config.json holds every setting"


def create_graph_run(name: str, title: str, config: GraphRunConfig) -> Path:
    """A new run at the end of the queue, in the folder of the model it will be; it starts as soon as its turn comes.

    Raises ValueError for a name that is no name, or that another model or run has, and where too many wait already.
    """
    check_graph_name(name)
    if name in taken_graph_names():
        raise ValueError(f"There is a model named {name} already: choose another name")
    if sum(job.status.phase in (*ALIVE, "queued") for job in queue.list_runs("graph")) >= MOST_RUNS:
        raise ValueError(f"There are {MOST_RUNS} runs waiting already: stop one, or try again when some have ended")
    folder = graph_runs_dir() / name
    queue.create(folder, RunSpec(config=config, command=MADE_BY, title=title))
    return folder


def check_graph_name(name: str) -> None:
    """Raises ValueError for what is no name."""
    if not NAME.fullmatch(name):
        raise ValueError(
            f"{name[:80]!r} cannot be a model's name: expected up to 60 letters without accents, digits, hyphens, underscores and "
            "points, the first a letter or a digit"
        )


def taken_graph_names() -> set[str]:
    """Of models, of runs, and of whatever else lies where they are kept."""
    return {path.name for path in graph_runs_dir().glob("[!.]*")} | {found.name for found in list_graph_checkpoints()}
