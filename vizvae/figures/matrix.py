"""A matrix whose cells are squares, larger and darker where there is more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float, Int64

from vizvae.figures.style import AMOUNT, SMALLEST_TEXT, VERMILION, escaped, laid_out, require_something

if TYPE_CHECKING:
    import plotly.graph_objects as go

CELL, LARGEST, SMALLEST = 30, 26, 3
"""Pixels: a row, and the squares of the largest and of the smallest value that is shown"""
WIDTH = 400
"""Pixels, of all largest squares of a row side by side: they do not cover each other on a narrow screen, either"""
MOST_COLUMNS = 40


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
    """A square for each cell, its area by the value, which must not be negative; `customdata` of each is (row, column, value), those of
    the matrix. Of more than 40 columns those are shown in which some cell is largest, in their order: see `shown_columns`.

    `order`: of the columns from left to right, each once. `colours`: of a dot beside the name of each column. `parts`: a number for each
    row, at its end, and `parts_title` what they are. `chosen`: row and column of the cell that has a frame.

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
    largest = np.clip(WIDTH / len(shown), 8, LARGEST)
    sizes = np.maximum(SMALLEST, largest * np.sqrt(np.clip(values, 0, None) / most))
    figure = go.Figure(
        go.Scatter(
            x=column,
            y=row,
            mode="markers",
            marker={
                "symbol": "square", "size": sizes, "color": values, "cmin": 0, "cmax": most, "colorscale": AMOUNT, "line": {"width": 0},
                "opacity": 1,
            },
            selected={"marker": {"color": VERMILION}},
            unselected={"marker": {"opacity": 1}},
            customdata=np.stack([row, shown[column], values], 1).tolist(),  # of an array, a browser would tell no list
            text=[escaped(f"{rows[one]} · {columns[other]}") for one, other in zip(row, shown[column], strict=True)],
            hovertemplate="%{text}<br>%{customdata[2]:.4g}<extra></extra>",
        )
    )  # fmt: skip
    if chosen is not None and chosen[1] in kept:
        frame = {"symbol": "square-open", "size": largest + 6, "color": VERMILION, "line": {"width": 2}}
        place = places.index(chosen[1])
        figure.add_scatter(x=[place], y=[chosen[0]], mode="markers", marker=frame, hoverinfo="skip")
    for place, part in enumerate(parts):
        beside(figure, place, short(part))
    if parts:
        beside(figure, -0.9, escaped(parts_title))
    few = f", {len(shown)} of {len(columns)} in which most is found" if len(shown) < len(columns) else ""
    left_out = {"zeroline": False, "showline": False}
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


def short(value: float) -> str:
    """To about two digits: 1.95, 0.87, 0.002."""
    return f"{value:.2f}" if abs(value) >= 0.0995 else f"{value:.3f}"


def _short(name: str) -> str:
    return escaped(name if len(name) <= 18 else f"{name[:17]}…")
