"""The points that a metric was measured on: a factor of a grid against a latent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float, Int32

from vizvae.figures.evidence import HEIGHT, spread
from vizvae.figures.style import BLUE, NEUTRAL, VERMILION, escaped, laid_out, require_something

if TYPE_CHECKING:
    import plotly.graph_objects as go

MOST_POINTS = 500
"""Evenly spaced among all: each press of a cell draws them anew, and twice as many would take twice the time."""
LETTER = 7
"""Pixels, of a letter at the axis"""
SPREAD = 0.4
"""To either side of a factor's value: points of one value do not hide each other."""


def plot_factor_points(
    factor: Int32[np.ndarray, " point"],
    latent: Float[np.ndarray, " point"],
    values: Sequence[str],
    *,
    factor_name: str,
    latent_name: str,
    edges: Float[np.ndarray, " edge"] | None = None,
    here: tuple[int, float] | None = None,
) -> go.Figure:
    """A point an image, at most 500, evenly spaced among all; `customdata` of each is its place among all. Across, the factor's value
    by its index in `values`, spread a little, the same at every call; upwards the latent. `edges`: of the bins that mutual information
    is counted in. `here`: a factor's value and a latent's that has a ring. Raises ValueError for no points."""
    import plotly.graph_objects as go

    require_something(len(factor), "points", "measure the model on at least one")
    rows = spread(len(factor), MOST_POINTS)
    places: list[int] = factor[rows].tolist()
    aside = np.random.default_rng(0).uniform(-SPREAD, SPREAD, len(rows))
    figure = go.Figure()
    figure.add_scatter(
        x=factor[rows] + aside, y=latent[rows], mode="markers", marker={"size": 5, "color": BLUE, "opacity": 0.55},
        customdata=rows.tolist(),
        text=[escaped(values[place]) for place in places],
        unselected={"marker": {"opacity": 0.55}},
        hovertemplate=f"{escaped(factor_name)} %{{text}}<br>{escaped(latent_name)} %{{y:.3f}}<extra></extra>",
    )  # fmt: skip
    if edges is not None:
        ends = np.tile([-0.6, len(values) - 0.4, np.nan], len(edges))
        figure.add_scatter(
            x=ends, y=np.repeat(edges, 3), mode="lines", line={"width": 0.5, "color": NEUTRAL}, opacity=0.6, hoverinfo="skip"
        )
    if here is not None:
        ring = {"symbol": "circle-open", "size": 16, "color": VERMILION, "line": {"width": 3}}
        figure.add_scatter(x=[here[0]], y=[here[1]], mode="markers", marker=ring, hovertemplate="the image above<extra></extra>")
    every = -(-len(values) * (max(map(len, values)) + 2) // 60)  # so many letters have room below the axis
    ticks = list(range(0, len(values), every))
    figure.update_xaxes(
        title_text=escaped(factor_name), tickvals=ticks, ticktext=[escaped(values[place]) for place in ticks], showgrid=False,
        range=[-0.6, len(values) - 0.4], zeroline=False,
    )  # fmt: skip
    figure.update_yaxes(title_text=escaped(latent_name), showgrid=edges is None, zeroline=False)
    number = f"{len(rows):,} images" if len(rows) == len(factor) else f"{len(rows):,} of {len(factor):,} images"
    laid_out(figure, title=f"{latent_name} against {factor_name}: {number}", height=HEIGHT)
    # Margins that are wide enough for what stands in them, turned where it is narrow: to have them found, all is drawn twice.
    longest = max(len(values[place]) for place in ticks)
    figure.update_xaxes(automargin=False).update_yaxes(automargin=False)
    return figure.update_layout(margin={"l": 62, "b": 46 + LETTER * min(longest, 9)})
