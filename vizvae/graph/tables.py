"""How much is read of a file that may come from anybody, and in which order nodes stand."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from pathlib import Path

MAX_BYTES = 100_000_000
PACKED = ".gz"
MAX_CELLS = 20_000_000
"""Of a table: each is kept as text at first, in many times the bytes that it has in the file."""


def file_content(path: Path | str) -> bytes:
    size = Path(path).stat().st_size
    if size > MAX_BYTES:
        raise ValueError(_too_large(Path(path).name, size))
    return Path(path).read_bytes()


def checked_size(name: str, data: bytes) -> bytes:
    if len(data) > MAX_BYTES:
        raise ValueError(_too_large(name, len(data)))
    return data


def _too_large(name: str, size: int) -> str:
    return f"{name} has {size / 1e6:.0f} MB, and at most {MAX_BYTES / 1e6:.0f} MB are read: take a part of the graph"


def unpacked(name: str, data: bytes) -> tuple[str, bytes]:
    """A file without its .gz, unpacked to no more than is read of any; other files as they are.

    Raises ValueError for a damaged one, and for one that unpacks into more.
    """
    if not name.lower().endswith(PACKED):
        return name, data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(f"{name} cannot be unpacked: {error}") from error
    if len(content) > MAX_BYTES:
        raise ValueError(
            f"{name} unpacks into more than {MAX_BYTES / 1e6:.0f} MB, and at most so much is read: take a part of the graph"
        )
    return name[: -len(PACKED)], content


def natural_order(name: str) -> tuple[int, int, str]:
    """Whole numbers by value and first, then everything else by letters."""
    return (0, int(name), name) if re.fullmatch(r"[0-9]{1,18}", name) else (1, 0, name)
