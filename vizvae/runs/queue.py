"""Runs as processes of their own, waiting for each other in one queue, and what one does with a run that is not training.

Everything is in the runs' folders, so a server that was restarted finds it all again. The queue is the runs whose phase is `queued`, the
one that joined first in front. It moves on whenever somebody calls `advance`: a page that looks, the process of a run that ends, and the
thread that waits for a launched process. A file lock sees to it that two who notice at once start one run, not two.

`$VIZVAE_MAX_RUNS` says how many runs may be alive at once, paused ones too; 1 where it is not set.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

from filelock import FileLock

from vizvae.paths import beside_runs, runs_dir
from vizvae.runs.control import Request, clear_stale, post
from vizvae.runs.folder import (
    ALIVE,
    RESUMABLE,
    RUN,
    Phase,
    RunKind,
    RunSpec,
    Status,
    read_about,
    read_status,
    write_run,
    write_status,
)
from vizvae.runs.launcher import start
from vizvae.runs.lock import is_held
from vizvae.runs.names import free_name, taken
from vizvae.trash import move_to_trash

QUEUE_LOCK = ".queue.lock"


@dataclass(frozen=True, kw_only=True)
class Job:
    """A run as a row of a table."""

    folder: Path
    status: Status
    kind: RunKind
    created: float = 0.0
    """Unix time, seconds; 0 where that cannot be read."""
    problem: str = ""
    """Why run.json or status.json cannot be read, in one sentence."""
    place: int = 0
    """In the queue, from 1; 0 for a run that does not wait."""

    @property
    def name(self) -> str:
        return self.folder.name


def create(folder: Path, spec: RunSpec[Any], prepare: Callable[[], object] = lambda: None) -> None:
    """A new run at the end of the queue; it starts as soon as its turn comes. `prepare` adds what it needs to its folder.

    Raises ValueError where there is a run of that name already, and what `prepare` does: then there is no new folder.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir()
    except FileExistsError:  # somebody else has just taken it
        raise ValueError(taken(folder.name)) from None
    try:
        write_run(folder, spec)
        prepare()
        _wait_in_line(folder)
    except BaseException:  # Ctrl-C, too: a folder that is half a run would keep its name from being used
        shutil.rmtree(folder)
        raise
    advance()


def resume(folder: Path, changes: Sequence[Request] = ()) -> None:
    """Put a run that was stopped, killed or has failed at the end of the queue. `changes` count from its first step on.

    Raises ValueError for a run that is in another state.
    """
    with _queue():
        phase = read_status(folder).phase
        if phase not in RESUMABLE:
            raise ValueError(f"{folder.name} is {phase}: only a run that was stopped or killed, or has failed, can be resumed")
        clear_stale(folder)
        for request in changes:
            post(folder, request)
        _wait_in_line(folder)  # before anybody else looks at its phase
    advance()


def cancel(folder: Path) -> None:
    """Take a waiting run out of the queue. Raises ValueError if it does not wait (any more)."""
    with _queue():
        status = read_status(folder)
        if status.phase != "queued":
            raise ValueError(f"{folder.name} does not wait any more, it is {status.phase}")
        write_status(folder, replace(status, phase="stopped", message="Taken out of the queue"))


def advance() -> list[Path]:
    """Start waiting runs while there is room; which ones."""
    started = []
    with _queue():
        jobs = list_runs()
        room = max_runs() - sum(job.status.phase in ALIVE for job in jobs)
        waiting = sorted((job for job in jobs if job.place), key=lambda job: job.place)
        for job in waiting[: max(0, room)]:
            start(job.folder, advance)
            started.append(job.folder)
    return started


def runs_of(kind: RunKind) -> Path:
    """The folder that holds the runs of this kind."""
    return runs_dir() if kind == "image" else beside_runs("graphs")


def list_runs(*kinds: RunKind) -> list[Job]:
    """All runs, or those of some kinds, with their honest state, the youngest first. One that cannot be read says why, and hides no
    other. Places are those in the one queue of all kinds."""
    jobs = [_read(path.parent, kind) for kind in get_args(RunKind) for path in runs_of(kind).glob(f"*/{RUN}")]
    waiting = sorted((job for job in jobs if job.status.phase == "queued"), key=lambda job: (job.status.queued, job.name))
    places = {job.folder: place for place, job in enumerate(waiting, start=1)}
    jobs = [replace(job, place=places.get(job.folder, 0)) for job in jobs if not kinds or job.kind in kinds]
    return sorted(jobs, key=lambda job: (-job.created, job.name))


def delete(folder: Path) -> Path:
    """Move a run to the trash; returns its place there, for `trash.bring_back`. Raises ValueError while it trains."""
    with _queue():
        phase = phase_to_delete(folder)
        if phase in ALIVE:
            raise ValueError(f"{folder.name} is {phase}: stop or discard it first")
        return move_to_trash(folder)


def rename(folder: Path, name: str) -> Path:
    """Where it is now. Raises ValueError while it trains, and for a name that is a path or taken."""
    with _queue():
        phase = read_status(folder).phase
        if phase in ALIVE:
            raise ValueError(f"{folder.name} is {phase}: it can be named when it has ended")
        target = folder.parent / free_name(name)
        if target.exists():
            raise ValueError(f"there is a run named {name} already: choose another name")
        os.rename(folder, target)
        return target


def max_runs() -> int:
    """Raises ValueError for a setting that is no number above 0."""
    text = os.environ.get("VIZVAE_MAX_RUNS") or "1"
    if not re.fullmatch(r"[1-9]\d{0,3}", text):
        raise ValueError(f"VIZVAE_MAX_RUNS: expected how many runs may train at once, such as 1, got {text!r}")
    return int(text)


def _wait_in_line(folder: Path) -> None:
    write_status(folder, Status(phase="queued", queued=time.time()))


def phase_to_delete(folder: Path) -> Phase:
    """A damaged run can be deleted as well, unless a process is at work in it."""
    try:
        return read_status(folder).phase if (folder / RUN).exists() else "finished"
    except (ValueError, OSError):
        return "running" if is_held(folder) else "failed"


def _read(folder: Path, kind: RunKind) -> Job:
    try:
        return Job(folder=folder, kind=kind, status=read_status(folder), created=read_about(folder).created)
    except (ValueError, OSError) as error:
        return Job(folder=folder, kind=kind, status=Status(phase="failed", message=str(error)), problem=str(error))


def _queue() -> FileLock:
    runs_dir().mkdir(parents=True, exist_ok=True)
    return FileLock(runs_dir() / QUEUE_LOCK, timeout=10.0)
