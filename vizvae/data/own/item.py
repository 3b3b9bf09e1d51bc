"""A thing that may become an image of a data set, and how many of them there may be."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

MAX_PICTURES = 200_000
MAX_FILE_BYTES = 200_000_000
"""Of one picture file, unpacked"""


@dataclass(frozen=True)
class Item:
    name: str
    """Its path in the folder or archive, with slashes; of an array its number"""
    label: str
    """The class that its folder names; empty without one"""
    read: Callable[[], bytes | Path | Image.Image]
    """Raises ValueError, OSError for what cannot be read."""


def readable(name: str) -> str:
    """A file's name as text: one that is no UTF-8 has places in it that no text may have."""
    return re.sub("[\ud800-\udfff]", "\ufffd", name)
