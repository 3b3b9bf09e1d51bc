"""Whose a run's folder is: the process that trains in it holds its lock, and one that was launched and has not begun is noted beside it."""

from __future__ import annotations

import os
import platform
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from vizvae.atomic_write import lives
from vizvae.checkpoint import write_json
from vizvae.config import json_object
from vizvae.source import commit

LOCK, LAUNCH = "run.lock", "launch.json"


def run_lock(folder: Path) -> FileLock:
    """What the process of the run holds. Not blocking for long: a watcher holds it for microseconds while looking."""
    return FileLock(folder / LOCK, timeout=2.0, thread_local=False)


@contextmanager
def held(folder: Path) -> Generator[None]:
    """The run is this process's for as long as it lasts. Raises ValueError if it is another's."""
    # Asked before and not when the card is written: files may have changed by then, and git, while it is being started, would hold the
    # lock as well, also that of a run which is killed in this moment.
    commit()
    lock = run_lock(folder)
    try:
        lock.acquire()
    except Timeout:
        raise ValueError(f"{folder}: another process is training there; wait for it, or choose another folder") from None
    try:
        yield
    finally:
        lock.release()


def is_held(folder: Path) -> bool:
    """Whether a process is training in `folder`."""
    if not (folder / LOCK).exists():
        return False
    lock = FileLock(folder / LOCK, timeout=0)
    try:
        with lock:
            return False
    except Timeout:
        return True


def launched(folder: Path, pid: int) -> None:
    """Note the process that was started for the run."""
    write_json(folder / LAUNCH, {"pid": pid, "host": platform.node()})


def launcher_lives(folder: Path) -> bool:
    """A scheduler's client may wait for hours for its turn. On Windows, where that is not known, it has as long as any process."""
    if os.name == "nt":
        return False
    try:
        values = json_object((folder / LAUNCH).read_bytes(), LAUNCH)
        return values.get("host") == platform.node() and lives(int(values["pid"]))
    except (OSError, ValueError, KeyError, TypeError):
        return False
