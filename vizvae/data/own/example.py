"""A folder of pictures to try things with: drawn shapes of mixed sizes and kinds, as people's own folders are."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

SHAPES = ("circle", "square", "star", "triangle")
EACH = 60
INKS = {"red": (210, 60, 50), "green": (50, 150, 80), "blue": (50, 90, 200), "yellow": (225, 180, 40)}
SEED = 16


def draw_example(folder: Path) -> None:
    """A folder for each shape; `factors.csv` with what is known of each picture, with a few gaps; one broken file."""
    random = np.random.default_rng(SEED)
    rows = []
    for shape in SHAPES:
        (folder / shape).mkdir(parents=True)
        for number in range(EACH):
            ink = str(random.choice(list(INKS)))
            size, angle = float(random.uniform(0.25, 0.45)), float(random.uniform(0, 90))
            picture = _draw(shape, INKS[ink], size, angle, random)
            name = f"{shape}/{number:03d}{_save(picture, folder / shape / f'{number:03d}', number)}"
            known_angle = "" if shape == "circle" else f"{angle:.0f}"  # a circle has none
            rows.append((name, ink, f"{size:.2f}", known_angle))
    (folder / "star" / "cut short.png").write_bytes((folder / "star" / "000.png").read_bytes()[:200])
    with (folder / "factors.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("file", "ink", "size", "angle"), *rows])


def _draw(shape: str, ink: tuple[int, int, int], size: float, angle: float, random: np.random.Generator) -> Image.Image:
    """On a transparent ground; drawn twice as large, for smooth edges."""
    width, height = (2 * int(side) for side in random.integers(48, 140, 2))
    picture = Image.new("RGBA", (width, height), (*ink, 0))
    side = min(width, height)
    x, y = width / 2 + random.uniform(-0.05, 0.05) * side, height / 2 + random.uniform(-0.05, 0.05) * side
    corners = {"circle": 60, "square": 4, "star": 10, "triangle": 3}[shape]
    radii = (size * side, 0.45 * size * side) if shape == "star" else (size * side,)
    turns = [math.radians(angle) + 2 * math.pi * corner / corners for corner in range(corners)]
    points = [(x + radii[k % len(radii)] * math.cos(t), y + radii[k % len(radii)] * math.sin(t)) for k, t in enumerate(turns)]
    ImageDraw.Draw(picture).polygon(points, fill=(*ink, 255))
    return picture.resize((width // 2, height // 2), Image.Resampling.BOX)


def _save(picture: Image.Image, path: Path, number: int) -> str:
    """As one of the kinds that pictures come in; its suffix."""
    paper = Image.new("RGBA", picture.size, (244, 240, 230, 255))
    paper.alpha_composite(picture)
    plain = paper.convert("RGB")
    suffix = (".png", ".jpg", ".png", ".webp", ".gif", ".bmp")[number % 6]
    kind = picture if number % 6 == 0 else plain.quantize(32) if suffix in (".png", ".gif") else plain
    if suffix in (".jpg", ".webp"):
        kind.save(path.with_suffix(suffix), quality=90)
    else:
        kind.save(path.with_suffix(suffix))
    return suffix
