"""The runs of a sweep in the local queue: those that are missing are put into it, waited for, or stopped."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from vizvae.config import config_to_dict
from vizvae.paths import runs_dir
from vizvae.runs import queue
from vizvae.runs.control import Request, post
from vizvae.runs.folder import ALIVE, RESUMABLE, RUN, Status, read_run, read_status
from vizvae.runs.names import check_name
from vizvae.sweep.plan import PlannedRun
from vizvae.training.config import TrainConfig
from vizvae.training.create import create

LOOK_EVERY = 0.5
"""Seconds"""
SECONDS_TO_SAVE = 20.0
NOT_THERE = "not begun, or deleted since"
Progress = Callable[[dict[str, Status]], object]


def enqueue(planned: Sequence[PlannedRun]) -> list[str]:
    """Put what is missing into the queue: runs that are not there, and those that were stopped, killed or have failed, which go on where
    they were. Which ones.

    Raises ValueError as `check_settings`, before anything is put anywhere.
    """
    check_settings(planned)
    missing = missing_of(planned)
    for run in missing:
        folder = runs_dir() / run.name
        if (folder / RUN).exists():
            queue.resume(folder)
        else:
            create(run.name, run.config)
    return [run.name for run in missing]


def missing_of(planned: Sequence[PlannedRun]) -> list[PlannedRun]:
    """Those that neither wait nor train nor have finished."""
    return [run for run in planned if status_of(runs_dir() / run.name).phase in RESUMABLE]


def check_settings(planned: Sequence[PlannedRun]) -> None:
    """Raises ValueError where a run of such a name has another configuration, or cannot have that name."""
    for run in planned:
        folder = runs_dir() / run.name
        if not (folder / RUN).exists():
            check_name(run.name)
        elif config_to_dict(read_run(folder, TrainConfig).config) != config_to_dict(run.config):
            raise ValueError(
                f"there is a run named {run.name} with other settings than the sweep would train: rename or delete it, or choose another "
                "name for the sweep"
            )


def wait(names: Sequence[str], progress: Progress = lambda _: None) -> dict[str, Status]:
    """Until each of these runs has ended, one way or the other; how. `progress` is called twice a second with how all of them are."""
    while True:
        queue.advance()  # also where the process that would have done it was killed
        found = statuses(names)
        progress(found)
        if not under_way(found):
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


def wait_until_saved(names: Sequence[str], seconds: float = SECONDS_TO_SAVE) -> None:
    """After `suspend`: until none of them trains any more, but no longer than that; a run that is being scored and written may take a
    while, and loses nothing either."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and any(status.phase in ALIVE for status in statuses(names).values()):
        time.sleep(LOOK_EVERY / 5)


def statuses(names: Sequence[str]) -> dict[str, Status]:
    return {name: status_of(runs_dir() / name) for name in names}


def status_of(folder: Path) -> Status:
    """`failed`, with why, for a run that cannot be read; `stopped` for one that is not there."""
    if not (folder / RUN).exists():
        return Status(phase="stopped", message=NOT_THERE)
    try:
        return read_status(folder)
    except (ValueError, OSError) as error:  # deleted while it was waited for, or damaged
        return Status(phase="failed", message=str(error))


def under_way(found: Mapping[str, Status]) -> bool:
    """Whether any of these trains or waits."""
    return any(status.phase in (*ALIVE, "queued") for status in found.values())


def share_done(found: Mapping[str, Status]) -> float:
    """Of all runs, from 0 to 1; each counts the same."""
    return sum(_share(status) for status in found.values()) / max(1, len(found))


def how_far(found: Mapping[str, Status]) -> str:
    """`3 of 8 trained, 1 failed, 4 wait; small-beta4-s0 40%`"""
    counts = Counter("wait" if status.phase == "queued" else status.phase for status in found.values())
    words = [f"{counts['finished']} of {len(found)} trained"]
    words += [f"{counts[word]} {word}" for word in ("failed", "killed", "stopped", "wait") if counts[word]]
    at_work = [f"{name} {_share(status):.0%}" for name, status in found.items() if status.phase in ALIVE]
    return "; ".join([", ".join(words), *at_work])


def why_missing(found: Mapping[str, Status]) -> dict[str, str]:
    """Of the runs that have no model, how they are."""
    return {
        name: f"{status.phase}{f': {status.message}' if status.message else ''}"
        for name, status in found.items()
        if status.phase != "finished"
    }


def _share(status: Status) -> float:
    if status.phase in ("finished", "failed"):
        return 1.0
    return min(1.0, status.step / status.total_steps) if status.total_steps else 0.0
