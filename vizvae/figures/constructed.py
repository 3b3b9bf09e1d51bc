"""Do the metrics tell the truth? What they say of codes that are made from known factors, and what these codes look like."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import numpy as np

from vizvae.figures.embedding import plot_embedding
from vizvae.figures.matrix import beside, plot_matrix, short
from vizvae.figures.style import BLUE, NEUTRAL, VERMILION, escaped, laid_out, latent_name, require_something
from vizvae.metrics.titles import METRIC_WORDS

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from vizvae.metrics.disentanglement.constructed import Construction
    from vizvae.metrics.truth import Examined

ROW = 30
"""Pixels of a metric"""
SHOWN_POINTS = 400
REACH = 2.6
"""Standard deviations of a factor, from the middle to the edge: room for a turn and for most of the noise"""


def plot_constructed(
    code: Construction | Mapping[str, float],
    *,
    angle: float = 45.0,
    noise: float = 0.5,
    perfect: Mapping[str, float] | None = None,
    old: Collection[str] = (),
) -> go.Figure:
    """A bar for each metric, a share of 1, and a mark where the perfect code is. `customdata`: the metric's key.

    `code`: its kind, which is examined with `angle` (degrees, of "rotated") or `noise` (standard deviations, of "noisy"); or what each
    metric says of it, and what each says of the `perfect` one. `old`: metrics whose values are of an earlier code, which are grey.
    Raises ValueError for an unknown kind and for no values.
    """
    import plotly.graph_objects as go

    if isinstance(code, str):
        values, perfect = _examined(code, angle, noise), _examined("perfect", angle, noise)
        title = f"What the metrics say of the {code} code"
    else:
        values, title = code, "What the metrics say"
    words = [one for one in METRIC_WORDS if one.key in values]
    require_something(len(words), "values of metrics", "examine a code first")
    labels = [escaped(one.label) for one in words]
    figure = go.Figure()
    figure.add_bar(
        orientation="h", x=[values[one.key] for one in words], y=labels, customdata=[one.key for one in words],
        marker_color=[NEUTRAL if one.key in old else BLUE for one in words], hovertemplate="%{y} %{x:.3f}<extra></extra>",
    )  # fmt: skip
    for row, one in enumerate(words):
        beside(figure, row, "…" if one.key in old else short(values[one.key]))
    if perfect:
        figure.add_scatter(
            x=[perfect.get(one.key) for one in words], y=labels, mode="markers",
            marker={"symbol": "line-ns", "size": 14, "line": {"width": 3, "color": VERMILION}},
            hovertemplate="the perfect code: %{x:.3f}<extra></extra>",
        )  # fmt: skip
    figure.update_xaxes(range=[0, 1.03], title_text="of at most 1; the mark is the perfect code")
    figure.update_yaxes(autorange="reversed", showgrid=False)
    laid_out(figure, title=title, height=ROW * len(words) + 110)
    return figure.update_layout(bargap=0.4, margin={"r": 48})


def plot_code(examined: Examined) -> go.Figure:
    """The first two latents of some points, a colour for each value of the first factor. Always as far as the eye can see it move."""
    points = examined.codes.points.rows(slice(SHOWN_POINTS))
    first = points.factors[:, 0].numpy()
    figure = plot_embedding(
        points.codes[:, :2].double().numpy(), title=f"{len(first)} of the points", axes=(latent_name(0), latent_name(1)),
        labels=first.astype(float), label_name=f"factor {points.names[0]}", values=[str(value + 1) for value in range(first.max() + 1)],
    )  # fmt: skip
    figure.update_xaxes(range=[-REACH, REACH])
    return figure.update_yaxes(range=[-REACH, REACH]).update_layout(height=400)


def plot_knowledge(examined: Examined) -> go.Figure:
    """How much each latent knows of each factor, as a share of all there is to know."""
    information = examined.information.double().numpy()
    shares = np.clip(information / examined.entropies.double().numpy()[:, None], 0, None)
    latents = [latent_name(latent) for latent in range(shares.shape[1])]
    figure = plot_matrix(shares, examined.codes.points.names, latents, quantity="What each latent knows, as a share")
    return figure.update_layout(height=400)


def _examined(kind: Construction, angle: float, noise: float) -> dict[str, float]:
    from vizvae.metrics.disentanglement.constructed import CONSTRUCTIONS, Constructed
    from vizvae.metrics.truth import examine

    if kind not in CONSTRUCTIONS:
        raise ValueError(f"expected a code out of {', '.join(CONSTRUCTIONS)}, got {kind[:40]!r}")
    examined = examine(Constructed(kind=kind, angle=angle, noise=noise))
    return {**examined.quick, **examined.slow}
