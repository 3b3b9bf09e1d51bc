"""A matrix whose cells are squares, larger and darker where there is more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float, Int64

from vizvae.figures.style import AMOUNT, VERMILION, escaped, laid_out, require_something

if TYPE_CHECKING:
    import plotly.graph_objects as go

CELL, LARGEST, SMALLEST = 30, 26, 3
"""Pixels: a row, and the squares of the largest and of the smallest value that is shown"""
WIDTH = 400
"""Pixels, of all largest squares of a row side by side: they do not cover each other on a narrow screen, either"""
MOST_COLUMNS = 40


def plot_metric_matrix(
    matrix: Float[np.ndarray, "row column"],
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    quantity: str,
    column_title: str = "latent",
) -> go.Figure:
    """A square for each cell, its area by the value, which must not be negative; `customdata` of each is (row, column, value), those of
    the matrix. Of more than 40 columns those are shown in which some cell is largest, in their order: see `shown_columns`.

    Squares and no heat map: these can be clicked on in Streamlit. Raises ValueError for names that do not fit.
    """
    import plotly.graph_objects as go

    if matrix.shape != (len(rows), len(columns)):
        raise ValueError(
            f"expected names of {matrix.shape[0]} rows and {matrix.shape[1]} columns, got {len(rows)} and {len(columns)}"
        )
    require_something(matrix.size, "cells of a matrix", "measure more than nothing first")
    shown = shown_columns(matrix)
    shown_names = [columns[int(place)] for place in shown]
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
    few = f", {len(shown)} of {len(columns)} in which most is found" if len(shown) < len(columns) else ""
    left_out = {"zeroline": False, "showline": False}
    figure.update_xaxes(
        tickvals=np.arange(len(shown)), ticktext=[_short(name) for name in shown_names], range=[-0.6, len(shown) - 0.4],
        title_text=f"{column_title}{few}", side="bottom", **left_out,
    )  # fmt: skip
    figure.update_yaxes(
        tickvals=np.arange(len(rows)), ticktext=[_short(name) for name in rows], range=[len(rows) - 0.4, -0.6], **left_out
    )
    return laid_out(figure, title=quantity, height=CELL * len(rows) + 130)


def shown_columns(matrix: Float[np.ndarray, "row column"], most: int = MOST_COLUMNS) -> Int64[np.ndarray, " shown"]:
    """Where there are more than `most`, the columns with the largest cells, in their order."""
    return np.sort(np.argsort(-matrix.max(0, initial=0.0), kind="stable")[:most])


def _short(name: str) -> str:
    return escaped(name if len(name) <= 18 else f"{name[:17]}…")
