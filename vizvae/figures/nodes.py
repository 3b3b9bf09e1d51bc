"""The nodes of a graph: how sure a model is of each, and how many neighbours they have, in truth and as predicted.

The graph page draws the first by its own hand, too (pages/graph/views/uncertainty_plot.tsx), for there a node under the pointer is the same
in all pictures, without a server as well. Both take their points from `vizvae.graph.uncertainty`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from vizvae.figures.evidence import spread
from vizvae.figures.links import SHARES, graph_model
from vizvae.figures.style import BLUE, VERMILION, escaped, laid_out, legend_below

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from vizvae.graph.checkpoint import TrainedGraph
    from vizvae.graph.degrees import DegreeCurve
    from vizvae.graph.uncertainty import Measure

HEIGHT = 400
MOST_NODES = 2_000
"""Evenly spaced in the order of the file"""
TICKS = (0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
MEASURES = {"sigma": "mean σ of the posterior", "kl": "KL from the prior, nats"}
SPREAD = 0.12
"""Of a node's degree on its logarithmic axis: nodes of one degree do not hide each other."""


def plot_uncertainty_degree(model: TrainedGraph | str, *, of: str = "sigma") -> go.Figure:
    """A point a node: across, how many training edges it has (logarithmic, spread a little); upwards its mean σ over latents, or its KL.
    `customdata` of each: the number of the node. Raises ValueError for a deterministic model, which has neither."""
    import plotly.graph_objects as go

    from vizvae.graph.uncertainty import node_uncertainty

    if of not in MEASURES:
        raise ValueError(f"expected a measure out of {', '.join(MEASURES)}, got {of!r}")
    trained = graph_model(model)
    found = node_uncertainty(trained)
    if found is None:
        raise ValueError("expected a variational model, got a deterministic one: a node has one code and no σ. Choose a VGAE.")
    values, degrees = getattr(found, of), found.training_degrees
    rows = spread(len(values), MOST_NODES)
    aside = np.random.default_rng(0).uniform(-SPREAD, SPREAD, len(rows))
    figure = go.Figure()
    figure.add_scatter(
        x=np.log1p(degrees[rows]) + aside, y=values[rows], mode="markers", marker={"size": 5, "color": BLUE, "opacity": 0.5},
        customdata=rows.tolist(), text=[f"{escaped(trained.graph.name_of(int(row)))}<br>{degrees[row]} training edges" for row in rows],
        unselected={"marker": {"opacity": 0.5}}, selected={"marker": {"color": VERMILION, "opacity": 1}},
        hovertemplate="%{text}<br>%{y:.3f}<extra></extra>",
    )  # fmt: skip
    ticks = [tick for tick in TICKS if tick <= degrees.max()]
    figure.update_xaxes(
        title_text="training edges of the node", tickvals=np.log1p(ticks), ticktext=[str(tick) for tick in ticks], zeroline=False
    )
    figure.update_yaxes(title_text=MEASURES[of], zeroline=False)
    correlation = found.rank_correlation(cast("Measure", of))
    several = f", {len(rows):,} of them shown" if len(rows) < len(values) else ""
    said = "" if np.isnan(correlation) else f", rank correlation {correlation:.2f}".replace("-", "−")
    return laid_out(figure, title=f"{len(values):,} nodes{several}{said}", height=HEIGHT)


def plot_degree(model: TrainedGraph | tuple[DegreeCurve, DegreeCurve] | str) -> go.Figure:
    """Which share of the nodes has at least so many neighbours, both axes logarithmic: by the real edges, and by as many predicted ones,
    the likeliest pairs. `model`: a trained graph model, the name of one, or its `degree_curves`. Raises ValueError for a graph without
    edges."""
    import plotly.graph_objects as go

    from vizvae.graph.degrees import degree_curves

    curves = model if isinstance(model, tuple) else degree_curves(graph_model(model))
    figure = go.Figure()
    for curve, name, colour, dash in zip(curves, ("real", "predicted"), (BLUE, VERMILION), ("solid", "dash"), strict=True):
        figure.add_scatter(
            x=curve.degrees, y=curve.shares, mode="lines", name=f"{curve.num_edges:,} {name} edges",
            line={"color": colour, "dash": dash, "shape": "hv"},
            hovertemplate="%{y:.2~%} of the nodes have at least %{x:,} neighbours<extra></extra>",
        )  # fmt: skip
    most = max(curve.degrees[-1] for curve in curves)
    ticks = [tick for tick in TICKS if 0 < tick <= most]
    figure.update_xaxes(type="log", title_text="neighbours", tickvals=ticks, ticktext=[f"{tick:,}" for tick in ticks])
    figure.update_yaxes(type="log", title_text="nodes with as many or more", dtick=1, tickformat=SHARES)
    return legend_below(laid_out(figure, title="How many neighbours nodes have", height=HEIGHT))
