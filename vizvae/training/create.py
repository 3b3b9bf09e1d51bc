"""A new image run in the queue, and the command line that trains the same again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from vizvae.paths import PROJECT, runs_dir
from vizvae.runs import queue
from vizvae.runs.events import changes_made
from vizvae.runs.folder import RunSpec, read_run, read_status
from vizvae.runs.names import check_name
from vizvae.training.command import command_of
from vizvae.training.config import TrainConfig
from vizvae.training.origin import keep_origin
from vizvae.training.schedule import in_force


def create(name: str, config: TrainConfig) -> Path:
    """A new run at the end of the queue; it starts as soon as its turn comes.

    Raises ValueError for a name that is a path or taken, and where the model to start from is not there.
    """
    check_name(name)
    folder = runs_dir() / name
    spec = RunSpec(config=config, command=command_of(config, _shown(folder)))
    queue.create(folder, spec, lambda: keep_origin(config, folder))  # the model may be gone when its turn comes
    return folder


def command_to_reproduce(folder: Path) -> str:
    """One command line that trains to the same weights, with what was changed on the way."""
    config, done = read_run(folder, TrainConfig).config, read_status(folder).step
    changes = [change for change in in_force([*config.changes, *changes_made(folder)]) if change.step < done]
    return command_of(replace(config, changes=tuple(changes)), _shown(folder) + "-again")


def _shown(folder: Path) -> str:
    return str(folder.relative_to(PROJECT)) if folder.is_relative_to(PROJECT) else str(folder)
