"""The pictures of a source, decoded by several threads, as images of one size and what is known of each."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from vizvae.data.fitting import as_planes, fitted
from vizvae.data.own.alike import small_copy
from vizvae.data.own.item import Item, readable
from vizvae.data.own.options import LARGEST, SMALLEST, USUAL, Options
from vizvae.data.own.source import Source
from vizvae.data.pictures import decoded
from vizvae.words import counted

FEWEST = 12
"""Images: the density of a model's codes is estimated from ten neighbours"""
LOOKED_AT = 64
"""Pictures whose size is looked at, to find out whether all are of one already"""
AT_ONCE = 64
"""Pictures that are decoded before any of them is written"""
GREY_NOISE = 2.0
"""Levels by which red, green and blue may differ, on average over a picture, in a JPEG of a grey one"""
Progress = Callable[[int, int], None]


def usual_size(items: Sequence[Item]) -> int:
    """Pixels a side: that of the pictures, if the first of them are square, all of one size, and neither too small nor too large."""
    sizes = set()
    for item in items[:LOOKED_AT]:
        try:
            sizes.add(decoded(item.read(), wanted=LARGEST).size)
        except (ValueError, OSError):
            continue
    if len(sizes) == 1:
        width, height = sizes.pop()
        if width == height and SMALLEST <= width <= LARGEST:
            return width
    return USUAL


@dataclass(frozen=True)
class DecodedImage:
    """One image as it will be stored, in three channels unless the set is to be grey, and what was found on the way."""

    pixels: np.ndarray
    size: tuple[int, int]
    mode: str
    notes: tuple[str, ...]
    is_grey: bool
    greyness: float


@dataclass
class Incoming:
    """Images in the order in which they were read, in a file; and what is known of each."""

    path: Path
    shape: tuple[int, int, int]
    names: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    """Among the items of the source"""
    digests: list[bytes] = field(default_factory=list)
    small: list[np.ndarray] = field(default_factory=list)
    sizes: Counter[tuple[int, int]] = field(default_factory=Counter)
    modes: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    num_coloured: int = 0
    greyness: float = 0.0

    def __enter__(self) -> Incoming:
        self.file = self.path.open("w+b", buffering=1 << 20)
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()
        self.path.unlink(missing_ok=True)

    def add(self, place: int, item: Item, read: DecodedImage) -> None:
        self.file.write(read.pixels.tobytes())
        self.names.append(readable(item.name))
        self.places.append(place)
        self.digests.append(hashlib.sha256(read.pixels.data).digest()[:16])
        self.small.append(small_copy(read.pixels))
        self.sizes[read.size] += 1
        self.modes[read.mode] += 1
        self.notes.update(note.split(" from ")[0] for note in read.notes)
        self.num_coloured += not read.is_grey
        self.greyness += read.greyness

    def at(self, rows: np.ndarray) -> np.ndarray:
        """(row, channel, height, width). Read, not mapped: what is mapped counts as this process's memory."""
        size = int(np.prod(self.shape))
        parts: list[bytes] = []
        with self.path.open("rb") as file:
            for row in rows:
                file.seek(int(row) * size)
                parts.append(file.read(size))
        return np.frombuffer(b"".join(parts), np.uint8).reshape(len(rows), *self.shape)


def decode_all(
    source: Source, incoming: Incoming, options: Options, size: int, progress: Progress, num_threads: int | None
) -> None:
    total = len(source.items)
    with ThreadPoolExecutor(num_threads or os.cpu_count() or 1) as pool:
        for start in range(0, total, AT_ONCE):
            batch = source.items[start : start + AT_ONCE]
            for place, read in enumerate(pool.map(lambda item: _decode(item, options, size), batch), start):
                if isinstance(read, str):
                    source.left_out.append((source.items[place].name, read))
                else:
                    incoming.add(place, source.items[place], read)
            progress(min(start + AT_ONCE, total), total)
    if len(incoming.names) < FEWEST:
        why = f"; left out: {'; '.join(f'{name}: {reason}' for name, reason in source.left_out[:3])}" if source.left_out else ""
        raise ValueError(
            f"expected at least {FEWEST} pictures that can be read, for training, validation and test; "
            f"got {len(incoming.names)} of {counted(total, 'file')}{why}"
        )
    incoming.file.flush()


def _decode(item: Item, options: Options, size: int) -> DecodedImage | str:
    """Or why it is left out"""
    try:
        picture = decoded(item.read(), ground=options.ground, grey=options.grey, wanted=size)
    except (ValueError, OSError) as error:
        return str(error)
    pixels = as_planes(fitted(picture.image, size, size, fit=options.fit, ground=options.ground), 1 if options.grey else 3)
    grey = len(pixels) == 1 or picture.image.mode == "L" or _is_grey(pixels)
    first = pixels[0].astype(np.uint16)
    notes = list(picture.notes)
    if min(picture.size) < size:
        notes.append("smaller than the set's images, and enlarged")
    return DecodedImage(
        pixels, picture.size, picture.mode, tuple(notes), grey, float((first * (255 - first)).mean()) * 4 / 255**2
    )


def _is_grey(pixels: np.ndarray) -> bool:
    lowest, highest = pixels.min(axis=0), pixels.max(axis=0)
    return float((highest - lowest).mean()) <= GREY_NOISE
