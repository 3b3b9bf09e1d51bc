"""Images that are an array already: `.npy`, or one of the arrays in a `.npz`, with labels beside it."""

from __future__ import annotations

import math
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image

from vizvae.data.arrays import black_and_white, channels_first, open_array_file
from vizvae.data.own.item import MAX_PICTURES, Item
from vizvae.data.own.tables import Table

ROWS_AT_ONCE = 1_000


@contextmanager
def open_arrays(path: Path) -> Generator[tuple[list[Item], Table | None, list[str]]]:
    """Images, their labels if there are any, and what is said of them; for as long as the context lasts.

    Raises ValueError as `open_array_file` and `channels_first` do, and for values that are no numbers.
    """
    with open_array_file(path) as (given, labels):
        notes: list[str] = []
        images = channels_first(given, path.name, channels=(1, 3, 4))
        if given.ndim == 2:
            notes.append(f"rows of {given.shape[1]:,} values were read as images of {images.shape[2]} × {images.shape[3]}")
        if len(images) > MAX_PICTURES:
            raise ValueError(f"{path.name}: {len(images):,} images are more than the {MAX_PICTURES:,} that a data set may have")
        low, span = _range(images, path.name, notes)
        items = [Item(str(row), "", lambda row=row: _image(images[row], low, span)) for row in range(len(images))]
        table = None
        if labels is not None:
            labels = labels[:, 0] if labels.shape[1:] == (1,) else labels  # as Keras has them
            if labels.shape != (len(images),):
                raise ValueError(f"{path.name}: expected one label for each of {len(images):,} images, got shape {labels.shape}")
            table = Table(path.name, {"file": [item.name for item in items], "label": [str(label) for label in labels.tolist()]})
        yield items, table, notes


def _range(images: np.ndarray, name: str, notes: list[str]) -> tuple[float, float]:
    """Which value is black, and how far above it white is: of the whole array, so that images stay comparable."""
    if not images.size:
        raise ValueError(f"{name}: expected images, got an array of shape {images.shape}")
    if images.dtype == np.bool_:
        return 0.0, 1.0
    low, high = math.inf, -math.inf
    for start in range(0, len(images), ROWS_AT_ONCE):
        part = images[start : start + ROWS_AT_ONCE]
        low, high = min(low, float(part.min())), max(high, float(part.max()))
    if not math.isfinite(low) or not math.isfinite(high):
        raise ValueError(f"{name}: expected numbers in every pixel, got values that are none (NaN or infinite)")
    whole = images.dtype.kind in "ui"
    if high == low:
        raise ValueError(f"{name}: every pixel of every image is {low:g}: there is nothing to learn from it")
    known = black_and_white(low, high, whole=whole)
    if known is not None:
        black, white = known
        if white == 1:
            notes.append("values from 0 to 1: 1 is white" if black == 0 else "values from −1 to 1: −1 is black, 1 is white")
        return black, white - black
    notes.append(f"values from {low:g} to {high:g} were scaled to 0 … 255, the same for all images")
    return low, high - low


def _image(pixels: np.ndarray, low: float, span: float) -> Image.Image:
    pixels = pixels[0] if len(pixels) == 1 else np.moveaxis(pixels, 0, 2)  # as Pillow has them
    if pixels.dtype == np.uint8 and (low, span) == (0.0, 255.0):
        return Image.fromarray(np.ascontiguousarray(pixels))
    level = (pixels.astype(np.float64) - low) * (255 / span)
    return Image.fromarray(np.rint(level).clip(0, 255).astype(np.uint8))
