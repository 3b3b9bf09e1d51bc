"""What is in a folder, looked at again only when it has been written to; and what is kept in one, up to a size."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

SETTLED_NS = 2_000_000_000
"""A file system's clock ticks: what is added right after a look may leave a folder the date that it had. Only of one that has been left
alone for longer than that is the list kept."""
_listed: dict[Path, tuple[tuple[int, ...], dict[str, Path]]] = {}
"""By folder, of which there are a few"""


def folders_in(root: Path) -> dict[str, Path]:
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
            listed = stamp, {name: root / name for name in sorted(os.listdir(root)) if not name.startswith(".")}
        except OSError:
            return {}
        if seen - max(stamp[:2]) > SETTLED_NS:
            _listed[root] = listed
    return listed[1]


def keep_newest(folder: Path, most: int, hours: float) -> None:
    """Of what lies in a folder, files and folders: what is older goes, and the oldest where there are more."""
    found: list[tuple[float, Path]] = []
    for path in folder.iterdir():
        with suppress(OSError):  # somebody else is tidying up
            found.append((path.stat().st_mtime, path))
    found.sort(reverse=True)
    limit = time.time() - 3600 * hours
    for place, (written, path) in enumerate(found):
        if written < limit or place >= most:
            shutil.rmtree(path, ignore_errors=True)


def remove_oldest(folder: Path, most_bytes: int) -> None:
    """Leave the files written last that have `most_bytes` together. Raises OSError."""
    files = sorted(((path.stat().st_mtime, path.stat().st_size, path) for path in folder.iterdir()), reverse=True)
    total = 0
    for _, size, path in files:
        total += size
        if total > most_bytes:
            path.unlink(missing_ok=True)
