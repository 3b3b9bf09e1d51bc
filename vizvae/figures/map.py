"""Codes as points on a flat map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from vizvae.figures.evidence import INK, spread
from vizvae.figures.style import escaped, laid_out

if TYPE_CHECKING:
    import plotly.graph_objects as go

HEIGHT = 460
MOST_COLOURS = 12
MOST_POINTS = 10_000
"""As many as WebGL draws"""
UNKNOWN = "#999999"


def map_figure(
    points: Float[np.ndarray, "row 2"],
    *,
    title: str,
    axes: tuple[str, str] = ("", ""),
    factor: Float[np.ndarray, " row"] | None = None,
    factor_name: str = "",
    values: Sequence[str] = (),
) -> go.Figure:
    """A point a row, coloured by a factor if one is given: a scale for numbers, a colour each for at most twelve names (the most frequent
    ones), grey where it is not known.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    if factor is None:
        _points(figure, points, np.arange(len(points)), INK, "")
        return _laid_out(figure, title, axes)
    known = np.isfinite(factor)
    if not known.all():
        _points(figure, points, np.flatnonzero(~known), UNKNOWN, "not known")
    if not values:
        rows = np.flatnonzero(known)[spread(int(known.sum()), MOST_POINTS)]
        figure.add_scattergl(
            x=points[rows, 0], y=points[rows, 1], mode="markers", customdata=factor[rows], name=escaped(factor_name), showlegend=False,
            marker={
                "size": 5, "color": factor[rows], "colorscale": "Viridis", "showscale": True,
                "colorbar": {"title": {"text": escaped(factor_name)}},
            },
            hovertemplate="%{customdata:.4g}<extra></extra>",
        )  # fmt: skip
        return _laid_out(figure, title, axes)
    found, counts = np.unique(factor[known], return_counts=True)
    most = set(found[np.argsort(-counts, kind="stable")[:MOST_COLOURS]].tolist())
    for value in found:
        if value in most:
            _points(figure, points, np.flatnonzero(factor == value), None, values[int(value)])
    if others := [value for value in found.tolist() if value not in most]:
        _points(figure, points, np.flatnonzero(np.isin(factor, others)), UNKNOWN, f"{len(others)} others")
    _laid_out(figure, title, axes)
    return figure.update_layout(showlegend=True, legend={"title": {"text": escaped(factor_name)}, "itemsizing": "constant"})


def _points(figure: go.Figure, points: np.ndarray, rows: np.ndarray, colour: str | None, name: str) -> None:
    rows = rows[spread(len(rows), MOST_POINTS)]
    marker = {"size": 5, "opacity": 0.7} | ({"color": colour} if colour else {})
    figure.add_scattergl(
        x=points[rows, 0], y=points[rows, 1], mode="markers", name=escaped(name), marker=marker, customdata=rows,
        hovertemplate=f"row %{{customdata}} {escaped(name)}<extra></extra>",
    )  # fmt: skip


def _laid_out(figure: go.Figure, title: str, axes: tuple[str, str]) -> go.Figure:
    figure.update_xaxes(title_text=escaped(axes[0]), zeroline=False)
    figure.update_yaxes(title_text=escaped(axes[1]), zeroline=False, scaleanchor="x")
    return laid_out(figure, title=title, height=HEIGHT)
