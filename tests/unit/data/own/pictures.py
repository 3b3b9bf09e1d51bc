"""Folders of small pictures, each another."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image


def noise(seed: int, size: tuple[int, int] = (24, 20), mode: str = "RGB") -> Image.Image:
    """Smooth, so that it survives a JPEG, and like no other."""
    coarse = np.random.default_rng(seed).integers(0, 256, (5, 5, 3), dtype=np.uint8)
    return Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC).convert(mode)


def fill(
    folder: Path, count: int = 14, *, first: int = 0, suffix: str = ".png", mode: str = "RGB", size: tuple[int, int] = (24, 20)
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for seed in range(first, first + count):
        noise(seed, size, mode).save(folder / f"p{seed:03d}{suffix}")
    return folder
