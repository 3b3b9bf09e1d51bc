"""Layers of the drawn faces: arrays in, arrays out.

Only sums, products, quotients and square roots of float64 are used, which every machine rounds alike: no pixel depends on its maths
library.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SIDE = 64
"""Pixels of the picture that sizes are thought of in; a larger one shows the same, finer."""
ZOOM = 1.4
"""Such pixels of a unit, in which everything is drawn: the face fills the picture, so that a smile is more than a few pixels."""
CENTRE = (32.0, 33.5)
"""Middle of an upright face, such pixels."""
PIVOT = 20.0
"""How far below it the point is that the head tilts about."""
DEPTH = 21.0
"""Radius of the cylinder that carries the features: a turn by an angle moves them by about its sine times this."""
FACE_HEIGHT = 17.5
LIGHT = (-0.50, -0.42, 0.757)
"""Direction of the light, from the upper left, towards the viewer."""

Layer = tuple[np.ndarray, np.ndarray]
"""What is drawn over an image: out = image · multiplier + addend, both (3, height, width); the addend in 0…1."""


@dataclass(frozen=True)
class Pose:
    """Where a pixel lies on the head."""

    x: np.ndarray
    y: np.ndarray
    """(side, side), from the middle of the face, upright; y points down."""
    turn: float
    """Sine of the yaw: above 0 the face looks to the right of the picture."""

    @classmethod
    def at(cls, yaw: float, tilt: float, side: int) -> Pose:
        """From the sines of the two angles, in a picture of `side` pixels."""
        right, down = pixels(side)
        down = down - PIVOT
        cosine = (1 - tilt * tilt) ** 0.5
        return cls(cosine * right + tilt * down, cosine * down - tilt * right + PIVOT, yaw)

    @property
    def side(self) -> int:
        return len(self.x)

    @property
    def across(self) -> np.ndarray:
        """How far to the right of the middle of the face a pixel would lie if the face looked straight at us."""
        depth = np.sqrt(np.maximum(DEPTH * DEPTH - self.x * self.x, 9.0))
        return (1 - self.turn * self.turn) ** 0.5 * self.x - self.turn * depth


def pixels(side: int) -> tuple[np.ndarray, np.ndarray]:
    """(side, side) each: how far to the right of the middle of an upright face, and how far below it, each pixel lies."""
    steps = (np.arange(side) + 0.5) * (SIDE / side)
    down, right = np.meshgrid((steps - CENTRE[1]) / ZOOM, (steps - CENTRE[0]) / ZOOM, indexing="ij")
    return right, down


def smooth(value: np.ndarray) -> np.ndarray:
    """0 below 0, 1 above 1, smooth between."""
    value = np.clip(value, 0, 1)
    return value * value * (3 - 2 * value)


def cover(distance: np.ndarray, softness: float = 1.2) -> np.ndarray:
    """Share of each pixel inside a shape with an edge of `softness` pixels of `SIDE`, from its signed distance (below 0 inside)."""
    return smooth(0.5 - ZOOM * distance / softness)


def ellipse(x: np.ndarray, y: np.ndarray, width: float | np.ndarray, height: float | np.ndarray) -> np.ndarray:
    """Signed distance to an ellipse about 0 with these half axes: to first order."""
    a, b = x / width, y / height
    first = np.sqrt(a * a + b * b)
    a, b = a / width, b / height
    return first * (first - 1) / np.maximum(np.sqrt(a * a + b * b), 1e-3)


def blob(x: np.ndarray, y: np.ndarray, width: float, height: float) -> np.ndarray:
    """A soft spot: 1 in its middle, 0 from the ellipse with these half axes on."""
    return smooth(1 - (x * x / (width * width) + y * y / (height * height)))


def rgb(value: str) -> np.ndarray:
    """(3, 1, 1), 0…1, from #rrggbb."""
    return np.array([int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)]).reshape(3, 1, 1)


def over(below: Layer, alpha: np.ndarray, colour: np.ndarray) -> Layer:
    """`below` under an opaque colour that covers `alpha` of each pixel."""
    multiplier, addend = below
    return multiplier * (1 - alpha), addend * (1 - alpha) + colour * alpha


def tinted(below: Layer, alpha: np.ndarray, colour: np.ndarray) -> Layer:
    """`below` seen through a transparent colour."""
    multiplier, addend = below
    through = 1 - alpha * (1 - colour)
    return multiplier * through, addend * through


def clear(pose: Pose) -> Layer:
    return np.ones((3, *pose.x.shape)), np.zeros((3, *pose.x.shape))


