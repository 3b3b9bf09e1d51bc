"""The head of a drawn face: everything that eyes, brows and mouth are laid over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vizvae.data.face_drawing import (
    FACE_HEIGHT,
    LIGHT,
    Layer,
    Pose,
    blob,
    cover,
    ellipse,
    over,
    pixels,
    rgb,
    smooth,
    tinted,
)


@dataclass(frozen=True, kw_only=True)
class Hair:
    name: str
    colour: str
    back: tuple[float, float, float] | None = None
    """Hair behind the head: half width beyond the face, lowest point and softness of its hem, from the middle of the face."""
    volume: float = 2.0
    """How far it stands off the head."""
    line: float = -10.5
    """Height of the hair line over the nose; below 0 above the middle of the face."""
    parting: float = 0.0
    """How much lower the hair line is on the right than on the left."""


HAIRS = (
    Hair(name="cropped black", colour="#2a2522", volume=1.0, line=-10.8),
    Hair(name="short brown", colour="#573a2a", volume=1.8, line=-10.3, parting=-0.25),
    Hair(name="chestnut bob", colour="#94623a", back=(2.6, 10.0, 3.0), volume=2.2, line=-9.6, parting=0.2),
    Hair(name="long blond", colour="#d9b266", back=(3.4, 27.0, 4.0), volume=2.4, line=-9.8, parting=-0.15),
)
"""From short and dark to long and light: each between its neighbours, so that one latent may carry them in their order."""


def lambert(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """0…1: how much light falls on a ball at x, y of its unit disc."""
    depth = np.sqrt(np.maximum(1 - x * x - y * y, 0.02))
    return np.clip((LIGHT[0] * x + LIGHT[1] * y + LIGHT[2] * depth) / np.sqrt(x * x + y * y + depth * depth), 0, 1)


def scene(side: int) -> np.ndarray:
    """(3, side, side): the wall behind, lighter where the light comes from."""
    steps = (np.arange(side) + 0.5) / side
    down, right = np.meshgrid(steps, steps, indexing="ij")
    away = (right - 0.25) * (right - 0.25) + (down - 0.25) * (down - 0.25)
    return rgb("#b9c6cf") * (1.04 - 0.32 * away)


def body(layer: Layer, shade: np.ndarray, side: int) -> tuple[Layer, np.ndarray]:
    """Neck and shoulders, which stay when the head moves. `shade` is how much of the skin's colour is seen."""
    x, y = pixels(side)
    neck = cover(np.maximum(np.abs(x) - 6.2 - 0.012 * (y - 20) * (y - 20), 14 - y))
    shade = shade * (1 - neck) + neck * (0.80 - 0.022 * x - 0.25 * blob(x - 1, y - 17, 12, 7)) * np.ones((3, 1, 1))
    layer = over(layer, neck, rgb("#000000"))
    shoulders = cover(ellipse(x, y - 42, 27, 16.5))
    neckline = cover(ellipse(x, y - 24.5, 8.2, 5.5))
    cloth = shoulders * (1 - neckline)
    fold = 0.92 + 0.3 * (lambert(x / 27, (y - 42) / 17) - 0.6)
    shade = shade * (1 - shoulders * (1 - neck)) + shoulders * (1 - neck) * neckline * 0.85
    shade = shade * (1 - cloth)
    layer = over(layer, shoulders * neckline, rgb("#000000"))
    return over(layer, cloth, np.clip(rgb("#44698a") * fold, 0, 1)), shade


