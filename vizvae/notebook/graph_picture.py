"""A graph as a static picture: nodes where its edges place them, in the colours of their classes."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from vizvae.figures.style import CLASSES
from vizvae.graph.data import Graph
from vizvae.graph.layout import layout
from vizvae.notebook.still import encoded

SIDE, MARGIN, NODE, CHOSEN = 480, 12, 2, 6
"""Pixels; the last two are radii."""
PAPER, EDGE, UNKNOWN, RING = "#ffffff", "#c9ccd3", "#7d828c", "#16181d"


@lru_cache(8)
def _drawn(graph: Graph) -> tuple[Any, np.ndarray]:
    places = layout(graph).numpy().astype(float)
    low, high = places.min(0), places.max(0)
    at = MARGIN + (places - low) / max(float((high - low).max()), 1e-9) * (SIDE - 2 * MARGIN)
    picture = Image.new("RGB", (SIDE, SIDE), PAPER)
    draw = ImageDraw.Draw(picture)
    for first, second in graph.edge_index.T.tolist():
        draw.line([tuple(at[first]), tuple(at[second])], fill=EDGE)
    labels = None if graph.labels is None else graph.labels.tolist()
    for node, (x, y) in enumerate(at):
        label = -1 if labels is None else labels[node]
        colour = UNKNOWN if label < 0 else CLASSES[label % len(CLASSES)]
        draw.ellipse([x - NODE, y - NODE, x + NODE, y + NODE], fill=colour)
    return picture, at


def picture_of(graph: Graph, chosen: tuple[int, ...]) -> bytes:
    """As PNG; the chosen nodes have a ring."""
    picture, at = _drawn(graph)
    picture = picture.copy()
    draw = ImageDraw.Draw(picture)
    for x, y in at[list(chosen)]:
        draw.ellipse([x - CHOSEN, y - CHOSEN, x + CHOSEN, y + CHOSEN], outline=RING, width=2)
    return encoded(picture)
