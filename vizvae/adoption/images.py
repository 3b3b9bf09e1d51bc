"""The images that a person gives with their model, whatever they are held in."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterable, Iterator, Sized
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from vizvae.data.arrays import ARRAY_FILES, DARKEST_BYTES, black_and_white, channels_first, open_array_file
from vizvae.data.images import ImageSet, load_images
from vizvae.latent.density import NUM_NEIGHBOURS
from vizvae.models.base import ImageShape

MOST_IMAGES = 5_000
"""That a bundle keeps: as many as the samples of the built-in sets"""
FEWEST_IMAGES = NUM_NEIGHBOURS + 1
"""So that a point can be said to lie among them or not"""
SMALLEST, LARGEST = 8, 512
"""Pixels a side"""
SEED = 20261129
LABELS_SO = "give whole numbers (of one-hot ones labels.argmax(1)), or leave them out"


@dataclass(frozen=True, kw_only=True)
class GivenImages:
    """Bytes, as the dashboard shows them."""

    pixels: np.ndarray
    """(image, channel, height, width) uint8"""
    labels: np.ndarray
    """(image,) int64; zeros where nothing is known"""
    class_names: tuple[str, ...]
    title: str
    fingerprint: str

    @property
    def shape(self) -> ImageShape:
        _, channels, height, width = self.pixels.shape
        return channels, height, width

    @property
    def class_numbers(self) -> np.ndarray:
        """(image,) int64: what a model was given for their classes. Labels that are numbers are those, and begin with whatever they do."""
        if all(name.isascii() and name.isdigit() and len(name) < 10 for name in self.class_names):
            return np.array([int(name) for name in self.class_names], np.int64)[self.labels]
        return self.labels

    def unit(self, first: int | None = None) -> Float[Tensor, "image channel height width"]:
        """In [0, 1]; `first`: only so many."""
        return torch.from_numpy(self.pixels[:first]).float() / 255


def as_images(given: Any, image_shape: ImageShape | None = None) -> GivenImages:
    """An array or a tensor ((image, height, width), channels first or last, or flat with `image_shape`; bytes, 0…1 or −1…1), a data set
    of torchvision's kind, a data loader, the name of an image set, or the `Path` of a folder, zip or table of pictures, see `images_in`.
    Of more than 5,000 a fixed random choice is kept.

    Raises ValueError for anything else.
    """
    if isinstance(given, GivenImages):
        return given
    if isinstance(given, Path):
        return images_in(given)
    if isinstance(given, str):
        given = load_images(given, "sample")
    if isinstance(given, ImageSet):
        return _kept(given.images.numpy(), given.labels.numpy(), given.spec.class_names, given.spec.title)
    if isinstance(given, (np.ndarray, Tensor)):
        pixels, labels, names = _array(given), None, None
    elif isinstance(given, (list, tuple)) and len(given) == 2 and all(isinstance(part, (np.ndarray, Tensor)) for part in given):
        pixels, labels, names = _array(given[0]), _array(given[1]), None
    else:
        pixels, labels, names = _of_items(given)
    pixels = channels_first(pixels, "images", image_shape=image_shape)
    if labels is not None and labels.shape[1:] == (1,):  # as Keras has them
        labels = labels[:, 0]
    if labels is not None and labels.shape != pixels.shape[:1]:
        raise ValueError(
            f"images: expected one label for each of {len(pixels):,} images, got labels of shape {labels.shape}: {LABELS_SO}"
        )
    if labels is None:
        labels, names = np.zeros(len(pixels), np.int64), ("image",)
    if labels.dtype.kind == "f" and (labels == np.rint(labels)).all():
        labels = labels.astype(np.int64)
    if names is None or labels.dtype.kind not in "ui" or not (labels.min() >= 0 and labels.max() < len(names)):
        values, labels = np.unique(labels, return_inverse=True)
        names = tuple(str(value) for value in values)
    return _kept(_as_bytes(pixels), labels.astype(np.int64), tuple(map(str, names)), "Own images")


def given_images(given: str) -> Any:
    """As people name them: the name of an image set, or a .npy or .npz file, of which labels are taken too. For `as_images`.

    Raises ValueError for a file that cannot be read.
    """
    path = Path(given)
    if path.suffix.lower() not in ARRAY_FILES:
        return given
    with open_array_file(path) as (images, labels):  # mapped until then
        return np.array(images) if labels is None else (np.array(images), np.array(labels))


def read_image_shape(text: str) -> ImageShape:
    """Of `3x64x48` or `3×64×48`. Raises ValueError for anything else."""
    found = re.fullmatch(r"(\d{1,4})[x×](\d{1,4})[x×](\d{1,4})", text.strip())
    if not found:
        raise ValueError(f"expected channels, height and width, as 3x64x48, got {text[:40]!r}")
    return int(found[1]), int(found[2]), int(found[3])


def is_pictures(path: Path) -> bool:
    """Whether it is a folder, a zip or a table of paths."""
    return path.is_dir() or (path.suffix.lower() in (".zip", ".csv", ".tsv") and path.is_file())


def images_in(path: Path, *, size: int | None = None, grey: bool = False) -> GivenImages:
    """The pictures of a folder, zip or table of paths, brought into form as `vizvae data add` would, without being added.

    Raises ValueError for what is none, or holds too few.
    """
    from vizvae.data.own.build import build_set  # Pillow and pandas, which nobody else here needs
    from vizvae.data.own.options import Options
    from vizvae.data.own.store import open_images, open_labels

    with tempfile.TemporaryDirectory(prefix="vizvae-images-") as scratch:
        folder = Path(scratch) / "set"
        own = build_set(path, folder, Options(size=size, grey=grey))
        rows = own.rows("sample")
        pixels, labels = np.array(open_images(own, folder)[rows]), open_labels(own, folder)[rows]
        return _kept(pixels, labels, own.class_names, path.resolve().name)


def _array(given: np.ndarray | Tensor) -> np.ndarray:
    return given.detach().cpu().numpy() if isinstance(given, Tensor) else given


def _of_items(given: Any) -> tuple[np.ndarray, np.ndarray | None, tuple[str, ...] | None]:
    """Of a data set (items) or a data loader (batches)."""
    names = getattr(given, "classes", None) or getattr(getattr(given, "dataset", None), "classes", None)
    batched = hasattr(given, "batch_size") and not hasattr(given, "__getitem__")
    pixels: list[np.ndarray] = []
    labels: list[Any] = []
    for item in _items(given):
        parts = item if isinstance(item, (tuple, list)) else (item,)
        if not parts:
            continue
        found = _array(parts[0]) if isinstance(parts[0], (np.ndarray, Tensor)) else np.asarray(parts[0])
        if pixels and found.shape[batched:] != pixels[0].shape[batched:]:
            sizes = f"{pixels[0].shape[batched:]} and {found.shape[batched:]}"
            raise ValueError(f"images: expected all of one size, got {sizes}: resize them first")
        pixels.append(found)
        if len(parts) > 1 and parts[1] is not None:
            labels += np.asarray(parts[1]).ravel().tolist()
        if batched and sum(map(len, pixels)) >= MOST_IMAGES:
            break
    if not pixels:
        raise ValueError("images: expected at least two, got none")
    whole = np.concatenate(pixels) if batched else np.stack(pixels)
    return whole, np.asarray(labels) if len(labels) == len(whole) else None, None if names is None else tuple(names)


def _items(given: Any) -> Iterator[Any]:
    """At most so many as are kept; of a longer data set a random choice."""
    if isinstance(given, Sized) and hasattr(given, "__getitem__"):
        rows: Any = range(len(given))
        if len(given) > MOST_IMAGES:
            rows = np.sort(np.random.default_rng(SEED).permutation(len(given))[:MOST_IMAGES]).tolist()
        at: Any = given
        return (at[row] for row in rows)
    if not isinstance(given, Iterable):
        raise ValueError(
            f"images: expected an array, a tensor, a data set, a data loader or the name of an image set, got {type(given).__name__}"
        )
    return islice(iter(given), MOST_IMAGES)


def _as_bytes(pixels: np.ndarray) -> np.ndarray:
    """Bytes, of bytes, 0…255, 0…1 or −1…1."""
    if pixels.dtype == bool:
        return pixels.astype(np.uint8) * 255
    whole = pixels.dtype.kind in "ui"
    if not whole:
        pixels = pixels.astype(np.float32)
        if not np.isfinite(pixels).all():
            raise ValueError("images: expected numbers, got some that are not finite")
    low, high = float(pixels.min()), float(pixels.max())
    known = black_and_white(low, high, whole=whole)
    if known is None:
        raise ValueError(
            f"images: expected pixels from 0 to 255, 0 to 1 or −1 to 1, got {low:.3g} to {high:.3g}: {_to_be_done(low, high, whole)}"
        )
    black, white = known
    if pixels.dtype == np.uint8 and white == 255:
        return pixels
    return np.rint((pixels.astype(np.float32) - black) * (255 / (white - black))).clip(0, 255).astype(np.uint8)


def _to_be_done(low: float, high: float, whole: bool) -> str:
    if low >= 0 and (whole or high <= DARKEST_BYTES):
        return f"divide by what is white, as images / {65_535 if high > 4_096 else f'{high:g}'}"
    if low >= -1 and high <= 1:
        return "if they were centred, put them back (images + 0.5)"
    return "take off the normalisation first"


def _kept(pixels: np.ndarray, labels: np.ndarray, names: tuple[str, ...], title: str) -> GivenImages:
    if not all(SMALLEST <= side <= LARGEST for side in pixels.shape[2:]):
        raise ValueError(f"images: expected from {SMALLEST} to {LARGEST} pixels a side, got {pixels.shape[2]}×{pixels.shape[3]}")
    if len(pixels) < FEWEST_IMAGES:
        raise ValueError(f"images: expected at least {FEWEST_IMAGES}, got {len(pixels)}")
    if len(pixels) > MOST_IMAGES:
        chosen = np.sort(np.random.default_rng(SEED).permutation(len(pixels))[:MOST_IMAGES])
        pixels, labels = pixels[chosen], labels[chosen]
    pixels, labels = np.ascontiguousarray(pixels), np.ascontiguousarray(labels.astype(np.int64))
    return GivenImages(
        pixels=pixels, labels=labels, class_names=names, title=title, fingerprint=fingerprint_of(pixels, labels, names)
    )


def fingerprint_of(pixels: np.ndarray, labels: np.ndarray, names: tuple[str, ...]) -> str:
    """Another one for other images, labels or names of classes."""
    return hashlib.sha256(pixels.tobytes() + labels.tobytes() + repr(names).encode()).hexdigest()[:16]
