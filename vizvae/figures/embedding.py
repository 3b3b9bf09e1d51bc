"""Codes as points on a flat map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from vizvae.figures.evidence import spread
from vizvae.figures.style import BLUE, CLASSES, EDGE, NEUTRAL, SEQUENTIAL, escaped, laid_out, require_something

if TYPE_CHECKING:
    import plotly.graph_objects as go

HEIGHT = 460
MOST_POINTS = 4_000
"""Of a figure, evenly spaced where there are more. SVG: many machines, and browsers far away, have no WebGL."""


def plot_embedding(
    points: Float[np.ndarray, "row 2"],
    *,
    title: str,
    axes: tuple[str, str] = ("", ""),
    factor: Float[np.ndarray, " row"] | None = None,
    factor_name: str = "",
    values: Sequence[str] = (),
) -> go.Figure:
    """A point a row, coloured by a factor if one is given: a scale for numbers, a colour each for at most ten names (the most frequent
    ones), grey where it is not known.
    """
    import plotly.graph_objects as go

    require_something(len(points), "points", "encode some images first")
    figure = go.Figure()
    shown = spread(len(points), MOST_POINTS)
    if len(shown) < len(points):
        title += f", {len(shown):,} of {len(points):,} rows"
        points, factor = points[shown], None if factor is None else factor[shown]
    if factor is None:
        _points(figure, points, np.arange(len(points)), BLUE, "")
        return _laid_out(figure, title, axes)
    known = np.isfinite(factor)
    if not known.all():
        _points(figure, points, np.flatnonzero(~known), NEUTRAL, "not known")
    if not values:
        rows = np.flatnonzero(known)
        figure.add_scatter(
            x=points[rows, 0], y=points[rows, 1], mode="markers", customdata=factor[rows], name=escaped(factor_name), showlegend=False,
            marker={
                "size": 5, "color": factor[rows], "colorscale": SEQUENTIAL, "showscale": True,
                "colorbar": {"title": {"text": escaped(factor_name)}},
            },
            hovertemplate="%{customdata:.4g}<extra></extra>",
        )  # fmt: skip
        return _laid_out(figure, title, axes)
    found, counts = np.unique(factor[known], return_counts=True)
    most = set(found[np.argsort(-counts, kind="stable")[: len(CLASSES)]].tolist())
    for value, colour in zip(sorted(most), CLASSES, strict=False):
        _points(figure, points, np.flatnonzero(factor == value), colour, values[int(value)])
    if others := [value for value in found.tolist() if value not in most]:
        _points(figure, points, np.flatnonzero(np.isin(factor, others)), NEUTRAL, f"{len(others)} others")
    _laid_out(figure, title, axes)
    legend = {"title": {"text": escaped(factor_name)}, "itemsizing": "constant"}
    below = {"orientation": "h", "y": -0.2, "yanchor": "top"}  # beside it, there would be no room on a narrow screen
    return figure.update_layout(showlegend=True, legend=legend | below)


def _points(figure: go.Figure, points: np.ndarray, rows: np.ndarray, colour: str, name: str) -> None:
    marker = {"size": 5, "opacity": 0.8, "color": colour, "line": EDGE}
    figure.add_scatter(
        x=points[rows, 0], y=points[rows, 1], mode="markers", name=escaped(name), marker=marker,
        hovertemplate=f"{escaped(name)}<br>%{{x:.3g}}, %{{y:.3g}}<extra></extra>",
    )  # fmt: skip


def _laid_out(figure: go.Figure, title: str, axes: tuple[str, str]) -> go.Figure:
    figure.update_xaxes(title_text=escaped(axes[0]), zeroline=False)
    figure.update_yaxes(title_text=escaped(axes[1]), zeroline=False, scaleanchor="x")
    return laid_out(figure, title=title, height=HEIGHT)
