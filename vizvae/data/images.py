"""Labelled images, read: the full sets through torchvision where they are present, the committed samples everywhere; and one's own."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from jaxtyping import Int64, UInt8
from torch import Tensor

from vizvae.data.bundled import bundled_folder, bundled_images
from vizvae.data.factor_sets import SPLIT_SIZES, factor_set, split_factors
from vizvae.data.factors import FactorDataset
from vizvae.data.own.store import OwnSet, find_set, open_images, open_labels
from vizvae.data.registry import ImageSpec, image_spec, spec_of_bundled, spec_of_own
from vizvae.data.torchvision_compat import import_torchvision
from vizvae.paths import SAMPLES, data_roots, download_dir

Split = Literal["train", "validation", "test", "sample"]
SAMPLE_SPLITS: dict[Split, tuple[int, int]] = {"train": (0, 3500), "validation": (3500, 4000), "test": (4000, 5000)}
"""Which of the committed images stand in for a split of a set that is not on this machine."""
TRAINING_FILE = "raw/train-images-idx3-ubyte"
log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class ImageSet:
    """Images that are in memory."""

    spec: ImageSpec
    split: Split
    source: Literal["full", "sample", "drawn", "own", "bundled"]
    """`sample`: cut from the committed 5,000, because the full set is not on this machine. `drawn`: by code. `own`: added by a person.
    `bundled`: in the folder of a model from elsewhere."""
    images: Tensor
    """(num_images, channel, height, width), uint8"""
    labels: Tensor
    """(num_images,), int64"""
    known_fingerprint: str = ""
    """That of images that need not be read for it"""

    def __len__(self) -> int:
        return len(self.images)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of images and labels, first 16 hex digits."""
        if self.known_fingerprint:
            return self.known_fingerprint
        digest = hashlib.sha256(self.images.contiguous().numpy().data)  # in place: they may be a gigabyte
        digest.update(self.labels.contiguous().numpy().data)
        return digest.hexdigest()[:16]

    def at(self, rows: Sequence[int]) -> UInt8[Tensor, "row channel height width"]:
        return self.images[list(rows)]

    @property
    def description(self) -> str:
        origins = {
            "full": " of the full set",
            "sample": " of the committed sample",
            "drawn": " drawn in code",
            "own": "",
            "bundled": " that came with the model",
        }
        return f"{self.spec.title}, {self.split}, {len(self):,} images{origins[self.source]}"

    def mean_image(self) -> Tensor:
        """(channel, height, width), pixels in [0, 1]; a part at a time, so that no second copy of the images is made."""
        return torch.stack([part.sum(0, dtype=torch.float64) for part in self.images.split(5_000)]).sum(0).float() / (
            255 * len(self)
        )

    def subset(self, index: Tensor) -> ImageSet:
        return ImageSet(
            spec=self.spec, split=self.split, source=self.source, images=self.images[index], labels=self.labels[index]
        )


def count_training_images(key: str) -> int:
    """How many `load_images(key, "train")` gives, without reading them."""
    spec = image_spec(key)
    if spec.drawn:
        return factor_set(spec.key).num_training_images
    if spec.own:
        return _own_set(spec).splits[0]
    root = _find_root(spec, download=False)
    if root is None:
        return SAMPLE_SPLITS["train"][1]
    with (root / spec.torchvision_name / TRAINING_FILE).open("rb") as file:
        there = int.from_bytes(file.read(8)[4:], "big")  # after a magic number
    return max(0, there - 5_000) if spec.sample_from == "train" else min(there, 55_000)


def count_validation_images(key: str) -> int:
    """Likewise of `load_images(key, "validation")`."""
    spec = image_spec(key)
    if spec.drawn:
        return SPLIT_SIZES["validation"]
    if spec.own:
        return _own_set(spec).splits[1]
    if _find_root(spec, download=False) is None:
        first, last = SAMPLE_SPLITS["validation"]
        return last - first
    return 5_000


def load_images(key: str, split: Split, *, download: bool = False) -> ImageSet:
    """One split of a registered image set.

    `sample`: the 5,000 committed images. The other splits come from the full set if it is in one of `data_roots()` or can be
    downloaded (only with `download=True`): `train` 55,000, `validation` 5,000, `test` 10,000. Where the sample is part of the training
    images it *is* the validation set, matched by bytes, so no training run has ever seen it; else the last 5,000 training images are.
    Without the full set the splits are the sample's first 3,500, next 500 and last 1,000 images, and `source` says so.
    Sets with known factors are drawn: `train` 100,000 images that stay in memory, `validation` 2,000, `test` 10,000, `sample` 5,000,
    disjoint; the label is the first factor that has names instead of numbers.
    Sets of one's own have been split when they were added; their images stay on the disk, and are read as they are looked at. Their
    sample is up to 5,000 images, the held-out ones first.
    """
    spec = image_spec(key)
    if (folder := bundled_folder(key)) is not None:
        return _map_bundled(key, folder, split)
    if spec.drawn:
        return _draw(spec, split)
    if spec.own:
        own = _own_set(spec)
        return _map_own(own.name, own.fingerprint, split)
    sample = _read_sample(spec)
    if split == "sample":
        return sample
    root = _find_root(spec, download)
    if root is None:
        return _part_of_sample(sample, split)
    images, labels = _read_full(spec, root, train=split != "test")
    if split != "test":
        held_out = _is_member(images, sample.images) if spec.sample_from == "train" else torch.arange(len(images)) >= 55_000
        keep = held_out if split == "validation" else ~held_out
        images, labels = images[keep], labels[keep]
    return ImageSet(spec=spec, split=split, source="full", images=images, labels=labels)