def head(pose: Pose, width: float, hair: Hair) -> tuple[np.ndarray, np.ndarray]:
    """(3, side, side) each: how much of the skin's colour is seen at each pixel, and the rest, which does not depend on it."""
    layer: Layer = (np.ones((3, 1, 1)), scene(pose.side))
    shade = np.zeros((3, pose.side, pose.side))
    x, y, across = pose.x, pose.y, pose.across

    def cut(alpha: np.ndarray, colour: np.ndarray, below: tuple[Layer, np.ndarray]) -> tuple[Layer, np.ndarray]:
        return over(below[0], alpha, colour), below[1] * (1 - alpha)

    strands = hair_colour(hair, x, y, across, pose.turn)
    behind = x + 2.2 * pose.turn
    if hair.back:
        wide, hem, soft = hair.back
        sides = np.abs(behind) - width - wide + 0.02 * np.maximum(y, 0) * 4
        lobes = ellipse(behind, y + 2, width + wide + 1, FACE_HEIGHT + hair.volume + 1)
        shape = np.where(y > 0, np.maximum(sides, y - hem), lobes)
        layer, shade = cut(cover(shape, 1.4 if soft < 5 else 2.0), strands * 0.68, (layer, shade))
    layer, shade = body(layer, shade, pose.side)
    # Long hair falls over the shoulders.
    if hair.back and hair.back[1] > 20:
        sides = np.maximum(np.abs(np.abs(behind) - width - 0.8) - 3.4 + 0.05 * np.maximum(y - 12, 0), np.maximum(y - 27, -2 - y))
        layer, shade = cut(cover(sides, 1.6), strands * 0.86, (layer, shade))

    def skin(alpha: np.ndarray, light: np.ndarray, below: tuple[Layer, np.ndarray]) -> tuple[Layer, np.ndarray]:
        dark = 1 - light
        tone = 1 - dark * np.array([0.82, 1.0, 1.08]).reshape(3, 1, 1)
        return over(below[0], alpha, rgb("#000000")), below[1] * (1 - alpha) + tone * alpha

    for side in (-1, 1):
        ear_x = x - side * (width - 0.2) - 3.0 * -pose.turn
        ear = cover(ellipse(ear_x, y - 0.5, 2.5, 4.4))
        layer, shade = skin(ear, 0.80 - 0.05 * side - 0.25 * blob(ear_x, y - 0.5, 1.8, 3.0), (layer, shade))
    # The chin is further forward than the skull, so a turn moves it further; the jaw narrows downwards.
    low = np.maximum(y, 0) / FACE_HEIGHT
    jaw = width * (1 - 0.20 * low * low)
    turned = x - pose.turn * (2.0 + 3.2 * low)
    face = ellipse(turned, y, jaw, np.where(y > 0, FACE_HEIGHT + 1.2, FACE_HEIGHT))
    inside = cover(face)
    light = 0.57 + 0.43 * lambert(turned / (jaw + 1.5), y / (FACE_HEIGHT + 2.5))
    light = light - 0.10 * smooth((across - 2) / 14)
    layer, shade = skin(inside, light, (layer, shade))
    shade = features(shade, across, y, inside)
    # The hair line, seen from where the face looks.
    temple = np.abs(across) / 12.5
    hairline = hair.line + hair.parting * across + 9.5 * temple * temple * temple * temple
    cap = ellipse(turned * 0.4 + behind * 0.6, y + 0.8, width + hair.volume, FACE_HEIGHT + hair.volume)
    lowest = 7.0 if hair.back else 1.5
    grown = np.maximum(np.maximum(cap, y - hairline), y - lowest)
    shade = shade * (1 - 0.22 * smooth(1 - (y - hairline) / 3.0) * inside)
    return finish(*cut(cover(grown, 1.5), strands, (layer, shade)))


def features(shade: np.ndarray, across: np.ndarray, y: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Nose, cheeks and sockets: shadow and light on the skin."""
    layer: Layer = (shade, np.zeros((3, 1, 1)))
    for side in (-1, 1):
        layer = tinted(layer, inside * blob(across - side * 8.4, y - 4.4, 5.6, 4.4) * 0.26, rgb("#f07868"))
    layer = tinted(layer, blob(across - 2.2, y + 1.0, 1.8, 6.5) * 0.17, rgb("#8a5648"))
    layer = tinted(layer, blob(across - 2.5, y - 4.2, 2.4, 2.6) * 0.34, rgb("#8a5648"))
    layer = tinted(layer, blob(across, y - 6.4, 3.8, 1.3) * 0.50, rgb("#7a4436"))
    for side in (-1, 1):
        layer = tinted(layer, blob(across - side * 1.6, y - 5.6, 1.15, 0.95) * 0.55, rgb("#5e2f26"))
    shade = layer[0]
    glow = 0.10 * blob(across + 0.9, y - 3.6, 1.8, 2.2) + 0.07 * blob(across + 0.8, y + 2.0, 1.3, 5.5)
    return shade + inside * (glow + 0.04 * blob(across + 3, y + 8, 7, 4) + 0.05 * blob(across + 7.5, y - 2.6, 3.6, 2.6))


def hair_colour(hair: Hair, x: np.ndarray, y: np.ndarray, across: np.ndarray, turn: float) -> np.ndarray:
    """(3, side, side): lit from one side, with strands."""
    light = 0.66 + 0.5 * lambert(x / 22, (y + 2) / 25)
    fan = across * (1 + 0.012 * y) * 0.42 + 0.05 * y + 64.5
    fan = fan - np.floor(fan) - 0.5
    strand = 1 - 1.4 * fan * fan
    gloss = 0.16 * blob(across + 4, y + 13.5, 9, 3.4)
    return np.clip(rgb(hair.colour) * (light * (0.72 + 0.28 * strand)) + gloss * (0.35 + rgb(hair.colour)), 0, 1)


def finish(layer: Layer, shade: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.clip(shade, 0, 1), np.clip(layer[1], 0, 1)
