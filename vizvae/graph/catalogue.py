"""The graph models at hand: those that ship with the project and those trained on this machine."""

from __future__ import annotations

import logging
import os
import re
import stat
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from vizvae.checkpoint import CARD, CONFIG, WEIGHTS, CheckpointError
from vizvae.graph.card import check_card
from vizvae.graph.checkpoint import GraphCheckpoint
from vizvae.graph.config import TITLES
from vizvae.paths import ASSETS, beside_runs
from vizvae.single_flight import single_flight

log = logging.getLogger(__name__)
SHIPPED_GRAPH_MODELS = ASSETS / "graph_models"
FILES = (CARD, CONFIG, WEIGHTS)
Stamp = tuple[tuple[int, ...] | None, ...]
"""Of each of `FILES` what changes when it does; None for one that is not there"""


@dataclass(frozen=True, kw_only=True, eq=False)
class GraphCatalogue:
    """All that can be said without loading weights and graphs. The same object as long as no file has changed."""

    checkpoints: tuple[GraphCheckpoint, ...]
    """Shipped models first, then those trained here, by name"""
    refused: dict[str, str]
    """Name of each folder that cannot be used, and why"""

    @cached_property
    def _by_name(self) -> dict[str, GraphCheckpoint]:
        return {checkpoint.name: checkpoint for checkpoint in self.checkpoints}

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def find(self, name: str) -> GraphCheckpoint:
        """Raises CheckpointError for an unknown name, listing the known ones, and for a folder that cannot be used, saying why."""
        if name in self._by_name:
            return self._by_name[name]
        if name in self.refused:
            raise CheckpointError(f"The graph model {name} cannot be used: {self.refused[name]}")
        shown = name if re.fullmatch(r"[\w.-]{1,40}", name) else name[:40]
        raise CheckpointError(f"There is no graph model named {shown!r}. Known: {', '.join(self._by_name) or 'none yet'}.")


def graph_catalogue() -> GraphCatalogue:
    """Files are read when they are new or have changed: an unchanged one costs a look at its date.

    A folder that cannot be used is left out and logged: one bad file must not hide the others.
    """
    return _catalogue(tuple((folder, _stamp(folder)) for folder in _folders().values()))


def list_graph_checkpoints() -> tuple[GraphCheckpoint, ...]:
    """Shipped models first, then those trained here, by name."""
    return graph_catalogue().checkpoints


def find_graph_checkpoint(name: str) -> GraphCheckpoint:
    """As `GraphCatalogue.find`. A name is never used as a path."""
    return graph_catalogue().find(name)


def graph_runs_dir() -> Path:
    """Graph models trained on this machine: `graphs/` in the folder of runs."""
    return beside_runs("graphs")


def own_graph_model(name: str) -> Path:
    """Folder of one that was trained here, be it damaged. Raises CheckpointError for an unknown name, ValueError for one that ships."""
    folder = _folders().get(name)
    if folder is None:
        raise CheckpointError(f"There is no graph model named {name[:40]!r} any more.")
    if folder.parent != graph_runs_dir():
        raise ValueError(f"{name} ships with the project: only models that were trained here can be deleted")
    return folder


def _folders() -> dict[str, Path]:
    """By name. A folder with a card is a finished model; what begins with a point is something else."""
    folders: dict[str, Path] = {}
    for root in (SHIPPED_GRAPH_MODELS, graph_runs_dir()):
        if root.is_dir():
            for name in sorted(os.listdir(root)):
                if not name.startswith(".") and os.path.lexists(root / name / CARD):
                    folders.setdefault(name, root / name)
    return folders


def _stamp(folder: Path) -> Stamp:
    return tuple(_file_stamp(folder / name) for name in FILES)


def _file_stamp(path: Path) -> tuple[int, ...] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mode, found.st_mtime_ns, found.st_size, found.st_ino


@single_flight(4)
def _catalogue(folders: tuple[tuple[Path, Stamp], ...]) -> GraphCatalogue:
    found = {folder.name: _opened(folder, stamp) for folder, stamp in folders}
    return GraphCatalogue(
        checkpoints=tuple(one for one in found.values() if isinstance(one, GraphCheckpoint)),
        refused={name: one for name, one in found.items() if isinstance(one, str)},
    )


@single_flight(1024)
def _opened(folder: Path, stamp: Stamp) -> GraphCheckpoint | str:
    """The model of which card and configuration have been read, or why it cannot be used."""
    try:
        for name, of_file in zip(FILES, stamp, strict=True):
            if of_file is None:
                raise CheckpointError(f"{folder / name} is missing: copy the folder again, or train again")
            if not stat.S_ISREG(of_file[0]):
                raise CheckpointError(f"{folder / name} is no file: copy the folder again, or train again")
        checkpoint = GraphCheckpoint(folder)
        _check(checkpoint)
    except (ValueError, OSError) as error:
        log.warning("%s is left out: %s", folder, error)
        return str(error)
    return checkpoint


def _check(checkpoint: GraphCheckpoint) -> None:
    """Raises ValueError for what cannot be shown."""
    try:
        check_card(checkpoint.card)
    except CheckpointError:
        raise
    except ValueError as error:
        raise CheckpointError(f"{checkpoint.folder / CARD}: {error}; copy the folder again, or train again") from error
    checkpoint.check_weights()
    config, path = checkpoint.config, checkpoint.folder / CONFIG
    if config.preset not in TITLES:
        raise CheckpointError(f"{path}: unknown preset {config.preset[:40]!r}; known are {', '.join(TITLES)}")
    if not 0 <= config.split_seed < 2**63:
        raise CheckpointError(f"{path}: split_seed: expected a number from 0 to 2⁶³ − 1; copy the folder again, or train again")
