"""What a data set of one's own may be called, beside those that come with the program."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from vizvae.data.own.store import check_free, check_name
from vizvae.data.registry import IMAGE_SETS


def check_new_name(name: str, *, renamed: str = "") -> str:
    """Raises ValueError for a name that cannot be, is taken, or that of a set that comes with the program. `renamed`: see `check_free`."""
    if name in IMAGE_SETS:
        raise ValueError(f"{name!r} is a data set that comes with the program: choose another name")
    return check_free(check_name(name), renamed=renamed)


def name_for(source: Path) -> str:
    """A name that can be, from that of a file or folder. Raises ValueError if nothing of it can be kept."""
    stem = source.resolve().name if source.is_dir() else source.stem
    if (name := name_from(stem)) is None:
        raise ValueError(f"no name can be made of {stem[:40]!r}: choose one with --name")
    return name


def name_from(stem: str) -> str | None:
    """None if nothing of it can be kept."""
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip("-._")[:64] or None
