"""Runs as processes of their own: a queue, a launcher, and what one does with a run that is not training.

Everything is in the runs' folders, so a server that was restarted finds it all again. The queue is the runs whose phase is `queued`, the
one that joined first in front. It moves on whenever somebody calls `advance`: a page that looks, the process of a run that ends, and the
thread that waits for a launched process. A file lock sees to it that two who notice at once start one run, not two.

`$VIZVAE_MAX_RUNS` says how many runs may be alive at once, paused ones too; 1 where it is not set.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock

from vizvae.checkpoint import CARD, own_file
from vizvae.paths import BESIDE_RUNS, PROJECT, SHIPPED_MODELS, runs_dir
from vizvae.training.command import command_of
from vizvae.training.config import TrainConfig
from vizvae.training.control import Request, clear_stale, post
from vizvae.training.folder import (
    ALIVE,
    RESUMABLE,
    RUN,
    Phase,
    RunSpec,
    Status,
    is_held,
    read_run,
    read_status,
    write_run,
    write_status,
)
from vizvae.training.launcher import start
from vizvae.training.origin import keep_origin
from vizvae.training.player import changes_made
from vizvae.training.schedule import in_force
from vizvae.trash import move_to_trash

QUEUE_LOCK = ".queue.lock"
IN_ZIP = ("*.json", "*.jsonl", "*.csv", "*.onnx", "model.safetensors", "reference.safetensors")


@dataclass(frozen=True, kw_only=True)
class Job:
    """A run as a row of a table."""

    folder: Path
    status: Status
    spec: RunSpec | None
    problem: str = ""
    """Why the run cannot be read, in one sentence; `spec` is then None."""
    place: int = 0
    """In the queue, from 1; 0 for a run that does not wait."""

    @property
    def name(self) -> str:
        return self.folder.name


def create(name: str, config: TrainConfig) -> Path:
    """A new run at the end of the queue; it starts as soon as its turn comes.

    Raises ValueError for a name that is a path or taken, and where the model to start from is not there.
    """
    check_name(name)
    folder = runs_dir() / name
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir()
    except FileExistsError:  # somebody else has just taken it
        raise ValueError(_taken(name)) from None
    write_run(folder, RunSpec(config=config, command=command_of(config, _shown(folder))))
    try:
        keep_origin(config, folder)  # it may be gone when its turn comes
    except (ValueError, OSError):
        shutil.rmtree(folder)
        raise
    _wait_in_line(folder)
    advance()
    return folder


def check_name(name: str) -> None:
    """Raises ValueError for a name that no new run can have: a path, or one that is taken."""
    if (runs_dir() / _free_name(name)).exists():
        raise ValueError(_taken(name))


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


def list_runs() -> list[Job]:
    """All runs with their honest state, the youngest first. One that cannot be read says why, and hides no other."""
    jobs = [_read(path.parent) for path in runs_dir().glob(f"*/{RUN}")]
    waiting = sorted((job for job in jobs if job.status.phase == "queued"), key=lambda job: (job.status.queued, job.name))
    places = {job.name: place for place, job in enumerate(waiting, start=1)}
    jobs = [replace(job, place=places.get(job.name, 0)) for job in jobs]
    return sorted(jobs, key=lambda job: (-(job.spec.created if job.spec else 0.0), job.name))


def delete(folder: Path) -> Path:
    """Move a run to the trash; returns its place there, for `trash.bring_back`. Raises ValueError while it trains."""
    with _queue():
        phase = _phase_to_delete(folder)
        if phase in ALIVE:
            raise ValueError(f"{folder.name} is {phase}: stop or discard it first")
        return move_to_trash(folder)


def rename(folder: Path, name: str) -> Path:
    """Where it is now. Raises ValueError while it trains, and for a name that is a path or taken."""
    with _queue():
        phase = read_status(folder).phase
        if phase in ALIVE:
            raise ValueError(f"{folder.name} is {phase}: it can be named when it has ended")
        target = folder.parent / _free_name(name)
        if target.exists():
            raise ValueError(f"there is a run named {name} already: choose another name")
        os.rename(folder, target)
        return target


def zipped(folder: Path) -> bytes:
    """The finished checkpoint as a zip file, with its curve and events. Raises ValueError before it is finished, and for a
    file of it that is a link to elsewhere."""
    if not (folder / CARD).exists():
        raise ValueError(f"{folder.name} is not finished: there is no checkpoint to download yet")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted({path for pattern in IN_ZIP for path in folder.glob(pattern)}):
            archive.write(own_file(folder, path.name), f"{folder.name}/{path.name}")
    return buffer.getvalue()


def command_to_reproduce(folder: Path) -> str:
    """One command line that trains to the same weights, with what was changed on the way."""
    config, done = read_run(folder).config, read_status(folder).step
    changes = [change for change in in_force([*config.changes, *changes_made(folder)]) if change.step < done]
    return command_of(replace(config, changes=tuple(changes)), _shown(folder) + "-again")


def max_runs() -> int:
    """Raises ValueError for a setting that is no number above 0."""
    text = os.environ.get("VIZVAE_MAX_RUNS") or "1"
    if not re.fullmatch(r"[1-9]\d{0,3}", text):
        raise ValueError(f"VIZVAE_MAX_RUNS: expected how many runs may train at once, such as 1, got {text!r}")
    return int(text)


def _wait_in_line(folder: Path) -> None:
    write_status(folder, Status(phase="queued", queued=time.time()))


def _phase_to_delete(folder: Path) -> Phase:
    """A damaged run can be deleted as well, unless a process is at work in it."""
    try:
        return read_status(folder).phase if (folder / RUN).exists() else "finished"
    except (ValueError, OSError):
        return "running" if is_held(folder) else "failed"


def _read(folder: Path) -> Job:
    try:
        return Job(folder=folder, status=read_status(folder), spec=read_run(folder))
    except (ValueError, OSError) as error:
        return Job(folder=folder, status=Status(phase="failed", message=str(error)), spec=None, problem=str(error))


def _free_name(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][\w.-]{0,63}", name, re.ASCII):
        raise ValueError(
            f"a name has letters, digits, dots, dashes and underscores, 64 at most, and is no path; got {name[:80]!r}"
        )
    if name.lower() in BESIDE_RUNS:  # a file system may not tell capitals from small letters
        raise ValueError(f"{name} is the name of a folder that holds others: choose another name")
    if (SHIPPED_MODELS / name).exists():
        raise ValueError(f"{name} is a model that ships with the project: choose another name")
    return name


def _taken(name: str) -> str:
    return f"there is a run named {name} already: choose another name, or delete that one"


def _queue() -> FileLock:
    runs_dir().mkdir(parents=True, exist_ok=True)
    return FileLock(runs_dir() / QUEUE_LOCK, timeout=10.0)


def _shown(folder: Path) -> str:
    return str(folder.relative_to(PROJECT)) if folder.is_relative_to(PROJECT) else str(folder)
