"""The models of one kind in some folders: listed, found by name, read once until a file is another, and left out where they are damaged."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Generic

from vizvae.checkpoint.files import CARD, CONFIG, CheckpointError
from vizvae.checkpoint.folder import FolderT
from vizvae.folders import folders_in
from vizvae.single_flight import single_flight
from vizvae.words import listed

Stamp = tuple[int, ...]
Stamps = tuple[Stamp | None, ...]
KEPT_OPEN = 1024
"""Models whose card and configuration are kept in memory: some kilobytes each."""
log = logging.getLogger(__name__)


class OtherKind(CheckpointError):
    """A folder with a model that is not of the catalogue's kind: neither listed nor damaged."""


class _NotOfThisKind(str):
    """Why."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Listing(Generic[FolderT]):
    """All that can be said without loading weights. The same object as long as no file has changed."""

    kind: str
    checkpoints: tuple[FolderT, ...]
    """Shipped ones first, then those trained here, by name"""
    refused: dict[str, str]
    """Name of each folder that cannot be used, and why"""

    @cached_property
    def _by_name(self) -> dict[str, FolderT]:
        return {checkpoint.name: checkpoint for checkpoint in self.checkpoints}

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def find(self, name: str) -> FolderT:
        """Raises CheckpointError for an unknown name, listing the known ones, and for a folder that cannot be used, saying why."""
        if name in self._by_name:
            return self._by_name[name]
        if name in self.refused:
            raise CheckpointError(f"The {self.kind} {name} cannot be used: {self.refused[name]}")
        last = re.split(r"[/\\]", name.rstrip("/\\"))[-1]
        if last in self._by_name:
            raise CheckpointError(f"A {self.kind} is found by its name, not by a path: there is one named {last}.")
        shown = name if re.fullmatch(r"[\w.-]{1,40}", name) else repr(name[:40])
        raise CheckpointError(f"There is no {self.kind} named {shown}. Known {self.kind}s: {listed(self._by_name)}.")


@dataclass(frozen=True, kw_only=True, eq=False)
class Catalogue(Generic[FolderT]):
    """Where the models of one kind are, and how one is read."""

    kind: str
    """What one is called in an error: "model" """
    roots: Callable[[], Sequence[Path]]
    """Folders with a folder for each model; of two of one name the first counts."""
    read: Callable[[Path], FolderT]
    """Raises ValueError or OSError for what cannot be used."""
    files: tuple[str, ...] = (CARD, CONFIG)
    """Those that `read` reads, the card first."""
    opens_with: str = ""
    """Stands in front of all others."""

    def listing(self) -> Listing[FolderT]:
        """Files are read when they are new or have changed: an unchanged one costs a look at its date.

        A folder that cannot be used is left out and logged: one bad file must not hide the others.
        """
        found = [(folder, stamps_of(folder, self.files)) for folder in self.folders().values()]
        return _listing(self, tuple(sorted(found, key=lambda one: one[0].name != self.opens_with)))

    def find(self, name: str) -> FolderT:
        """As `Listing.find`, without a look at the others. A name is never used as a path."""
        for root in self.roots():
            folder = folders_in(root).get(name)
            if folder is not None and _is_finished(folder):
                try:
                    return open_folder(self.read, folder, self.files)
                except CheckpointError as error:
                    raise CheckpointError(f"The {self.kind} {name} cannot be used: {error}") from None
        return self.listing().find(name)

    def folders(self) -> dict[str, Path]:
        """By name, also those that cannot be used. A folder with a card is a finished model; what begins with a point is something else."""
        folders: dict[str, Path] = {}
        for root in self.roots():
            for name, folder in folders_in(root).items():
                if name not in folders and _is_finished(folder):
                    folders[name] = folder
        return folders


def open_folder(read: Callable[[Path], FolderT], folder: Path, files: tuple[str, ...] = (CARD, CONFIG)) -> FolderT:
    """What `read` makes of a folder. Everybody's: read once and shared until one of `files` is another, so nothing in it may be changed.

    Raises CheckpointError for a folder that cannot be used.
    """
    opened = _opened(read, folder, stamps_of(folder, files))
    if isinstance(opened, str):
        raise CheckpointError(opened)
    return opened


def stamp_of(path: Path | str) -> Stamp | None:
    """Another one as soon as the file is another, or has been written to; None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino, found.st_mode


def stamps_of(folder: Path, files: tuple[str, ...] = (CARD, CONFIG)) -> Stamps:
    """Of files of a folder. By text: every run of a page asks it of all models, and to join two Paths takes as long as to look."""
    return tuple(stamp_of(os.path.join(folder, name)) for name in files)


def _is_finished(folder: Path) -> bool:
    return os.path.lexists(os.path.join(folder, CARD))


@single_flight(8)
def _listing(catalogue: Catalogue[Any], folders: tuple[tuple[Path, Stamps], ...]) -> Listing[Any]:
    found = {folder.name: _opened(catalogue.read, folder, stamps) for folder, stamps in folders}
    return Listing(
        kind=catalogue.kind,
        checkpoints=tuple(one for one in found.values() if not isinstance(one, str)),
        refused={name: one for name, one in found.items() if isinstance(one, str) and not isinstance(one, _NotOfThisKind)},
    )


@single_flight(KEPT_OPEN)
def _opened(read: Callable[[Path], Any], folder: Path, stamps: Stamps) -> Any | str:
    """What is wrong with it as text: one error raised again and again would gather the frames of all who met it."""
    try:
        return read(folder)
    except OtherKind as error:
        return _NotOfThisKind(error)
    except (ValueError, OSError) as error:
        log.warning("%s is left out: %s", folder, error)
        return str(error)
