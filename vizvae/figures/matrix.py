"""A matrix whose cells are squares: with the number in each and darker where there is more, or, of many, larger and darker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float, Int64

from vizvae.figures.style import AMOUNT, SMALLEST_TEXT, VERMILION, escaped, laid_out, require_something, translucent

if TYPE_CHECKING:
    import plotly.graph_objects as go

CELL, LARGEST, SMALLEST = 30, 26, 3
"""Pixels: a row, and the squares of the largest and of the smallest value that is shown"""
WIDTH = 400
"""Pixels, of all largest squares of a row side by side: they do not cover each other on a narrow screen, either"""
NUMBERED = 26
"""Pixels: the squares where there is a number in each"""
MOST_COLUMNS = 40
MOST_NUMBERED = 12
"""Rows and columns: in the cells of more there is no room for numbers."""
FAINTEST, STRONGEST = 0.06, 0.85
"""Of the colour of a cell with a number in it. It is laid over the ground, so that the ground's own ink has a contrast of 4.5 : 1 on each,
in the light and in the dark."""


def plot_matrix(
    matrix: Float[np.ndarray, "row column"],
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    quantity: str,
    column_title: str = "latent",
    order: Sequence[int] | None = None,
    colours: Sequence[str] = (),
    parts: Sequence[float] = (),
    parts_title: str = "",
    chosen: tuple[int, int] | None = None,
) -> go.Figure:
    """A square for each cell: up to 12 by 12 with its number in it and stronger where there is more, else its area by the value, which
    must not be negative. `customdata` of each is (row, column, value), those of the matrix. Of more than 40 columns those are shown in
    which some cell is largest, in their order: see `shown_columns`.

    `order`: of the columns from left to right, each once. `colours`: of a dot beside the name of each column. `parts`: a number for each
    row, at its end, and `parts_title` what they are. `chosen`: row and column of the cell that is selected at first, which has another
    colour: so has a cell that is pressed, where a page lets one be pressed.

    Squares and no heat map: these can be clicked on in Streamlit. Raises ValueError for names, an order or parts that do not fit.
    """
    import plotly.graph_objects as go

    if matrix.shape != (len(rows), len(columns)):
        raise ValueError(
            f"expected names of {matrix.shape[0]} rows and {matrix.shape[1]} columns, got {len(rows)} and {len(columns)}"
        )
    require_something(matrix.size, "cells of a matrix", "measure more than nothing first")
    if len(parts) not in (0, len(rows)):
        raise ValueError(f"expected a part for each of {len(rows)} rows, got {len(parts)}")
    ordered = np.arange(len(columns)) if order is None else np.asarray(order)
    if sorted(ordered.tolist()) != list(range(len(columns))):
        raise ValueError(f"expected an order that has each of {len(columns)} columns once, got {list(ordered)}")
    kept = set(shown_columns(matrix).tolist())
    places: list[int] = [column for column in ordered.tolist() if column in kept]
    shown = np.array(places)
    row, column = np.divmod(np.arange(len(rows) * len(shown)), len(shown))
    values = matrix[row, shown[column]]
    most = float(matrix.max(initial=0.0)) or 1.0
    shares = np.clip(values, 0, None) / most
    numbered = len(rows) <= MOST_NUMBERED and len(shown) <= MOST_NUMBERED
    largest = float(np.clip(WIDTH / len(shown), 8, LARGEST))
    if numbered:
        strength = FAINTEST + (STRONGEST - FAINTEST) * shares
        marker = {"size": NUMBERED, "color": [translucent(AMOUNT[1][1], one) for one in strength.tolist()]}
        selected = {"color": translucent(VERMILION, STRONGEST)}
    else:
        marker = {
            "size": np.maximum(SMALLEST, largest * np.sqrt(shares)), "color": values, "cmin": 0, "cmax": most, "colorscale": AMOUNT,
        }  # fmt: skip
        selected = {"color": VERMILION, "size": largest}  # else the smallest would not be seen to be selected
    figure = go.Figure(
        go.Scatter(
            x=column,
            y=row,
            mode="markers+text" if numbered else "markers",
            marker={"symbol": "square", "opacity": 1, "line": {"width": 0}, **marker},
            selected={"marker": {"opacity": 1, **selected}},
            unselected={"marker": {"opacity": 1}},
            selectedpoints=None
            if chosen is None or chosen[1] not in kept
            else [chosen[0] * len(shown) + places.index(chosen[1])],
            customdata=np.stack([row, shown[column], values], 1).tolist(),  # of an array, a browser would tell no list
            text=[in_a_cell(value) for value in values.tolist()] if numbered else None,
            textfont={"size": SMALLEST_TEXT},
            hovertext=[escaped(f"{rows[one]} · {columns[other]}") for one, other in zip(row, shown[column], strict=True)],
            hovertemplate="%{hovertext}<br>%{customdata[2]:.4g}<extra></extra>",
        )
    )
    for place, part in enumerate(parts):
        beside(figure, place, short(part))
    if parts:
        beside(figure, -0.9, escaped(parts_title))
    few = f", {len(shown)} of {len(columns)} in which most is found" if len(shown) < len(columns) else ""
    left_out = {"zeroline": False, "showline": False, "showgrid": not numbered}
    dots = [f"<span style='color:{colours[place]}'>●</span> " if colours else "" for place in places]
    figure.update_xaxes(
        tickvals=np.arange(len(shown)),
        ticktext=[f"{dot}{_short(columns[place])}" for dot, place in zip(dots, places, strict=True)],
        range=[-0.6, len(shown) - 0.4], title_text=f"{column_title}{few}", side="bottom", **left_out,
    )  # fmt: skip
    figure.update_yaxes(
        tickvals=np.arange(len(rows)), ticktext=[_short(name) for name in rows],
        range=[len(rows) - 0.4, -1.2 if parts else -0.6], **left_out,
    )  # fmt: skip
    laid_out(figure, title=quantity, height=CELL * len(rows) + 130)
    return figure.update_layout(margin={"r": 52}) if parts else figure


def shown_columns(matrix: Float[np.ndarray, "row column"], most: int = MOST_COLUMNS) -> Int64[np.ndarray, " shown"]:
    """Where there are more than `most`, the columns with the largest cells, in their order."""
    return np.sort(np.argsort(-matrix.max(0, initial=0.0), kind="stable")[:most])


def beside(figure: go.Figure, row: float, text: str, axis: str = "y") -> None:
    """Words at the right end of a row; the margin must have room for them."""
    figure.add_annotation(
        x=1, xref="paper", xanchor="left", xshift=8, y=row, yref=axis, yanchor="middle", text=text, showarrow=False,
        font={"size": SMALLEST_TEXT},
    )  # fmt: skip


def in_a_cell(value: float) -> str:
    """Two decimals in little room: .42, 1.95, and 0 for what would be .00."""
    if value < 0.005:
        return "0"
    return f"{value:.2f}".removeprefix("0") if value < 9.995 else f"{value:.0f}"


def short(value: float) -> str:
    """To about two digits: 1.95, 0.87, 0.002."""
    return f"{value:.2f}" if abs(value) >= 0.0995 else f"{value:.3f}"


def _short(name: str) -> str:
    return escaped(name if len(name) <= 18 else f"{name[:17]}…")
