"""Runs and models that were thrown away stay in `.trash` beside the others for a week, so that deleting can be undone."""

from __future__ import annotations

import os
import re
import shutil
import time
from pathlib import Path

TRASH = ".trash"
DAYS_KEPT = 7.0


def move_to_trash(folder: Path) -> Path:
    """Where it is now: `.trash/TIME-NAME` (nanoseconds). What has been there for longer than `DAYS_KEPT` goes for good."""
    empty_trash(folder.parent)
    trash = folder.parent / TRASH
    trash.mkdir(exist_ok=True)
    place = trash / f"{time.time_ns():020d}-{folder.name}"
    os.rename(folder, place)
    return place


def name_of(place: Path) -> str:
    """What a thing in the trash was called."""
    return place.name.partition("-")[2]


def find_in_trash(folder: Path, place: str) -> Path:
    """By the name of its place, in the trash of a folder of runs or models. Raises ValueError if it is not there (any more)."""
    found = [path for path in trashed(folder) if path.name == place]
    if not found:
        raise ValueError("It is not in the trash any more: it was emptied.")
    return found[0]


def bring_back(place: Path) -> Path:
    """Undo `move_to_trash`. Raises ValueError if another of that name has come about since, or if it is not in the trash any more."""
    folder = place.parent.parent / name_of(place)
    if not place.is_dir():
        raise ValueError(f"{folder.name} is not in the trash any more: it was emptied")
    if folder.exists():
        raise ValueError(f"there is another {folder.name} now: rename or delete that one first")
    os.rename(place, folder)
    return folder


def trashed(folder: Path) -> list[Path]:
    """What is in the trash of a folder of runs or models, the last one deleted first."""
    return sorted((path for path in (folder / TRASH).glob("*") if re.fullmatch(r"\d{20}-.+", path.name)), reverse=True)


def places(folder: Path) -> dict[str, str]:
    """Where each name can be brought back from: the last one deleted, where several had it."""
    return {name_of(place): place.name for place in reversed(trashed(folder))}


def empty_trash(folder: Path) -> int:
    """Delete for good what was thrown away more than `DAYS_KEPT` ago; how many those were."""
    limit = time.time_ns() - DAYS_KEPT * 86400e9
    old = [place for place in trashed(folder) if int(place.name.partition("-")[0]) <= limit]
    for place in old:
        shutil.rmtree(place, ignore_errors=True)  # somebody else may be emptying it, too
    return len(old)
