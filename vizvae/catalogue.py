"""The models at hand: those that ship with the project and those trained on this machine."""

from __future__ import annotations

import logging
import os
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from vizvae.checkpoint import CARD, Checkpoint, CheckpointError, Stamp, Stamps, open_checkpoint, stamps_of
from vizvae.models.base import LatentModel
from vizvae.paths import SHIPPED_MODELS, runs_dir

OPENS_WITH = "mnist-conv"
SETTLED_NS = 2_000_000_000
"""A file system's clock ticks: what is added right after a look may leave a folder the date that it had. Only of one that has been left
alone for longer than that is the list kept."""
_listed: dict[Path, tuple[Stamp, dict[str, Path]]] = {}
"""By folder, of which there are two"""
log = logging.getLogger(__name__)


def list_checkpoints() -> list[Checkpoint]:
    """Shipped models first, the one the dashboard opens with in front, then finished runs by name.

    A folder that cannot be read is left out and logged: one bad file must not hide the others.
    """
    return open_checkpoints()[0]


def open_checkpoints() -> tuple[list[Checkpoint], dict[str, CheckpointError]]:
    """What `list_checkpoints` returns, and what it leaves out: name of the folder, and why."""
    found, unusable = [], {}
    for folder, stamps in _finished():
        try:
            found.append(open_checkpoint(folder, stamps))
        except CheckpointError as error:
            log.warning("%s is left out: %s", folder, error)
            unusable[folder.name] = error
    return found, unusable


def distinct_titles(checkpoints: Iterable[Checkpoint]) -> dict[str, str]:
    """By name, for a picker: it tells its options apart by what they say, and two models of one title must not be one option."""
    checkpoints = list(checkpoints)
    often = Counter(checkpoint.title for checkpoint in checkpoints)
    return {c.name: c.title if often[c.title] == 1 else f"{c.title} ({c.name})" for c in checkpoints}


def find_checkpoint(name: str) -> Checkpoint:
    """Raises CheckpointError for an unknown name, listing the known ones. A name is never used as a path."""
    for root in (SHIPPED_MODELS, runs_dir()):
        folder = _folders_in(root).get(name)
        if folder is not None and (folder / CARD).exists():
            return open_checkpoint(folder)
    known = ", ".join(folder.name for folder, _ in _finished()) or "none yet"
    shown = name if re.fullmatch(r"[\w.-]{1,40}", name) else repr(name[:40])
    raise CheckpointError(f"There is no model named {shown}. Known models: {known}.")


def load_model(name: str) -> LatentModel:
    """The trained model `name`, ready to encode and decode."""
    return find_checkpoint(name).load_model()


def is_shipped(checkpoint: Checkpoint) -> bool:
    return checkpoint.folder.parent == SHIPPED_MODELS


def _finished() -> Iterator[tuple[Path, Stamps]]:
    """Folders with a card, and the stamps of what is read of them."""
    shipped = list(_with_card(SHIPPED_MODELS))
    yield from sorted(shipped, key=lambda found: found[0].name != OPENS_WITH)
    taken = {folder.name for folder, _ in shipped}
    yield from (found for found in _with_card(runs_dir()) if found[0].name not in taken)


def _with_card(root: Path) -> Iterator[tuple[Path, Stamps]]:
    """By name."""
    for folder in _folders_in(root).values():
        stamps = stamps_of(folder)
        if stamps[0] is not None:
            yield folder, stamps


def _folders_in(root: Path) -> dict[str, Path]:
    """Everything in a folder, by name and in the order of names. Pages ask for it several times at every run, and what is in a folder is
    another only if the folder has been written to: one look at its date instead of reading it."""
    try:
        found = root.stat()
    except OSError:
        return {}
    stamp = found.st_mtime_ns, found.st_ctime_ns, found.st_ino  # who copies a folder may give it the first date of the old one
    listed = _listed.get(root)
    if listed is None or listed[0] != stamp:
        seen = time.time_ns()
        try:
            listed = stamp, {name: root / name for name in sorted(os.listdir(root))}
        except OSError:
            return {}
        if seen - max(stamp[:2]) > SETTLED_NS:
            _listed[root] = listed
    return listed[1]