@lru_cache(maxsize=16)
def sample_fingerprint(key: str) -> str:
    """Of the images that a run trains on where the full set is not on this machine. `key`: of a set that torchvision has."""
    return _part_of_sample(_read_sample(image_spec(key)), "train").fingerprint


def _part_of_sample(sample: ImageSet, split: Split) -> ImageSet:
    part = sample.subset(torch.arange(*SAMPLE_SPLITS[split]))
    return ImageSet(spec=sample.spec, split=split, source="sample", images=part.images, labels=part.labels)


def _own_set(spec: ImageSpec) -> OwnSet:
    own = find_set(spec.key)
    if own is None:  # since its spec was made
        raise ValueError(f"the data set {spec.key!r} has just been removed")
    return own


@lru_cache(maxsize=16)
def _map_own(name: str, fingerprint: str, split: Split) -> ImageSet:
    """Kept, for the pages ask for one image at a time; by fingerprint, for another set may have that name by then."""
    own = find_set(name)
    assert own is not None
    assert own.fingerprint == fingerprint
    rows = own.rows(split)
    return ImageSet(
        spec=spec_of_own(own),
        split=split,
        source="own",
        images=torch.from_numpy(open_images(own)[rows]),
        labels=torch.from_numpy(open_labels(own)[rows]),
        known_fingerprint=own.fingerprint_of(split),
    )


@lru_cache(maxsize=16)
def _map_bundled(key: str, folder: Path, split: Split) -> ImageSet:
    """All that came with the model, whatever part they were. Kept as those of an own set are: others have another key."""
    images, labels = bundled_images(folder)
    return ImageSet(spec=spec_of_bundled(key, folder), split=split, source="bundled", images=images, labels=labels)


def _draw(spec: ImageSpec, split: Split) -> ImageSet:
    dataset = factor_set(spec.key)
    factors = split_factors(dataset, split)
    return ImageSet(spec=spec, split=split, source="drawn", images=dataset.images(factors), labels=labels_of(dataset, factors))


def labels_of(dataset: FactorDataset, factors: Int64[Tensor, "image factor"]) -> Int64[Tensor, " image"]:
    """The first factor that has names instead of numbers."""
    return factors[:, [factor.ordered for factor in dataset.factors].index(False)]


def _read_sample(spec: ImageSpec) -> ImageSet:
    with np.load(SAMPLES / f"{spec.key}-sample.npz", allow_pickle=False) as arrays:
        images = torch.from_numpy(arrays["images"]).unsqueeze(1)  # (5000, 1, 28, 28)
        labels = torch.from_numpy(arrays["labels"]).long()
    return ImageSet(spec=spec, split="sample", source="sample", images=images, labels=labels)


def _find_root(spec: ImageSpec, download: bool) -> Path | None:
    for root in data_roots():
        if (root / spec.torchvision_name / TRAINING_FILE).exists():
            return root
    if not download:
        return None
    dataset = getattr(import_torchvision(), spec.torchvision_name)
    try:
        dataset(root=download_dir(), download=True)
    except (OSError, RuntimeError) as error:  # no network, or every mirror failed
        log.warning("%s could not be downloaded (%s): the committed sample is used instead", spec.title, error)
        return None
    return download_dir()


def _read_full(spec: ImageSpec, root: Path, *, train: bool) -> tuple[Tensor, Tensor]:
    read = getattr(import_torchvision(), spec.torchvision_name)
    try:
        dataset = read(root=root, train=train, download=False)
    except (RuntimeError, AssertionError, ValueError, OSError) as error:
        raise ValueError(
            f"{spec.title}: the full set in {root / spec.torchvision_name} is incomplete or damaged ({error}); "
            "delete that folder and get it again, or point VIZVAE_DATA to a whole one"
        ) from error
    return dataset.data.unsqueeze(1), dataset.targets.long()


def _is_member(images: Tensor, of: Tensor) -> Tensor:
    """For each image, whether it is byte for byte one of `of`."""
    known = {image.tobytes() for image in of.numpy()}
    return torch.tensor([image.tobytes() in known for image in images.numpy()])
