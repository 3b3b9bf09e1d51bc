"""The models at hand: those that ship with the project and those trained on this machine."""

from __future__ import annotations

import logging
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from vizvae.checkpoint import CARD, Checkpoint, CheckpointError, open_checkpoint
from vizvae.models.base import LatentModel
from vizvae.paths import SHIPPED_MODELS, runs_dir

OPENS_WITH = "mnist-conv"
log = logging.getLogger(__name__)


def list_checkpoints() -> list[Checkpoint]:
    """Shipped models first, the one the dashboard opens with in front, then finished runs by name.

    A folder that cannot be read is left out and logged: one bad file must not hide the others.
    """
    found = []
    for folder in _folders():
        try:
            found.append(open_checkpoint(folder))
        except CheckpointError as error:
            log.warning("%s is left out: %s", folder, error)
    return found


def distinct_titles(checkpoints: Iterable[Checkpoint]) -> dict[str, str]:
    """By name, for a picker: it tells its options apart by what they say, and two models of one title must not be one option."""
    checkpoints = list(checkpoints)
    often = Counter(checkpoint.title for checkpoint in checkpoints)
    return {c.name: c.title if often[c.title] == 1 else f"{c.title} ({c.name})" for c in checkpoints}


def find_checkpoint(name: str) -> Checkpoint:
    """Raises CheckpointError for an unknown name, listing the known ones. A name is never used as a path."""
    for root in (SHIPPED_MODELS, runs_dir()):
        if name in _names(root) and (root / name / CARD).exists():
            return open_checkpoint(root / name)
    known = ", ".join(folder.name for folder in _folders()) or "none yet"
    shown = name if re.fullmatch(r"[\w.-]{1,40}", name) else repr(name[:40])
    raise CheckpointError(f"There is no model named {shown}. Known models: {known}.")


def load_model(name: str) -> LatentModel:
    """The trained model `name`, ready to encode and decode."""
    return find_checkpoint(name).load_model()


def is_shipped(checkpoint: Checkpoint) -> bool:
    return checkpoint.folder.parent == SHIPPED_MODELS


def _folders() -> Iterator[Path]:
    shipped = _finished(SHIPPED_MODELS)
    yield from sorted(shipped, key=lambda folder: folder.name != OPENS_WITH)
    taken = {folder.name for folder in shipped}
    yield from (folder for folder in _finished(runs_dir()) if folder.name not in taken)


def _finished(root: Path) -> list[Path]:
    """By name."""
    return [root / name for name in sorted(_names(root)) if (root / name / CARD).exists()]


def _names(root: Path) -> list[str]:
    """Of everything in a folder; listing it costs less than `glob`, and pages list all models at every run."""
    try:
        return os.listdir(root)
    except OSError:
        return []
