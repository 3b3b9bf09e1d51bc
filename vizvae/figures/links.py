"""How well a graph model tells edges from non-edges that it was not shown, and what its probabilities are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vizvae.figures.style import BLUE, NEUTRAL, VERMILION, laid_out, legend_below

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from vizvae.graph.checkpoint import TrainedGraph
    from vizvae.graph.links.calibration import LinkCalibration
    from vizvae.graph.links.curves import LinkCurves

HEIGHT = 400
MARGIN = 0.1
"""Of a logarithmic axis, in powers of ten"""
SHARES = ".4~%"
"""On a logarithmic axis: 0.001%, not 10µ"""


def plot_roc_pr(model: TrainedGraph | LinkCurves | str, *, part: str = "test") -> go.Figure:
    """ROC curve and precision against recall of the held-out edges of `part` ("test" or "validation") against as many non-edges, with the
    areas below them; dotted, what guessing reaches. `model`: a trained graph model, the name of one, or its `link_curves`, whose part is
    theirs. Raises ValueError where nothing was held out."""
    from plotly.subplots import make_subplots

    from vizvae.graph.links.curves import LinkCurves, link_curves

    of = model if isinstance(model, LinkCurves) else link_curves(graph_model(model), part)
    figure = make_subplots(rows=1, cols=2, horizontal_spacing=0.2)
    found, named = (
        "%{y:.1%} of the edges found<br>at %{x:.1%} of the non-edges",
        "%{x:.1%} of the edges found<br>%{y:.1%} of the pairs right",
    )
    curves = [
        (of.false_positive_rate, of.true_positive_rate, f"ROC, AUC {of.auc:.3f}", found),
        (of.recall, of.precision, f"precision, AP {of.ap:.3f}", named),
    ]
    for place, ((x, y, name, said), colour) in enumerate(zip(curves, (BLUE, VERMILION), strict=True), 1):
        figure.add_scatter(
            row=1, col=place, x=x, y=y, mode="lines", name=name, line={"color": colour, "width": 2},
            hovertemplate=f"{said}<extra></extra>",
        )  # fmt: skip
        chance = [0, 1] if place == 1 else [of.num_edges / (of.num_edges + of.num_non_edges)] * 2
        figure.add_scatter(
            row=1, col=place, x=[0, 1], y=chance, mode="lines", line={"color": NEUTRAL, "dash": "dot", "width": 1}, hoverinfo="skip",
            showlegend=False,
        )  # fmt: skip
    figure.update_xaxes(range=[0, 1.02])
    figure.update_yaxes(range=[0, 1.02])
    figure.update_xaxes(col=1, title_text="false positive rate").update_xaxes(col=2, title_text="recall")
    figure.update_yaxes(col=1, title_text="true positive rate").update_yaxes(col=2, title_text="precision")
    title = f"{of.num_edges:,} {of.part} edges, {of.num_non_edges:,} non-edges"
    return legend_below(laid_out(figure, title=title, height=HEIGHT))


def plot_calibration(of: LinkCalibration | str) -> go.Figure:
    """What chance of being a hidden edge is promised to pairs, against the share of them that are test edges, both logarithmic: on the
    dotted line a promise is kept. Bars: 95 % intervals of the share. A triangle stands for pairs of which none is an edge, where a share
    would just not be unlikely. `of`: a calibration, or the name of a graph model. Raises ValueError where nothing was held out."""
    import plotly.graph_objects as go

    if isinstance(of, str):
        from vizvae.graph.catalogue import find_graph_checkpoint
        from vizvae.graph.links.calibration import link_calibration

        checkpoint = find_graph_checkpoint(of)
        of = link_calibration(checkpoint, checkpoint.load())
    counts, found, chance = (np.asarray(values, float) for values in (of.num_pairs, of.test_edges, of.chances))
    there = (counts > 0) & (chance > 0)
    if not there.any():
        raise ValueError("expected pairs with a chance of being an edge to draw, got none: hold out more edges")
    counts, found, chance = counts[there], found[there], chance[there]
    low, high = wilson(found, counts)
    share, some = found / counts, found > 0
    figure = go.Figure()
    ends = [float(min(chance.min(), share[some].min() if some.any() else high.min())), 1.0]
    figure.add_scatter(x=ends, y=ends, mode="lines", line={"color": NEUTRAL, "dash": "dot", "width": 1}, hoverinfo="skip")
    said = [f"{int(number):,} pairs, {int(edges):,} of them edges" for number, edges in zip(counts, found, strict=True)]
    for rows, y, symbol, bars in ((some, share, "circle", True), (~some, high, "triangle-down-open", False)):
        if rows.any():
            figure.add_scatter(
                x=chance[rows], y=y[rows], mode="markers", marker={"color": BLUE, "size": 8, "symbol": symbol},
                text=[words for words, kept in zip(said, rows, strict=True) if kept],
                hovertemplate="promised %{x:.2%}<br>found %{y:.2%}<br>%{text}<extra></extra>",
                error_y={
                    "symmetric": False, "array": (high - share)[rows], "arrayminus": (share - low)[rows], "color": BLUE, "thickness": 1,
                } if bars else None,
            )  # fmt: skip
    reach = [np.log10(ends[0]) - MARGIN, MARGIN]
    figure.update_xaxes(type="log", range=reach, title_text="promised chance of an edge", dtick=1, tickformat=SHARES)
    figure.update_yaxes(type="log", title_text="share of test edges", dtick=1, tickformat=SHARES)
    return laid_out(figure, title="Are the chances right?", height=HEIGHT)


def wilson(found: np.ndarray, counts: np.ndarray, z: float = 1.96) -> tuple[np.ndarray, np.ndarray]:
    """95 % interval of a share (Wilson 1927), which does not leave [0, 1] and is not empty where nothing was found."""
    share, weight = found / counts, z**2 / counts
    middle = (share + weight / 2) / (1 + weight)
    half = z / (1 + weight) * np.sqrt(share * (1 - share) / counts + weight / (4 * counts))
    return np.maximum(0, middle - half), np.minimum(1, middle + half)


def graph_model(model: TrainedGraph | str) -> TrainedGraph:
    """Raises CheckpointError for a name that is none."""
    if not isinstance(model, str):
        return model
    from vizvae.graph.catalogue import find_graph_checkpoint

    return find_graph_checkpoint(model).load()
