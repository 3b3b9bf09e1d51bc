"""Rate against distortion: a point for each setting, the front, and its knee."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from vizvae.figures.style import escaped, laid_out

if TYPE_CHECKING:
    import plotly.graph_objects as go

INK, BEST = "#4a84d8", "#e8590c"
HEIGHT = 460


def rate_distortion_figure(
    rate: Float[np.ndarray, " point"],
    distortion: Float[np.ndarray, " point"],
    names: Sequence[str],
    *,
    front: Sequence[int],
    knee: int | None,
    rate_std: Float[np.ndarray, " point"] | None = None,
    distortion_std: Float[np.ndarray, " point"] | None = None,
) -> go.Figure:
    """Nats both; bars are standard deviations where they are given. `front`: the points on it, from the lowest rate on; they are joined."""
    import plotly.graph_objects as go

    bars = {
        key: {"array": values, "thickness": 1}
        for key, values in (("error_x", rate_std), ("error_y", distortion_std))
        if values is not None
    }
    joined = list(front)
    colours = [BEST if place == knee else INK for place in range(len(rate))]
    figure = go.Figure()
    figure.add_scatter(x=rate[joined], y=distortion[joined], mode="lines", line={"color": INK, "width": 1}, hoverinfo="skip")
    figure.add_scatter(
        x=rate, y=distortion, mode="markers+text", text=[escaped(name) for name in names], textposition="top right",
        marker={"size": 9, "color": colours, "symbol": ["circle" if place in joined else "circle-open" for place in range(len(rate))]},
        hovertemplate="%{text}<br>rate %{x:.2f}, distortion %{y:.2f}<extra></extra>", **bars,
    )  # fmt: skip
    figure.update_xaxes(title_text="rate: KL, nats")
    figure.update_yaxes(title_text="distortion: −log p(x given z), nats")
    return laid_out(figure, title="Rate and distortion", height=HEIGHT)
