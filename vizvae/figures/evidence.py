"""What a cell of a matrix rests on: one latent against one factor, or against another latent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from vizvae.figures.style import BLUE, escaped, laid_out, require_something

if TYPE_CHECKING:
    import plotly.graph_objects as go

MOST_POINTS = 2_000
"""As many as SVG draws at once; of more, so many evenly spaced ones"""
FEW_VALUES = 10
"""A factor of numbers with no more different values is drawn as one of names is."""
MOST_BOXES = 30
HEIGHT = 360


def plot_evidence(
    latent: Float[np.ndarray, " row"],
    factor: Float[np.ndarray, " row"],
    *,
    latent_name: str,
    factor_name: str,
    values: Sequence[str] = (),
) -> go.Figure:
    """Boxes of the latent for each value of the factor where it has few or names (`values`, of which `factor` are the places); else a
    point a row. Rows in which either is NaN are left out. Of more than 30 names those are shown that most rows have.
    """
    import plotly.graph_objects as go

    there = np.isfinite(latent) & np.isfinite(factor)
    latent, factor = latent[there], factor[there]
    require_something(len(latent), "rows in which both are known", "choose another factor, or fill its gaps")
    title = f"{latent_name} against {factor_name}, {len(latent):,} rows"
    found, counts = np.unique(factor, return_counts=True)
    figure = go.Figure()
    if values or len(found) <= FEW_VALUES:
        shown = np.sort(np.argsort(-counts, kind="stable")[:MOST_BOXES])
        if len(shown) < len(found):
            title += f", the {MOST_BOXES} most frequent of {len(found)} values"
        for place in shown:
            name = values[int(found[place])] if values else f"{found[place]:g}"
            figure.add_box(
                y=latent[factor == found[place]], name=escaped(f"{name} ({counts[place]:,})"), marker_color=BLUE, boxpoints=False
            )
    else:
        rows = spread(len(latent))
        if len(rows) < len(latent):
            title += f", {len(rows):,} of them"
        figure.add_scatter(
            x=factor[rows], y=latent[rows], mode="markers", marker={"size": 5, "color": BLUE, "opacity": 0.5},
            hovertemplate=f"{escaped(factor_name)} %{{x:.4g}}<br>{escaped(latent_name)} %{{y:.4g}}<extra></extra>",
        )  # fmt: skip
    figure.update_xaxes(title_text=escaped(factor_name))
    figure.update_yaxes(title_text=escaped(latent_name))
    return laid_out(figure, title=title, height=HEIGHT)


def spread(count: int, most: int = MOST_POINTS) -> np.ndarray:
    """At most so many of so many rows, evenly spaced, the first and the last among them."""
    return np.arange(count) if count <= most else np.linspace(0, count - 1, most).round().astype(int)
