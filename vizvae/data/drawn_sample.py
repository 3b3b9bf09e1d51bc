"""The sample of a set that is drawn in code, as much of it as is looked at: an image at a time, or from a file once it has been drawn.

To draw all 5,000 faces takes 12 seconds; to read one takes microseconds, and no memory.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import torch
from jaxtyping import UInt8
from torch import Tensor

from vizvae.atomic_write import remove_abandoned, written_aside
from vizvae.data.factor_sets import factor_set, split_factors
from vizvae.data.images import labels_of
from vizvae.data.registry import ImageSpec, image_spec
from vizvae.paths import download_dir

CHUNK = 250
"""Images drawn at a time for the file: 3 MB"""


class DrawnSample:
    """What `load_images(key, "sample")` gives, but that images are drawn when they are asked for.

    Raises ValueError for a set that is not drawn.
    """

    def __init__(self, key: str) -> None:
        self.spec: ImageSpec = image_spec(key)
        self._dataset = factor_set(key)
        self._factors = split_factors(self._dataset, "sample")
        self.labels = labels_of(self._dataset, self._factors)
        """(num_images,), int64"""
        self._record = np.dtype([("image", np.uint8, self._dataset.image_shape), ("crc32", "<u4")])

    def __len__(self) -> int:
        return len(self._factors)

    @cached_property
    def fingerprint(self) -> str:
        """16 hex digits that are others whenever one of the images may be; known without drawing any."""
        return hashlib.sha256(self._dataset.drawing.encode() + self._factors.numpy().tobytes()).hexdigest()[:16]

    @property
    def wants_file(self) -> bool:
        """Whether it pays to `write_file`, which nobody has done yet."""
        return self._dataset.slow_to_draw and not self.file.exists()

    @property
    def file(self) -> Path:
        return download_dir() / f"{self._dataset.key}-sample-{self.fingerprint}.images"

    def at(self, rows: Sequence[int]) -> UInt8[Tensor, "row channel height width"]:
        read = self._read(rows)
        return self._dataset.images(self._factors[list(rows)]) if read is None else torch.from_numpy(read)

    def write_file(self) -> None:
        """All images with a checksum each, 61 MB of faces, in the cache; files of earlier versions go. Raises OSError."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        remove_abandoned(self.file.parent)
        with written_aside(self.file) as aside, aside.open("wb") as file:
            for factors in self._factors.split(CHUNK):
                images = self._dataset.images(factors).numpy()
                records = np.empty(len(images), dtype=self._record)
                records["image"] = images
                records["crc32"] = [zlib.crc32(image) for image in images]
                file.write(records.tobytes())
        for other in self.file.parent.glob(f"{self._dataset.key}-sample-*.images"):
            if other != self.file:
                other.unlink(missing_ok=True)

    def _read(self, rows: Sequence[int]) -> np.ndarray | None:
        """None where there is no file, or what is asked for is damaged in it."""
        found = np.empty((len(rows), *self._dataset.image_shape), dtype=np.uint8)
        try:
            with self.file.open("rb") as file:
                for place, row in enumerate(rows):
                    file.seek(row * self._record.itemsize)
                    record = np.frombuffer(file.read(self._record.itemsize), dtype=self._record)
                    if len(record) != 1 or zlib.crc32(record["image"][0]) != record["crc32"][0]:
                        return None
                    found[place] = record["image"][0]
        except (OSError, ValueError):  # a ValueError: less than a record
            return None
        return found


def write_sample_file(key: str) -> None:
    """For this process and whoever comes after it, see `DrawnSample.write_file`."""
    DrawnSample(key).write_file()
