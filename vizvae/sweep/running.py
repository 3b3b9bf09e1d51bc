"""The runs of a sweep in the local queue: those that are missing are put into it, and waited for."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from vizvae.config import config_to_dict
from vizvae.paths import runs_dir
from vizvae.runs import queue
from vizvae.runs.control import Request, post
from vizvae.runs.folder import ALIVE, RESUMABLE, RUN, Status, read_run, read_status
from vizvae.sweep.plan import PlannedRun
from vizvae.training.config import TrainConfig
from vizvae.training.create import create

LOOK_EVERY = 0.5
"""Seconds"""
Progress = Callable[[dict[str, Status]], object]


def enqueue(planned: Sequence[PlannedRun]) -> list[str]:
    """Put what is missing into the queue: runs that are not there, and those that were stopped, killed or have failed, which go on where
    they were. Which ones.

    Raises ValueError where a run of such a name has another configuration, before anything is put anywhere.
    """
    check_settings(planned)
    begun = []
    for run in planned:
        folder = runs_dir() / run.name
        if not (folder / RUN).exists():
            create(run.name, run.config)
        elif read_status(folder).phase in RESUMABLE:
            queue.resume(folder)
        else:
            continue
        begun.append(run.name)
    return begun


def check_settings(planned: Sequence[PlannedRun]) -> None:
    """Raises ValueError where a run of such a name has another configuration."""
    for run in planned:
        folder = runs_dir() / run.name
        if (folder / RUN).exists() and config_to_dict(read_run(folder, TrainConfig).config) != config_to_dict(run.config):
            raise ValueError(
                f"there is a run named {run.name} with other settings than the sweep would train: rename or delete it, or choose another "
                "--name for the sweep"
            )


def wait(names: Sequence[str], progress: Progress = lambda _: None) -> dict[str, Status]:
    """Until each of these runs has ended, one way or the other; how. `progress` is called twice a second with how all of them are."""
    while True:
        queue.advance()  # also where the process that would have done it was killed
        found = {name: status_of(runs_dir() / name) for name in names}
        progress(found)
        if not any(status.phase in (*ALIVE, "queued") for status in found.values()):
            return found
        time.sleep(LOOK_EVERY)


def suspend(names: Sequence[str]) -> None:
    """Those that wait leave the queue, those that train save where they are and end: all can be gone on with."""
    for name in names:
        folder = runs_dir() / name
        with suppress(ValueError, OSError):  # it has ended meanwhile
            queue.cancel(folder)
    for name in names:
        folder = runs_dir() / name
        if status_of(folder).phase in ALIVE:
            post(folder, Request(action="suspend"))


def status_of(folder: Path) -> Status:
    """`failed`, with why, for a run that cannot be read."""
    try:
        return read_status(folder)
    except (ValueError, OSError) as error:  # deleted while it was waited for, or damaged
        return Status(phase="failed", message=str(error))
