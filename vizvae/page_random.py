"""The browser's seeded randomness (`frontend/src/parts/latent/random.ts`) in Python: what the page has drawn can be drawn again here."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from jaxtyping import Float


@lru_cache(maxsize=4)
def uniforms(seed: int, count: int) -> Float[np.ndarray, " count"]:
    """In [0, 1), from Tommy Ettinger's 32-bit generator mulberry32, which JavaScript computes in the same bits."""
    with np.errstate(over="ignore"):
        state = np.uint32(seed) + np.arange(1, count + 1, dtype=np.uint32) * np.uint32(0x6D2B79F5)
        t = (state ^ (state >> np.uint32(15))) * (state | np.uint32(1))
        t ^= t + (t ^ (t >> np.uint32(7))) * (t | np.uint32(61))
        return (t ^ (t >> np.uint32(14))) / 4294967296.0


def normals(seed: int, count: int) -> Float[np.ndarray, " count"]:
    """From N(0, 1), by Box and Muller; float32."""
    pairs = uniforms(seed, count + count % 2).reshape(-1, 2)
    radius, angle = np.sqrt(-2 * np.log(1 - pairs[:, 0])), 2 * np.pi * pairs[:, 1]  # 1 − u is never 0
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1).flatten()[:count].astype(np.float32)
