"""Images that are an array already: a file of one, or of several with names, and which of its axes is what."""

from __future__ import annotations

import math
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

IMAGES = ("images", "image", "x", "data", "imgs", "x_train", "train_images", "arr_0")
LABELS = ("labels", "label", "y", "targets", "classes", "y_train", "train_labels", "arr_1")
MAX_ARRAY_BYTES = 20_000_000_000
ARRAY_FILES = (".npy", ".npz")
RANGE_SLACK = 1e-3
"""Floats beyond a range by so little are of it, and were rounded or resampled: 1.0001 is white, and not the second of 256 levels."""
DARKEST_BYTES = 16
"""Up to which the largest value of all images is that of some other scale: levels, as the 17 of scikit-learn's digits, and no bytes"""
FILLED = 0.6
"""Of −1…1 on one side at least: less on both is −0.5…0.5, or something else around zero"""
SMALLEST_FLAT = 16
"""Values of a row that may be a square image: fewer are columns of a table"""


@contextmanager
def open_array_file(path: Path) -> Generator[tuple[np.ndarray, np.ndarray | None]]:
    """Images and, of an `.npz`, their labels if there are any, mapped for as long as the context lasts: the array stays on the disk, where
    that of an `.npz` is unpacked into a temporary file.

    Raises ValueError for what is no array, and for objects: nothing is unpickled.
    """
    if path.suffix.lower() != ".npz":
        yield _mapped(path, path.name), None
        return
    with tempfile.TemporaryDirectory(prefix="vizvae-npz-") as folder:
        yield _unpacked(path, Path(folder))


@contextmanager
def open_only_array(path: Path, names: Sequence[str], most_bytes: int) -> Generator[np.ndarray]:
    """The one array of a `.npy` or `.npz`, or that of an `.npz` with several which has one of these names; mapped, as `open_array_file`.

    Raises ValueError as that does, and for several arrays of which none has such a name.
    """

    def choose(sizes: dict[str, int]) -> list[str]:
        named = [name for name in sizes if name.lower() in names]
        if len(sizes) > 1 and len(named) != 1:
            raise ValueError(f"{path.name}: expected one array, or one named {', '.join(names)}; got {', '.join(sizes)[:120]}")
        return named or list(sizes)

    if path.suffix.lower() != ".npz":
        yield _mapped(path, path.name)
        return
    with tempfile.TemporaryDirectory(prefix="vizvae-npz-") as folder:
        yield _extracted(path, Path(folder), choose, most_bytes)[0]


def channels_first(
    array: np.ndarray, what: str, *, channels: tuple[int, ...] = (1, 3), image_shape: tuple[int, int, int] | None = None
) -> np.ndarray:
    """(image, channel, height, width), a view of images of whatever form: (image, height, width), with `channels` first or last, or flat
    and square, or of `image_shape`.

    Raises ValueError, which begins with `what`, for any other form and for what are no numbers.
    """
    if array.dtype.kind not in "buif":
        raise ValueError(f"{what}: expected an array of numbers, got one of type {array.dtype}")
    shape = array.shape
    if array.ndim == 2 and shape[1]:
        side = math.isqrt(shape[1])
        if image_shape is None and side**2 == shape[1] >= SMALLEST_FLAT:
            image_shape = (1, side, side)
        if image_shape is not None and math.prod(image_shape) == shape[1]:
            return array.reshape(-1, *image_shape)
    if array.ndim == 3:
        if shape[2] in (3, 4) and shape[0] > 4:
            raise ValueError(
                f"{what}: {shape} is one picture in colour, or images that are {shape[2]} pixels wide: give several pictures as (image, "
                f"height, width, {shape[2]})"
            )
        return array[:, None]
    if array.ndim == 4 and shape[1] in channels:
        return array
    if array.ndim == 4 and shape[3] in channels:
        return np.moveaxis(array, 3, 1)
    counts = " or ".join(map(str, channels))
    flat = f"{shape[1]} values each are no square; " if array.ndim == 2 else ""
    raise ValueError(
        f"{what}: {flat}expected images as an array of shape (image, height, width), with {counts} channels first or last; got {shape}"
    )


def black_and_white(low: float, high: float, *, whole: bool) -> tuple[float, float] | None:
    """Which values are black and white, by the smallest and the largest of all images: bytes, 0…1 or −1…1. `whole`: of whole numbers.

    None for others.
    """
    slack = 0 if whole else RANGE_SLACK
    if low >= -slack:
        if high <= 1 + slack:
            return 0.0, 1.0
        return (0.0, 255.0) if DARKEST_BYTES < high <= 255 + slack else None
    centred = not whole and low >= -1 - slack and high <= 1 + slack
    return (-1.0, 1.0) if centred and max(-low, high) >= FILLED else None


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
    def choose(sizes: dict[str, int]) -> list[str]:
        by_name = {name.lower(): name for name in sizes}
        chosen = next((by_name[name] for name in IMAGES if name in by_name), None) or max(sizes, key=sizes.__getitem__)
        labels = next((by_name[name] for name in LABELS if name in by_name and by_name[name] != chosen), None)
        return [chosen, *([labels] if labels else [])]

    found = _extracted(path, folder, choose, MAX_ARRAY_BYTES)
    return found[0], found[1] if len(found) > 1 else None


def _extracted(path: Path, folder: Path, choose: Callable[[dict[str, int]], list[str]], most_bytes: int) -> list[np.ndarray]:
    """Those of an `.npz` that `choose` names, of all names with their bytes."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = {Path(entry.filename).stem: entry for entry in archive.infolist() if entry.filename.endswith(".npy")}
            if not entries:
                raise ValueError(f"{path.name}: expected an .npz with an array, got one without arrays")
            total = sum(entry.file_size for entry in entries.values())
            if total > most_bytes:
                raise ValueError(f"{path.name}: unpacked it has {total / 1e9:,.1f} GB, more than {most_bytes / 1e9:g} GB")
            names = choose({name: entry.file_size for name, entry in entries.items()})
            for place, name in enumerate(names):
                with archive.open(entries[name]) as packed, (folder / f"{place}.npy").open("wb") as file:
                    shutil.copyfileobj(packed, file, 1 << 20)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise ValueError(
            f"{path.name}: expected an archive written by numpy.savez; it is none, or cut short ({error})"
        ) from error
    return [_mapped(folder / f"{place}.npy", f"{path.name}, array {name}") for place, name in enumerate(names)]
