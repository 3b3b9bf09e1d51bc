"""Rate against distortion: a point for each setting, the front, and its knee."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vizvae.figures.rate_points import RatePoints, find_points
from vizvae.figures.style import BLUE, VERMILION, escaped, laid_out, require_something
from vizvae.sweep.knee import front_of

if TYPE_CHECKING:
    import plotly.graph_objects as go

HEIGHT = 460
MOST_NAMED = 6
"""Points that all bear their names; of more only those on the front do, the others where the pointer is"""
LONG, WIDE_MARGIN = 10_000, 88
"""Nats of six characters, and the pixels that they take with the axis' title"""


def plot_rate_distortion(family: str | RatePoints) -> go.Figure:
    """A point for each setting; those on the front, of which no other has both a lower rate and a lower distortion, are joined, and the
    knee stands out. `customdata` of each point: its place and, of one of several runs, its name.

    `family`: points, or the name of a sweep, or of a model that was trained for several β. Raises ValueError for a name that is none of
    these, and for no points.
    """
    if isinstance(family, str):
        family = find_points(family)
    rate, distortion, names = family.rate, family.distortion, family.names
    knee, singles = family.knee, family.singles
    import plotly.graph_objects as go

    require_something(len(rate), "points of rate and distortion", "train a run first, or wait for one to be scored")
    bars = {
        key: {"array": values, "thickness": 1, "color": BLUE}
        for key, values in (("error_x", family.rate_bars), ("error_y", family.distortion_bars))
        if values is not None
    }
    joined = list(front_of(list(zip(rate.tolist(), distortion.tolist(), strict=True))))
    colours = [VERMILION if place == knee else BLUE for place in range(len(rate))]
    figure = go.Figure()
    figure.add_scatter(x=rate[joined], y=distortion[joined], mode="lines", line={"color": BLUE, "width": 1}, hoverinfo="skip")
    where = "<br>rate %{x:.2f} nats, distortion %{y:.2f} nats<extra></extra>"
    if singles:
        figure.add_scatter(
            x=[one.rate for one in singles], y=[one.distortion for one in singles], mode="markers",
            text=[escaped(one.name) for one in singles], customdata=[[one.place, one.name] for one in singles],
            marker={"size": 6, "color": [colours[one.place] for one in singles], "opacity": 0.5}, hovertemplate="%{text}" + where,
        )  # fmt: skip
    named = joined if len(names) > MOST_NAMED else range(len(names))
    figure.add_scatter(
        x=rate, y=distortion, mode="markers+text",
        textposition=["top left" if value > rate.min() + 0.7 * np.ptp(rate) else "top right" for value in rate],
        text=[escaped(name) if place in named else "" for place, name in enumerate(names)],
        hovertext=[escaped(name) for name in names], customdata=[[place, ""] for place in range(len(rate))],
        marker={"size": 9, "color": colours, "symbol": ["circle" if place in joined else "circle-open" for place in range(len(rate))]},
        hovertemplate="%{hovertext}" + where, **bars,
    )  # fmt: skip
    figure.update_xaxes(title_text="rate: KL, nats")
    figure.update_yaxes(title_text="distortion: −log p(x given z), nats")
    laid_out(figure, title=family.title, height=HEIGHT)
    if np.abs(distortion).max() >= LONG:
        # At a given distance Plotly lays the axis' title over such long numbers; without one it keeps out of their way.
        figure.update_layout(margin_l=WIDE_MARGIN).update_yaxes(title_standoff=None)
    return figure
