"""Faces: drawn portraits with known factors, of which the smile is the classic one."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import torch
from jaxtyping import Int64, UInt8
from torch import Tensor

from vizvae.data.face_drawing import SIDE, Layer, Pose, brows, eyes, mouth, rgb
from vizvae.data.face_head import HAIRS, head
from vizvae.data.factors import Factor, FactorDataset


def grid(low: float, high: float, size: int) -> tuple[float, ...]:
    return tuple(round(low + (high - low) * step / (size - 1), 6) for step in range(size))


def sideways(sines: tuple[float, ...]) -> tuple[str, ...]:
    """In degrees to a side of the picture."""
    degrees = [round(math.degrees(math.asin(sine))) for sine in sines]
    return tuple(f"{abs(angle)}° {'left' if angle < 0 else 'right'}" if angle else "straight" for angle in degrees)


YAWS, TILTS = grid(-0.19, 0.19, 9), grid(-0.2, 0.2, 7)
"""Sines of the angles: to 11° to either side, and to 12°. A further turn would carry an eye past the edge of a narrow face."""
SMILES = grid(-1, 1, 11)
OPENINGS, BROWS = grid(0, 1, 7), grid(0, 1, 7)
WIDTHS = grid(13.0, 16.0, 7)
"""Half a face's width, in the units of `face_drawing`."""
SKINS = ("#f8dfcc", "#f0cdb1", "#e3b995", "#cf9f78", "#b2805a", "#916343", "#6f4a33", "#523628")

CHUNK = 32
"""Images that are drawn at a time: as many as stay in the processor's cache."""
EYES, BROW, MOUTH = (20, 40, 4, 60), (14, 32, 2, 62), (34, 64, 8, 56)
"""First and last row and column of the windows that hold the features in every pose, of a picture of `SIDE` pixels."""

_SKINS = np.stack([np.round(255 * rgb(colour)) for colour in SKINS]).astype(np.uint16)


class _Heads:
    """Heads of every turn, tilt, width and hair, each drawn when it is first asked for: 16 µs to copy, half a millisecond to draw."""

    def __init__(self, side: int) -> None:
        self._side = side
        self._sizes = (len(YAWS), len(TILTS), len(WIDTHS), len(HAIRS))
        self._drawn = np.zeros(self._sizes, dtype=bool).reshape(-1)
        # At 64 pixels 43 MB that cost nothing until they are written to.
        self._shade, self._rest = (np.zeros((len(self._drawn), 3, side, side), dtype=np.uint8) for _ in range(2))

    def at(self, turn: np.ndarray, tilt: np.ndarray, width: np.ndarray, hair: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(batch, 3, side, side) each: the share of the skin's colour in 255ths, and the rest."""
        index = np.ravel_multi_index((turn, tilt, width, hair), self._sizes)
        for missing in np.unique(index[~self._drawn[index]]):
            a, b, c, d = np.unravel_index(missing, self._sizes)
            shade, rest = head(Pose.at(YAWS[a], TILTS[b], self._side), WIDTHS[c], HAIRS[d])
            self._shade[missing], self._rest[missing] = 255 * shade, 255 * rest
            self._drawn[missing] = True
        return self._shade[index], self._rest[index]


class _Feature:
    """A part of the face in every pose and at every value of its factor, as what it does to the pixels of its window: each drawn when it
    is first asked for, since all together take seconds."""

    def __init__(
        self, draw: Callable[[Pose, float], Layer], values: tuple[float, ...], window: tuple[int, int, int, int], side: int
    ) -> None:
        top, bottom, left, right = (edge * side // SIDE for edge in window)
        self._draw, self._values, self._side = draw, values, side
        self._window = slice(top, bottom), slice(left, right)
        self._sizes = (len(YAWS), len(TILTS), len(values))
        self._drawn = np.zeros(self._sizes, dtype=bool).reshape(-1)
        # Multipliers in 256ths, and addends.
        shape = (len(self._drawn), 3, bottom - top, right - left)
        self._multipliers, self._addends = (np.zeros(shape, dtype=np.uint16) for _ in range(2))

    def lay_over(self, image: np.ndarray, turn: np.ndarray, tilt: np.ndarray, value: np.ndarray) -> None:
        index = np.ravel_multi_index((turn, tilt, value), self._sizes)
        for missing in np.unique(index[~self._drawn[index]]):
            a, b, c = np.unravel_index(missing, self._sizes)
            multiplier, addend = self._draw(Pose.at(YAWS[a], TILTS[b], self._side), self._values[c])
            self._multipliers[missing], self._addends[missing] = (
                256 * multiplier[..., *self._window],
                255 * addend[..., *self._window],
            )
            self._drawn[missing] = True
        part = image[..., *self._window]
        part *= self._multipliers[index]
        part >>= 8
        part += self._addends[index]


class Faces(FactorDataset):
    key = "faces"
    title = "Drawn faces"
    factors = (
        Factor(name="turn", values=YAWS, words=sideways(YAWS)),
        Factor(name="tilt", values=TILTS, words=sideways(TILTS)),
        Factor(name="smile", values=SMILES),
        Factor(name="eyes", values=OPENINGS),
        Factor(name="brows", values=BROWS),
        Factor(name="width", values=WIDTHS),
        Factor(name="skin", values=grid(0, 1, len(SKINS))),
        Factor(name="hair", values=tuple(hair.name for hair in HAIRS)),
    )
    image_shape = (3, SIDE, SIDE)
    num_training_images = 50_000
    drawn_by = ("vizvae.data.face_drawing", "vizvae.data.face_head")
    slow_to_draw = True

    def __init__(self) -> None:
        side = self.image_shape[-1]
        self._heads = _Heads(side)
        features = ((brows, BROWS, BROW), (eyes, OPENINGS, EYES), (mouth, SMILES, MOUTH))
        self._features = [_Feature(*feature, side) for feature in features]

    def _draw(self, factors: Int64[Tensor, "batch factor"]) -> UInt8[Tensor, "batch 3 side side"]:
        out = np.empty((len(factors), *self.image_shape), dtype=np.uint8)
        for at in range(0, len(out), CHUNK):
            turn, tilt, smile, opening, brow, width, skin, hair = factors[at : at + CHUNK].numpy().T
            shade, rest = self._heads.at(turn, tilt, width, hair)
            # image = skin · shade + rest, then each feature over its window; in 256ths, so that a multiplier of 256 changes nothing.
            image = shade.astype(np.uint16)
            image *= _SKINS[skin]
            image >>= 8
            image += rest
            for feature, value in zip(self._features, (brow, opening, smile), strict=True):
                feature.lay_over(image, turn, tilt, value)
            out[at : at + CHUNK] = image
        return torch.from_numpy(out)


class LargeFaces(Faces):
    """The same portraits, four times as many pixels."""

    key = "faces-128"
    title = "Drawn faces, large"
    image_shape = (3, 2 * SIDE, 2 * SIDE)
    num_training_images = 20_000
    """1 GB"""
