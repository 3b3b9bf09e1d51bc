"""Rate against distortion: a point for each setting, the front, and its knee."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from vizvae.figures.style import BLUE, VERMILION, escaped, laid_out, require_something

if TYPE_CHECKING:
    import plotly.graph_objects as go

HEIGHT = 460
MOST_NAMED = 6
"""Points that all bear their names; of more only those on the front do, the others where the pointer is"""


@dataclass(frozen=True)
class Single:
    """One of several runs that a point is the mean of."""

    name: str
    place: int
    """Of that point"""
    rate: float
    distortion: float


def plot_rate_distortion(
    rate: Float[np.ndarray, " point"],
    distortion: Float[np.ndarray, " point"],
    names: Sequence[str],
    *,
    front: Sequence[int],
    knee: int | None,
    rate_bars: Float[np.ndarray, " point"] | None = None,
    distortion_bars: Float[np.ndarray, " point"] | None = None,
    singles: Sequence[Single] = (),
) -> go.Figure:
    """Nats both; what bars show, half of which is given, is said elsewhere. `front`: the points on it, from the lowest rate on; they are
    joined. `customdata` of each point: its place and, of one of `singles`, the name of the run."""
    import plotly.graph_objects as go

    require_something(len(rate), "points of rate and distortion", "train a run first, or wait for one to be scored")
    bars = {
        key: {"array": values, "thickness": 1, "color": BLUE}
        for key, values in (("error_x", rate_bars), ("error_y", distortion_bars))
        if values is not None
    }
    joined = list(front)
    colours = [VERMILION if place == knee else BLUE for place in range(len(rate))]
    figure = go.Figure()
    figure.add_scatter(x=rate[joined], y=distortion[joined], mode="lines", line={"color": BLUE, "width": 1}, hoverinfo="skip")
    where = "<br>rate %{x:.2f}, distortion %{y:.2f}<extra></extra>"
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
    return laid_out(figure, title="Rate and distortion", height=HEIGHT)
