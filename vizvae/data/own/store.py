"""Data sets of one's own as folders: found by name, renamed, thrown away and brought back.

A folder holds `images.npy` (num_images, channel, height, width) uint8 with the training images first, then validation, then test;
`labels.npy`; `names.json`; `factors.npz` where factors are known; and `set.json`, which says what all that is.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from vizvae.atomic_write import atomic_write
from vizvae.config import check_json, config_from_dict, json_object
from vizvae.data.fit import Fit
from vizvae.data.own.tables import Factor
from vizvae.folders import folders_in
from vizvae.paths import own_data_dir
from vizvae.trash import bring_back, find_in_trash, move_to_trash, places

SET, IMAGES, LABELS, NAMES, FACTORS = "set.json", "images.npy", "labels.npy", "names.json", "factors.npz"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
Split = Literal["train", "validation", "test", "sample"]
SAMPLE_SIZE, SAMPLE_BYTES = 5_000, 400_000_000
"""What the pages show of a set: that many images, and not more bytes of them"""


@dataclass(frozen=True, kw_only=True)
class OwnSet:
    """What `set.json` says."""

    name: str
    former_names: tuple[str, ...] = ()
    """Models trained under one of these find it all the same."""
    source: str
    """Name of the folder or file it came from"""
    created: str
    """ISO 8601, UTC"""
    image_shape: tuple[int, int, int]
    fit: Fit
    ground: str
    splits: tuple[int, int, int]
    """Images in train, validation and test"""
    class_names: tuple[str, ...]
    class_counts: tuple[int, ...]
    labels_from: Literal["folders", "labels", "nothing"]
    factor_names: tuple[str, ...] = ()
    fingerprint: str
    """SHA-256 of all images and labels, first 16 hex digits"""
    black_and_white: bool
    """Whether a Bernoulli likelihood suits: one channel, and hardly a pixel that is grey"""
    sizes: dict[str, int] = field(default_factory=dict)
    """As found, `640 × 480`, the ten most frequent: how many"""
    modes: dict[str, int] = field(default_factory=dict)
    """As found, in Pillow's words"""
    notes: tuple[str, ...] = ()
    """What was done, and to how many images"""
    left_out: tuple[str, ...] = ()
    """The first thousand, `name: why`"""
    num_left_out: int = 0
    num_copies: int = 0
    """Images that are the same as an earlier one, pixel for pixel"""
    num_alike: int = 0
    """Images that are nearly the same as an earlier one"""

    def __len__(self) -> int:
        return sum(self.splits)

    @property
    def num_bytes(self) -> int:
        return len(self) * int(np.prod(self.image_shape))

    def rows(self, split: Split) -> slice:
        """The sample is the last images of the set: those that are held out, and as many training images as there is room for."""
        train, validation, _ = self.splits
        size = min(SAMPLE_SIZE, max(1, SAMPLE_BYTES // int(np.prod(self.image_shape))))
        return {
            "train": slice(0, train),
            "validation": slice(train, train + validation),
            "test": slice(train + validation, len(self)),
            "sample": slice(max(0, len(self) - size), len(self)),
        }[split]

    def fingerprint_of(self, split: Split) -> str:
        """16 hex digits"""
        return hashlib.sha256(f"{self.fingerprint} {split}".encode()).hexdigest()[:16]


def set_folder(name: str) -> Path:
    """Raises ValueError for a name that none can have; a name is never a path."""
    return own_data_dir() / check_name(name)


def check_name(name: str) -> str:
    """Raises ValueError, saying which names there can be."""
    if not NAME.fullmatch(name):
        shown = name if len(name) <= 40 else f"{name[:40]}…"
        raise ValueError(
            f"expected a name of up to 64 letters a–z, digits, dots, dashes and underscores, a letter or digit first; got {shown!r}"
        )
    return name


def find_set(name: str) -> OwnSet | None:
    """The set that is called so, else the one that was; None without one. Raises ValueError for a set that is there and cannot be read."""
    if not NAME.fullmatch(name):
        return None
    if (set_folder(name) / SET).is_file():
        return read_set(set_folder(name))
    return next((own for own in list_sets() if name in own.former_names), None)


def own_fingerprint(name: str) -> str:
    """Of the images of a set of one's own, as they are now; empty where there is none of that name, or it cannot be read."""
    try:
        own = find_set(name)
    except ValueError:
        return ""
    return own.fingerprint if own else ""


def list_sets() -> list[OwnSet]:
    """By name. What cannot be read is left out, see `unreadable_sets`."""
    return [own for own in _look().values() if isinstance(own, OwnSet)]


def unreadable_sets() -> dict[str, str]:
    """Name of the folder, and why."""
    return {name: why for name, why in _look().items() if isinstance(why, str)}


def _look() -> dict[str, OwnSet | str]:
    found: dict[str, OwnSet | str] = {}
    for folder in folders_in(own_data_dir()).values():
        if not NAME.fullmatch(folder.name) or not (folder / SET).is_file():
            continue
        try:
            found[folder.name] = read_set(folder)
        except ValueError as error:
            found[folder.name] = str(error)
    return found


def read_set(folder: Path) -> OwnSet:
    """Raises ValueError for a folder that is damaged."""
    try:
        stamp, size = (folder / SET).stat(), (folder / IMAGES).stat().st_size
        return _read_set(folder, (stamp.st_mtime_ns, stamp.st_size, stamp.st_ino), size)
    except (OSError, ValueError, TypeError) as error:
        raise ValueError(f"the data set in {folder} cannot be used: {error}; remove it, and add it again") from error


@lru_cache(maxsize=256)
def _read_set(folder: Path, stamp: tuple[int, ...], image_bytes: int) -> OwnSet:
    values = json_object((folder / SET).read_bytes(), SET)
    check_json(SET, values)
    own = config_from_dict(OwnSet, values)
    if image_bytes <= own.num_bytes or (image_bytes - own.num_bytes) % np.lib.format.ARRAY_ALIGN:  # a header before the pixels
        raise ValueError(f"{IMAGES}: expected {own.num_bytes:,} bytes of pixels, got a file of {image_bytes:,}")
    return own if own.name == folder.name else config_from_dict(OwnSet, values | {"name": folder.name})


def write_set(folder: Path, own: OwnSet) -> None:
    atomic_write(folder / SET, json.dumps(asdict(own), indent=1, ensure_ascii=False).encode())


def open_images(own: OwnSet, folder: Path | None = None) -> np.ndarray:
    """(num_images, channel, height, width) uint8, mapped: pages of the file come into memory as they are looked at, and go again.
    `folder`: of a set that has been built and not added.

    Copy-on-write, for torch wants an array that could be written to; nothing ever is.
    """
    images = np.load((folder or set_folder(own.name)) / IMAGES, mmap_mode="c", allow_pickle=False)
    if images.dtype != np.uint8 or images.shape != (len(own), *own.image_shape):
        raise ValueError(
            f"{own.name}: expected {IMAGES} of shape {(len(own), *own.image_shape)}, got {images.shape} of {images.dtype}"
        )
    return images


def open_labels(own: OwnSet, folder: Path | None = None) -> np.ndarray:
    """(num_images,), int64. `folder`: as of `open_images`."""
    labels = np.load((folder or set_folder(own.name)) / LABELS, allow_pickle=False)
    if labels.shape != (len(own),) or labels.min() < 0 or labels.max() >= len(own.class_names):
        raise ValueError(f"{own.name}: expected {len(own):,} labels below {len(own.class_names)} in {LABELS}")
    return labels.astype(np.int64)


def image_names(own: OwnSet) -> list[str]:
    """What each image was called where it came from, in the order of the images."""
    return json.loads((set_folder(own.name) / NAMES).read_text(encoding="utf-8"))


def open_factors(own: OwnSet) -> list[Factor]:
    """What is known of each image, with gaps; in the order of the images. Empty for a set without factors."""
    if not own.factor_names:
        return []
    with np.load(set_folder(own.name) / FACTORS, allow_pickle=False) as arrays:
        return [
            Factor(name, tuple(arrays[f"values_{place}"].tolist()), arrays["numbers"][:, place])
            for place, name in enumerate(own.factor_names)
        ]


def sample_factors(own: OwnSet) -> list[Factor]:
    """Of the images that the pages show, in their order."""
    rows = own.rows("sample")
    return [Factor(factor.name, factor.values, factor.numbers[rows]) for factor in open_factors(own)]


def rename_set(old: str, new: str) -> OwnSet:
    """Models that were trained on it find it by its former name. Raises ValueError for names that cannot be, are taken, or unknown."""
    own = _there(old)
    target = set_folder(check_free(new, renamed=own.name))
    os.rename(set_folder(own.name), target)
    former = tuple(name for name in dict.fromkeys((*own.former_names, own.name)) if name != new)
    values: dict[str, Any] = asdict(own) | {"name": new, "former_names": former}
    renamed = config_from_dict(OwnSet, values)
    write_set(target, renamed)
    return renamed


def remove_set(name: str) -> Path:
    """Into the trash, where it stays for a week. Raises ValueError for an unknown name."""
    return move_to_trash(set_folder(_there(name).name))


def restore_set(name: str) -> OwnSet:
    """The last one of that name that was removed. Raises ValueError if there is none, or another one of that name by now."""
    removed = places(own_data_dir())
    if name not in removed:
        raise ValueError(
            f"no data set {name[:64]!r} was removed in the last days; those that can be brought back: {', '.join(removed) or 'none'}"
        )
    return read_set(bring_back(find_in_trash(own_data_dir(), removed[name])))


def was_removed(name: str) -> bool:
    """And can be brought back still"""
    return name in places(own_data_dir())


def check_free(name: str, *, renamed: str = "") -> str:
    """Raises ValueError for a name that another set has, or had: its models would find the new one. The sets that come with the program are
    looked at by who knows them. `renamed`: the set that is to be called so, which may have been before."""
    if os.path.lexists(set_folder(name)):
        raise ValueError(f"there is a data set {name!r} already: choose another name, or remove that one first")
    if (other := find_set(name)) is not None and renamed not in (other.name, *other.former_names):
        raise ValueError(
            f"the data set {other.name!r} was called {name!r}, and models that were trained on it look for it there: choose another name"
        )
    return name


def _there(name: str) -> OwnSet:
    own = find_set(name)
    if own is None:
        known = ", ".join(one.name for one in list_sets()) or "none"
        raise ValueError(f"there is no data set {name[:64]!r} of your own; there are: {known}")
    return own
