"""dSprites (Matthey et al. 2017), read from its own file where the user has it."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from functools import cached_property
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Int64, UInt8
from torch import Tensor

from vizvae.atomic_write import written_aside
from vizvae.data.factors import FactorDataset
from vizvae.data.sprites import SIDE, Sprites
from vizvae.paths import data_roots, download_dir

FILE = "dsprites_ndarray_co1sh3sc6or40x32y32_64x64.npz"
CHUNK = 4096
"""Images unpacked at a time, 17 MB."""


def dsprites_file() -> Path | None:
    """Where the file is: in one of `data_roots()`. None if it is in none."""
    return next((root / FILE for root in data_roots() if (root / FILE).is_file()), None)


class DSprites(FactorDataset):
    key = "dsprites"
    title = "dSprites"
    factors = Sprites.factors
    image_shape = Sprites.image_shape

    @cached_property
    def drawing(self) -> str:
        """Of the file, whose images nobody draws."""
        return hashlib.sha256(unpacked_name(self._file()).encode()).hexdigest()[:16]

    @cached_property
    def _bits(self) -> np.ndarray:
        return unpacked(self._file(), len(self))

    @staticmethod
    def _file() -> Path:
        path = dsprites_file()
        if path is None:
            places = ", ".join(str(root) for root in data_roots())
            raise ValueError(f"{FILE} is not on this machine: put it into one of {places}, or name its folder in VIZVAE_DATA")
        return path

    def _draw(self, factors: Int64[Tensor, "batch factor"]) -> UInt8[Tensor, "batch 1 64 64"]:
        packed = self._bits[self.index_of(factors).numpy()]
        return torch.from_numpy(255 * np.unpackbits(packed, axis=-1).reshape(-1, 1, SIDE, SIDE))


def unpacked_name(path: Path) -> str:
    """Of the file in the cache; another for another archive."""
    facts = path.stat()
    return f"dsprites-{facts.st_size}-{facts.st_mtime_ns}.npy"


def unpacked(path: Path, count: int) -> np.ndarray:
    """(count, 512) uint8: the images, eight pixels a byte, as a view of a file in the cache that is written the first time.

    The archive holds 3 GB that can only be read from front to back; this is an eighth of it, of which only what is looked at is in
    memory. Raises ValueError if the file is damaged, or not dSprites.
    """
    cache = download_dir() / unpacked_name(path)
    if not cache.exists():
        cache.parent.mkdir(parents=True, exist_ok=True)
        try:
            with written_aside(cache) as aside:
                _unpack(path, count, aside)
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError) as error:
            raise ValueError(
                f"{path} is damaged or not dSprites ({str(error) or type(error).__name__}): expected an archive with imgs.npy, "
                f"{count:,} images of {SIDE}×{SIDE} zeros and ones. Get {FILE} again, or take it away"
            ) from error
    return np.load(cache, mmap_mode="r", allow_pickle=False)


def _unpack(path: Path, count: int, target: Path) -> None:
    with zipfile.ZipFile(path) as archive, archive.open("imgs.npy") as images:
        version = np.lib.format.read_magic(images)
        if version != (1, 0):
            raise ValueError(f"its imgs.npy is of format {version}")
        shape, by_column, dtype = np.lib.format.read_array_header_1_0(images)
        if shape != (count, SIDE, SIDE) or by_column or dtype != np.uint8:
            raise ValueError(f"its imgs.npy holds {dtype} of shape {shape}")
        bits = np.lib.format.open_memmap(target, mode="w+", dtype=np.uint8, shape=(count, SIDE * SIDE // 8))
        for start in range(0, count, CHUNK):
            rows = min(CHUNK, count - start)
            content = images.read(rows * SIDE * SIDE)
            if len(content) < rows * SIDE * SIDE:
                raise EOFError(f"it ends after {start + len(content) // SIDE**2:,} images")
            pixels = np.frombuffer(content, dtype=np.uint8).reshape(rows, SIDE * SIDE)
            if pixels.max() > 1:
                raise ValueError(f"it holds a pixel of {pixels.max()}")
            bits[start : start + rows] = np.packbits(pixels, axis=-1)
        bits.flush()
