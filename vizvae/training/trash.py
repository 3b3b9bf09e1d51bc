"""Runs that were thrown away stay in `.trash` beside the others until it is emptied, so that deleting can be undone."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

TRASH = ".trash"
DAYS_KEPT = 7.0


def move_to_trash(folder: Path) -> Path:
    """Where it is now: `.trash/TIME-NAME` (nanoseconds)."""
    trash = folder.parent / TRASH
    trash.mkdir(exist_ok=True)
    place = trash / f"{time.time_ns():020d}-{folder.name}"
    os.rename(folder, place)
    return place


def bring_back(place: Path) -> Path:
    """Undo `move_to_trash`. Raises ValueError if a run of that name has come about since, or if it is not in the trash any more."""
    folder = place.parent.parent / place.name.partition("-")[2]
    if not place.is_dir():
        raise ValueError(f"{folder.name} is not in the trash any more: it was emptied")
    if folder.exists():
        raise ValueError(f"there is another run named {folder.name} now: rename that one first")
    os.rename(place, folder)
    return folder


def trashed(runs: Path) -> list[Path]:
    """What is in the trash of a folder of runs, the last one deleted first."""
    return sorted((runs / TRASH).glob("*-*"), reverse=True)


def empty_trash(runs: Path, older_than_days: float = DAYS_KEPT) -> int:
    """Delete for good what was thrown away more than so many days ago; how many runs those were."""
    limit = time.time_ns() - older_than_days * 86400e9
    old = [place for place in trashed(runs) if int(place.name.partition("-")[0]) <= limit]
    for place in old:
        shutil.rmtree(place)
    return len(old)
