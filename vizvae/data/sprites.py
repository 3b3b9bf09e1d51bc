"""Sprites: a white shape on black with the factors of dSprites (Matthey et al. 2017), drawn in code."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import torch
from jaxtyping import Int64, UInt8
from torch import Tensor

from vizvae.data.factors import Factor, FactorDataset

SIDE = 64
PATCH = 33
"""Side of the square that holds the largest shape at any angle."""
FIRST = 15
"""Centre of the leftmost and topmost sprite; positions are one pixel apart."""
SUBSAMPLES = 4
"""Points a pixel's side at which coverage is counted."""
SQUARE, ELLIPSE, HEART = 8.53, (12.87, 6.91), 8.77
"""Half a side, half axes, and the unit of the heart's curve at full scale, pixels: about the same area. No round numbers, so that no
counted point lies on an edge, where one machine's rounding could differ from another's."""

SHAPES = ("square", "ellipse", "heart")
SCALES = tuple(0.5 + 0.1 * step for step in range(6))
ANGLES = tuple(2 * math.pi * step / 39 for step in range(40))
"""Radians, as in dSprites: the first and the last angle are the same."""
POSITIONS = tuple(step / 31 for step in range(32))


class Sprites(FactorDataset):
    key = "sprites"
    title = "Sprites"
    factors = (
        Factor(name="shape", values=SHAPES),
        Factor(name="scale", values=SCALES),
        Factor(name="orientation", values=ANGLES, words=tuple(f"{math.degrees(angle):.0f}°" for angle in ANGLES)),
        Factor(name="x", values=POSITIONS),
        Factor(name="y", values=POSITIONS),
    )
    image_shape = (1, SIDE, SIDE)

    def _draw(self, factors: Int64[Tensor, "batch factor"]) -> UInt8[Tensor, "batch 1 64 64"]:
        shape, scale, orientation, x, y = factors.numpy().T
        # A sprite that moves is a window that moves the other way over a large black field with the shape in its middle.
        drawn = _windows()[shape, scale, orientation, 31 - y, 31 - x]
        return torch.from_numpy(drawn).unsqueeze(1)


@cache
def _windows() -> np.ndarray:
    """(shape, scale, angle, 32, 32, 64, 64) uint8: every image, as a view of 6.5 MB."""
    before = FIRST + len(POSITIONS) - 1 - PATCH // 2
    after = SIDE + len(POSITIONS) - 1 - PATCH - before
    field = np.pad(_patches(), [(0, 0)] * 3 + [(before, after)] * 2)
    return np.lib.stride_tricks.sliding_window_view(field, (SIDE, SIDE), axis=(3, 4))


def _patches() -> np.ndarray:
    """(shape, scale, angle, 33, 33) uint8, 0 or 255: coverage of each pixel by the shape, thresholded at one half."""
    steps = (np.arange(PATCH * SUBSAMPLES) + 0.5) / SUBSAMPLES - PATCH / 2
    down, right = np.meshgrid(steps, steps, indexing="ij")
    patches = np.zeros((len(SHAPES), len(SCALES), len(ANGLES), PATCH, PATCH), dtype=np.uint8)
    for turn, angle in enumerate(ANGLES):
        u = math.cos(angle) * right + math.sin(angle) * down
        v = math.cos(angle) * down - math.sin(angle) * right
        for step, scale in enumerate(SCALES):
            for shape, inside in enumerate(_insides(u / scale, v / scale)):
                coverage = inside.reshape(PATCH, SUBSAMPLES, PATCH, SUBSAMPLES).sum((1, 3))
                patches[shape, step, turn] = np.where(2 * coverage >= SUBSAMPLES**2, 255, 0)
    return patches


def _insides(u: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which points lie in the square, the ellipse and the heart; `v` points down."""
    square = np.maximum(np.abs(u), np.abs(v)) < SQUARE
    across, down = u / ELLIPSE[0], v / ELLIPSE[1]
    ellipse = across * across + down * down < 1
    # The curve (a² + b² − 1)³ = a²b³, moved so that it turns about its middle. Products: a power takes numpy ten times as long.
    a, b = u / HEART, 0.12 - v / HEART
    a2, b2 = a * a, b * b
    c = a2 + b2 - 1
    heart = c * c * c < a2 * (b2 * b)
    return square, ellipse, heart
