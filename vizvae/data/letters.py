"""Letters of a variable typeface: real outlines, whose weight, width and slant were drawn by type designers to vary without a step.

The typeface is Roboto Flex (© The Roboto Flex Project Authors, SIL Open Font License 1.1). It comes with the npm package
`@fontsource-variable/roboto-flex` and is put into `typefaces/` beside its licence when VizVAE is built.
"""

from __future__ import annotations

import hashlib
import string
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from jaxtyping import Int64, UInt8
from torch import Tensor

from vizvae.data.factors import Factor, FactorDataset

if TYPE_CHECKING:
    from PIL import ImageFont

TYPEFACE = Path(__file__).parent / "typefaces" / "roboto-flex.woff2"
TYPEFACE_SHA256 = "173b23c08b26e4f98d1f00fd52b030aba61d56131a218655bcac0fd38b6a228b"
"""Of the one that these letters are drawn from: another would be other images under the same name"""
SIDE = 64
SUPERSAMPLED = 4
"""Drawn so many times as large and averaged: the rasteriser fits outlines to its pixels, and twice as large a stem that slants by a degree
would stand upright."""
SIZE = 39
"""Of the type, pixels: the widest letter, a black extended W, just fits."""
BASELINE = 48
LETTERS = tuple(string.ascii_uppercase)
WEIGHTS = tuple(float(weight) for weight in range(200, 1001, 50))
WIDTHS = tuple(float(width) for width in range(25, 152, 9))
"""Per cent of the usual width"""
SLANTS = tuple(float(slant) for slant in range(11))
"""Degrees to the right; the typeface's own axis counts them downwards from 0"""
OPTICAL_SIZES = (24.0, 32.0, 44.0, 60.0, 82.0, 112.0)
"""Points that a letter is meant to be set in: letters for small ones have thicker thin strokes, and are never narrow. Below these the width
hardly shows."""


class Letters(FactorDataset):
    key = "letters"
    title = "Letters"
    factors = (
        Factor(name="letter", values=LETTERS),
        Factor(name="weight", values=WEIGHTS),
        Factor(name="width", values=WIDTHS),
        Factor(name="slant", values=SLANTS, words=tuple(f"{slant:.0f}°" for slant in SLANTS)),
        Factor(name="optical size", values=OPTICAL_SIZES, words=tuple(f"{size:.0f} pt" for size in OPTICAL_SIZES)),
    )
    image_shape = (1, SIDE, SIDE)
    num_training_images = 50_000
    slow_to_draw = True

    def _draw(self, factors: Int64[Tensor, "batch factor"]) -> UInt8[Tensor, "batch 1 64 64"]:
        """Raises OSError where the typeface is not there, or another."""
        out = np.empty((len(factors), *self.image_shape), dtype=np.uint8)
        font, lock = _typeface()
        with lock:  # an outline is of the axes that were set last
            axes: list[float] = []
            for place, (letter, *at) in enumerate(factors.tolist()):
                wanted = _axes(*(factor.values[index] for factor, index in zip(self.factors[1:], at, strict=True)))
                if wanted != axes:
                    font.set_variation_by_axes(axes := wanted)
                out[place] = _drawn(font, LETTERS[letter])
        return torch.from_numpy(out)


def _axes(weight: float, width: float, slant: float, optical_size: float) -> list[float]:
    """In the typeface's order; its grade and what it calls parametric stay as they are."""
    usual = dict(_usual_axes())
    return list((usual | {"Weight": weight, "Width": width, "Slant": -slant, "Optical Size": optical_size}).values())


def _drawn(font: ImageFont.FreeTypeFont, letter: str) -> np.ndarray:
    """(64, 64) uint8, white on black, in the middle by its advance width"""
    from PIL import Image, ImageDraw

    side = SIDE * SUPERSAMPLED
    large = Image.new("L", (side, side))
    ImageDraw.Draw(large).text((side // 2, BASELINE * SUPERSAMPLED), letter, font=font, fill=255, anchor="ms")
    parts = np.asarray(large, dtype=np.uint16).reshape(SIDE, SUPERSAMPLED, SIDE, SUPERSAMPLED)
    return (parts.sum((1, 3)) // SUPERSAMPLED**2).astype(np.uint8)


@cache
def _typeface() -> tuple[ImageFont.FreeTypeFont, threading.Lock]:
    from PIL import ImageFont  # who draws no letters does not wait for it

    try:
        content = TYPEFACE.read_bytes()
    except OSError as error:
        raise OSError(
            f"the letters' typeface is not at {TYPEFACE.name} in vizvae/data/typefaces ({error.strerror}): it is put there when VizVAE is "
            "built; install it again with pip install -e ."
        ) from error
    if (found := hashlib.sha256(content).hexdigest()) != TYPEFACE_SHA256:
        raise OSError(
            f"{TYPEFACE.name}: expected the typeface with SHA-256 {TYPEFACE_SHA256[:12]}…, got {found[:12]}…: install VizVAE again"
        )
    return ImageFont.truetype(str(TYPEFACE), SIZE * SUPERSAMPLED, layout_engine=ImageFont.Layout.BASIC), threading.Lock()


@cache
def _usual_axes() -> tuple[tuple[str, float], ...]:
    def said(name: bytes | str | None) -> str:
        return name.decode() if isinstance(name, bytes) else str(name)

    return tuple((said(axis.get("name")), float(axis.get("default") or 0)) for axis in _typeface()[0].get_variation_axes())
