"""Images in rows and columns, one picture under a plot whose axes say what the rows and columns are."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float, UInt8
from PIL import Image
from torch import Tensor

from vizvae.figures.style import escaped, laid_out, require_something

if TYPE_CHECKING:
    import plotly.graph_objects as go

CELL, WIDTH = 64, 820
"""Pixels of an image on the screen, unless so many stand side by side that they would need more than `WIDTH`"""
GAP = 1
"""Pixels of an image between two of them, through which the ground is seen"""


def sheet_pixels(images: Float[Tensor, "row column channel height width"], gap: int = GAP) -> UInt8[np.ndarray, "down right 4"]:
    """Red, green, blue and opacity of all images side by side."""
    rows, columns, channels, height, width = images.shape
    bytes_ = (
        (255 * images.clamp(0, 1))
        .round()
        .byte()
        .permute(0, 1, 3, 4, 2)
        .expand(rows, columns, height, width, max(3, channels))
        .numpy()
    )
    sheet = np.zeros((rows * (height + gap) - gap, columns * (width + gap) - gap, 4), np.uint8)
    for row in range(rows):
        for column in range(columns):
            place = sheet[row * (height + gap) :, column * (width + gap) :][:height, :width]
            place[..., :3], place[..., 3] = bytes_[row, column], 255
    return sheet


def as_png(pixels: UInt8[np.ndarray, "down right 4"], *, at_least: int = WIDTH) -> str:
    """As a data URL; every pixel is a square of whole pixels, so that it is about `at_least` wide and no browser blurs it."""
    scale = max(1, round(at_least / pixels.shape[1]))
    buffer = io.BytesIO()
    Image.fromarray(pixels).resize((pixels.shape[1] * scale, pixels.shape[0] * scale), Image.Resampling.NEAREST).save(
        buffer, "PNG"
    )
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def plot_sheet(
    images: Float[Tensor, "row column channel height width"],
    *,
    title: str,
    rows: Sequence[str],
    columns: Sequence[str],
    x_title: str,
    y_title: str = "",
    hover: Sequence[Sequence[str]],
) -> go.Figure:
    """Images, pixels in [0, 1], with the names of rows and columns, and what each is where the pointer is over it.

    Raises ValueError for none."""
    import plotly.graph_objects as go

    number, across = images.shape[:2]
    require_something(number * across, "images", "give at least one")
    cell = min(CELL, WIDTH // across)
    row, column = np.divmod(np.arange(number * across), across)
    figure = go.Figure()
    figure.add_layout_image(
        source=as_png(sheet_pixels(images)), xref="x", yref="y", x=-0.5, y=-0.5, sizex=across, sizey=number, sizing="stretch",
        layer="below",
    )  # fmt: skip
    figure.add_scatter(
        x=column, y=row, mode="markers", marker={"size": cell, "symbol": "square", "opacity": 0},
        text=[escaped(word) for words in hover for word in words],
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    bare = {"showgrid": False, "zeroline": False, "constrain": "domain"}
    every = -(-across * max(map(len, columns), default=1) * 9 // WIDTH)
    ticks = list(range(0, across, max(1, every)))
    figure.update_xaxes(
        tickvals=ticks,
        ticktext=[escaped(columns[place]) for place in ticks],
        range=[-0.5, across - 0.5],
        title_text=escaped(x_title),
        **bare,
    )
    figure.update_yaxes(
        tickvals=list(range(number)), ticktext=list(map(escaped, rows)), range=[number - 0.5, -0.5], scaleanchor="x",
        title_text=escaped(y_title), **bare,
    )  # fmt: skip
    return laid_out(figure, title=title, height=cell * number + 130)
