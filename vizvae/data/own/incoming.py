"""What somebody has given to become a data set and has not added yet: files from a browser, or a path; and what was built of it so far.

A folder each in `.incoming`, beside the data sets, so that what was built becomes one of them by being renamed. Who has its name, which
nobody can guess, goes on with it after a reload, and after the server was ended.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from vizvae.atomic_write import atomic_write
from vizvae.config import config_from_dict
from vizvae.data.own.item import readable
from vizvae.data.own.options import Options
from vizvae.data.own.source import FACTORS, LABELS
from vizvae.data.own.store import SET, OwnSet, check_free, read_set, set_folder, write_set
from vizvae.folders import keep_newest
from vizvae.paths import own_data_dir
from vizvae.words import counted

INCOMING, ABOUT, FILES = ".incoming", "about.json", "files"
HOURS_KEPT, MOST_KEPT = 24.0, 100
WHOLE = (".zip", ".npz", ".npy")
"""Suffixes of a file that is a set by itself"""
TABLES = (".csv", ".tsv", ".txt")
NAMES_ASKED = 50
"""Of the pictures beside a text: whether it is a table of their paths"""
LONGEST_PART = 120
"""Bytes of a file's or folder's name that are kept: with what is written beside it, no file system takes more than 255"""
Write = Callable[[Path], object]


@dataclass(frozen=True, kw_only=True)
class Incoming:
    token: str
    title: str
    """Of the file or folder, for a reader"""
    source: str
    """What `open_source` reads: a path, relative to the folder `files` if it was uploaded"""
    uploaded: bool

    @property
    def folder(self) -> Path:
        return own_data_dir() / INCOMING / self.token

    @property
    def path(self) -> Path:
        return self.folder / FILES / self.source if self.uploaded else Path(self.source)

    def target(self, options: Options) -> Path:
        """Where it is built with these options."""
        return self.folder / hashlib.sha256(json.dumps(asdict(options)).encode()).hexdigest()[:16]


def keep_files(files: Sequence[tuple[str, Write]]) -> Incoming:
    """Names, with folders where they had some, and what writes each to a path.

    Raises ValueError for an archive beside other files, and for none at all; OSError for a full disk, and then nothing is kept.
    """
    if not files:
        raise ValueError("expected files, got none")
    names = _distinct([_harmless(name) for name, _ in files])
    source = _source_among(names)
    incoming = _begin(_title([name for name, _ in files]), source, uploaded=True)
    try:
        for name, (_, write) in zip(names, files, strict=True):
            place = incoming.folder / FILES / name
            place.parent.mkdir(parents=True, exist_ok=True)
            write(place)
        if _is_a_note(incoming.folder / FILES / source, [name for name in names if name != source]):
            incoming = replace(incoming, source=".")
        return _kept(incoming)
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
        discard(incoming)
        raise ValueError("expected files and folders, got one name that is both: put them into a zip") from error
    except BaseException:
        discard(incoming)
        raise


def refer_to(path: Path) -> Incoming:
    """A folder or file of this machine, which is read where it is. Raises ValueError if it is not there."""
    try:
        there = path.expanduser().resolve()
        found = there.exists()
    except (OSError, ValueError, RuntimeError):  # too long a name, a zero in it, no such user
        there, found = path, False
    if not found:
        raise ValueError(f"{str(path)[:200]}: there is no such file or folder on this machine")
    return _kept(_begin(readable(there.name or str(there)), str(there), uploaded=False))


def find_incoming(token: str) -> Incoming | None:
    if not re.fullmatch(r"[0-9a-f]{32}", token):
        return None
    try:
        values = json.loads((own_data_dir() / INCOMING / token / ABOUT).read_text(encoding="utf-8"))
        return config_from_dict(Incoming, values)
    except (OSError, ValueError):
        return None


def discard(incoming: Incoming) -> None:
    """And what was built of it."""
    shutil.rmtree(incoming.folder, ignore_errors=True)


def built(incoming: Incoming, options: Options) -> OwnSet | None:
    """What was built of it with these options; None if that has not ended."""
    folder = incoming.target(options)
    return read_set(folder) if (folder / SET).is_file() else None


def add_built(incoming: Incoming, options: Options, name: str) -> OwnSet:
    """What was built becomes the data set `name`, and the rest is discarded. Raises ValueError for a name that is taken or cannot be, and
    if it is gone."""
    target, own = set_folder(check_free(name)), built(incoming, options)
    if own is None:
        raise ValueError(
            "what was uploaded is not here any more: it is kept for a day, or until a hundred others have come. Upload it again"
        )
    folder = incoming.target(options)
    write_set(folder, replace(own, name=name, created=datetime.now(UTC).isoformat(timespec="seconds")))
    try:
        os.rename(folder, target)
    except OSError:
        check_free(name)  # somebody else was quicker
        raise
    discard(incoming)
    return read_set(target)


def _begin(title: str, source: str, *, uploaded: bool) -> Incoming:
    root = own_data_dir() / INCOMING
    root.mkdir(parents=True, exist_ok=True)
    keep_newest(root, MOST_KEPT - 1, HOURS_KEPT)  # another follows
    incoming = Incoming(token=secrets.token_hex(16), title=title, source=source, uploaded=uploaded)
    (incoming.folder / FILES).mkdir(parents=True)
    return incoming


def _kept(incoming: Incoming) -> Incoming:
    """Last: what has no `about.json` is no upload."""
    atomic_write(incoming.folder / ABOUT, json.dumps(asdict(incoming)).encode())
    return incoming


def _source_among(names: Sequence[str]) -> str:
    """Which of the uploaded files is read: an archive or an array, a table of paths, or all of them."""
    whole = [name for name in names if PurePosixPath(name).suffix.lower() in WHOLE]
    if whole and len(names) > 1:
        raise ValueError(
            f"expected one zip, npz or npy file, or pictures; got {whole[0]} with {counted(len(names) - 1, 'other file')} beside it: "
            "add archives one at a time, with labels.csv and factors.csv in them"
        )
    tables = [
        name
        for name in names
        if PurePosixPath(name).suffix.lower() in TABLES and PurePosixPath(name).name.lower() not in (LABELS, FACTORS)
    ]
    if len(names) == 1 and PurePosixPath(names[0]).suffix.lower() not in (*WHOLE, *TABLES):
        return "."
    return whole[0] if whole else tables[0] if len(tables) == 1 else "."


def _is_a_note(file: Path, others: Sequence[str]) -> bool:
    """Whether a text beside pictures is about them, as README.txt and LICENSE.txt are, and no table of their paths: it does not name half
    of them."""
    if file.suffix.lower() != ".txt" or not others:
        return False
    asked = others[:NAMES_ASKED]
    with file.open(encoding="utf-8", errors="replace") as text:
        said = "".join(itertools.islice(text, 20 * NAMES_ASKED))
    return 2 * sum(PurePosixPath(name).name in said for name in asked) < len(asked)


def _title(names: Sequence[str]) -> str:
    tops = {PurePosixPath(name).parts[:1] if "/" in name else ("",) for name in names}
    if len(names) == 1:
        return PurePosixPath(names[0]).name[:200]
    (top,) = tops if len(tops) == 1 else (("",),)
    return top[0][:200] if top and top[0] not in ("", "/", "..") else counted(len(names), "file")


def _harmless(name: str) -> str:
    """A path that stays within a folder, its parts short enough for any file system and readable still."""
    parts = [_short(part) for part in name.replace("\\", "/").replace("\0", "").split("/")]
    return "/".join(part for part in parts if part not in ("", ".", "..")) or "file"


def _short(part: str) -> str:
    data = part.encode("utf-8", "replace")
    if len(data) <= LONGEST_PART:
        return data.decode()
    suffix = PurePosixPath(part).suffix.encode("utf-8", "replace")[:16]
    return (data[: LONGEST_PART - len(suffix)].decode("utf-8", "ignore") + suffix.decode("utf-8", "ignore")).strip()


def _distinct(names: Sequence[str]) -> list[str]:
    """A number goes before the suffix of a name that came before: two folders may hold pictures of one name. Whatever the system, which may
    not tell capitals from small letters."""
    taken: set[str] = set()
    result = []
    for name in names:
        path = PurePosixPath(name)
        numbered = (str(path.with_name(f"{path.stem} ({number}){path.suffix}")) for number in itertools.count(2))
        free = next(one for one in itertools.chain([name], numbered) if one.lower() not in taken)
        taken.add(free.lower())
        result.append(free)
    return result
