"""Images that are an array already: `.npy`, or one of the arrays in a `.npz`, with labels beside it."""

from __future__ import annotations

import math
import shutil
import tempfile
import zipfile
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
from PIL import Image

from vizvae.data.own.item import MAX_PICTURES, Item
from vizvae.data.own.tables import Table

IMAGES = ("images", "image", "x", "data", "imgs", "x_train", "train_images", "arr_0")
LABELS = ("labels", "label", "y", "targets", "classes", "y_train", "train_labels", "arr_1")
MAX_ARRAY_BYTES = 20_000_000_000
ROWS_AT_ONCE = 1_000


@contextmanager
def open_arrays(path: Path) -> Generator[tuple[list[Item], Table | None, list[str]]]:
    """Images, their labels if there are any, and what is said of them; for as long as the context lasts.

    The array stays on the disk: of an `.npz` it is unpacked into a temporary file first. Raises ValueError for arrays that are no images,
    objects (nothing is unpickled), and values that are no numbers.
    """
    with ExitStack() as stack:
        labels = None
        if path.suffix.lower() == ".npz":
            images, labels = _unpacked(path, Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vizvae-npz-"))))
        else:
            images = _mapped(path, path.name)
        notes: list[str] = []
        images = _as_images(images, path.name, notes)
        if len(images) > MAX_PICTURES:
            raise ValueError(f"{path.name}: {len(images):,} images are more than the {MAX_PICTURES:,} that a data set may have")
        low, span = _range(images, path.name, notes)
        items = [Item(str(row), "", lambda row=row: _image(images[row], low, span)) for row in range(len(images))]
        table = None
        if labels is not None:
            if labels.shape != (len(images),):
                raise ValueError(f"{path.name}: expected one label for each of {len(images):,} images, got shape {labels.shape}")
            table = Table(path.name, {"file": [item.name for item in items], "label": [str(label) for label in labels.tolist()]})
        yield items, table, notes


def _mapped(path: Path, name: str) -> np.ndarray:
    try:
        return np.load(path, mmap_mode="r", allow_pickle=False)
    except (ValueError, OSError, EOFError) as error:
        if "Array can't be memory-mapped" in str(error) or "Object arrays" in str(error) or "pickle" in str(error):
            raise ValueError(
                f"{name}: expected an array of numbers; objects are not read, for they could execute code"
            ) from error
        raise ValueError(f"{name}: expected an array written by numpy.save; it is none, or cut short ({error})") from error


def _unpacked(path: Path, folder: Path) -> tuple[np.ndarray, np.ndarray | None]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = {Path(entry.filename).stem: entry for entry in archive.infolist() if entry.filename.endswith(".npy")}
            if not entries:
                raise ValueError(f"{path.name}: expected an .npz with an array of images, got one without arrays")
            total = sum(entry.file_size for entry in entries.values())
            if total > MAX_ARRAY_BYTES:
                raise ValueError(f"{path.name}: unpacked it has {total / 1e9:,.0f} GB, more than {MAX_ARRAY_BYTES / 1e9:.0f} GB")
            by_name = {name.lower(): name for name in entries}
            chosen = next((by_name[name] for name in IMAGES if name in by_name), None) or max(
                entries, key=lambda name: entries[name].file_size
            )
            labels = next((by_name[name] for name in LABELS if name in by_name and by_name[name] != chosen), None)
            for place, name in enumerate(name for name in (chosen, labels) if name):
                with archive.open(entries[name]) as packed, (folder / f"{place}.npy").open("wb") as file:
                    shutil.copyfileobj(packed, file, 1 << 20)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise ValueError(
            f"{path.name}: expected an archive written by numpy.savez; it is none, or cut short ({error})"
        ) from error
    images = _mapped(folder / "0.npy", f"{path.name}, array {chosen}")
    return images, _mapped(folder / "1.npy", f"{path.name}, array {labels}") if labels else None


def _as_images(array: np.ndarray, name: str, notes: list[str]) -> np.ndarray:
    """(image, height, width) or (image, height, width, channel)"""
    wanted = "(images, height, width), with 1, 3 or 4 channels last or first"
    if array.dtype.kind not in "buif":
        raise ValueError(f"{name}: expected an array of numbers, got one of type {array.dtype}")
    shape = array.shape
    if array.ndim == 2 and math.isqrt(shape[1]) ** 2 == shape[1] and shape[1] >= 16:
        side = math.isqrt(shape[1])
        notes.append(f"rows of {shape[1]:,} values were read as images of {side} × {side}")
        return array.reshape(-1, side, side)
    if array.ndim == 3:
        return array
    if array.ndim == 4 and shape[3] in (1, 3, 4):
        return array[..., 0] if shape[3] == 1 else array
    if array.ndim == 4 and shape[1] in (1, 3, 4):
        return array[:, 0] if shape[1] == 1 else array.transpose(0, 2, 3, 1)
    raise ValueError(f"{name}: expected images as an array of shape {wanted}; got {shape}")


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
    if low >= 0 and (1 < high <= 255):
        return 0.0, 255.0
    if not whole or high <= 1:
        if low >= 0 and high <= 1:
            notes.append("values from 0 to 1: 1 is white")
            return 0.0, 1.0
        if -1 <= low < 0 and high <= 1:
            notes.append("values from −1 to 1: −1 is black, 1 is white")
            return -1.0, 2.0
    notes.append(f"values from {low:g} to {high:g} were scaled to 0 … 255, the same for all images")
    return low, high - low


def _image(pixels: np.ndarray, low: float, span: float) -> Image.Image:
    if pixels.dtype == np.uint8 and (low, span) == (0.0, 255.0):
        return Image.fromarray(np.ascontiguousarray(pixels))
    level = (pixels.astype(np.float64) - low) * (255 / span)
    return Image.fromarray(np.rint(level).clip(0, 255).astype(np.uint8))