def eyes(pose: Pose, opening: float) -> Layer:
    """`opening` from 0, almost shut, to 1, wide."""
    layer = clear(pose)
    across, y = pose.across, pose.y + 2.0
    high = 0.3 + 3.0 * opening
    for side in (-1, 1):
        x = across - side * 6.6
        share = 1 - x * x / (4.2 * 4.2)
        # A little lower at the nose than at the temple.
        upper, lower = y - side * x * 0.06 + high * share, y - side * x * 0.06 - (0.45 + 0.5 * opening) * share
        inside = cover(np.maximum(-upper, lower), 0.9) * (share > -0.3)
        layer = tinted(layer, blob(x, y + 1.2, 6.2, 5.0) * 0.35, rgb("#b0706a"))
        layer = over(layer, inside, rgb("#f4f0ea") * (1 - 0.3 * smooth(1 - upper / 2.2)))
        iris = x - 0.0
        layer = over(layer, inside * cover(ellipse(iris, y + 0.35 * high - 0.3, 2.25, 2.25), 1.0), rgb("#4a5f52"))
        layer = over(layer, inside * cover(ellipse(iris, y + 0.35 * high - 0.3, 1.15, 1.15), 1.0), rgb("#15120f"))
        layer = over(layer, inside * 0.9 * cover(ellipse(iris + 0.8, y + 0.35 * high + 0.6, 0.6, 0.6), 0.9), rgb("#ffffff"))
        wide = smooth((1.12 - x * x / (4.4 * 4.4)) * 3)
        lash = wide * smooth(1.15 - np.abs(upper) / 1.0)
        layer = over(layer, lash * 0.9, rgb("#2a1c18"))
        layer = tinted(layer, wide * smooth(1 - np.abs(lower) / 0.9) * 0.45, rgb("#7a4a40"))
        crease = y + high * share + 1.5 + 0.3 * opening
        layer = tinted(layer, wide * smooth(1 - np.abs(crease) / 0.8) * 0.35, rgb("#7a4a40"))
    return layer


def brows(pose: Pose, height: float) -> Layer:
    """`height` from 0, low and drawn together, to 1, raised."""
    layer = clear(pose)
    across = pose.across
    for side in (-1, 1):
        outward = side * across - 6.7
        share = outward / 5.0
        line = -6.6 - 3.4 * height - (0.35 - 0.9 * (0.5 - height)) * outward * 0.3 + (0.6 + 0.8 * height) * share * share
        thick = 1.15 * np.maximum(1 - 0.35 * (share + 0.4) * (share + 0.4), 0.2)
        alpha = cover(np.abs(pose.y - line) - thick, 1.3) * smooth((1.08 - np.abs(share)) * 4)
        layer = over(layer, alpha * 0.86, rgb("#3a261c"))
    return layer


def mouth(pose: Pose, smile: float) -> Layer:
    """`smile` from −1, corners down, over 0 to 1, a broad smile with teeth."""
    layer = clear(pose)
    across, y = pose.across, pose.y - 9.6
    glad = max(smile, 0.0)
    half = 6.2 + 2.2 * glad
    share = across / half
    bow = 1 - share * share
    # Corners move by `lift` against the middle; half of it is the middle going the other way.
    lift = 3.4 * smile
    line = y - lift * (bow - 0.5)
    gap = 3.6 * max(glad - 0.25, 0.0) / 0.75 * bow
    cupid = smooth(1 - across * across / 4.0) * 0.45
    ends = smooth((1.04 - np.abs(share)) * half / 1.5)
    top, bottom = -line - (1.45 * bow - cupid), line - gap - (1.9 - 0.3 * glad) * bow
    # Shadow under the lip, and what a smile does to the cheeks.
    layer = tinted(layer, blob(across, line - gap - 3.6, 5.0, 1.8) * 0.28, rgb("#6a3c34"))
    for side in (-1, 1):
        fold = side * across - half - 1.6 + 0.16 * (y + 2) * (y + 2) * 0.35
        on_fold = smooth(1 - np.abs(fold) / 1.1) * blob(y + 2.2, 0 * y, 4.4, 1.0)
        layer = tinted(layer, on_fold * 0.42 * glad, rgb("#7d4a40"))
        layer = tinted(layer, blob(side * across - half - 0.2, y - lift * (-0.5), 1.6, 1.5) * 0.4, rgb("#7d4a40"))
    lips = ends * cover(np.maximum(top, bottom), 1.1)
    lit = 1 + 0.28 * blob(across + 1.5, line - gap - 0.9, 4.0, 1.0)
    layer = tinted(layer, lips * 0.9, rgb("#c2605f"))
    layer = over(layer, lips * 0.34, np.clip(rgb("#b8484e") * lit, 0, 1))
    inner = ends * cover(np.maximum(-line, line - gap), 0.9) * smooth(gap / 0.6)
    layer = over(layer, inner, rgb("#6a2226"))
    teeth = inner * cover(line - 0.78 * gap, 1.0) * smooth((0.92 - np.abs(share)) * 6)
    layer = over(layer, teeth, rgb("#f6f1e8"))
    seam = ends * smooth(1 - np.abs(line) / 0.85) * (1 - smooth(gap / 1.2))
    return over(layer, seam * 0.75, rgb("#5e2228"))
