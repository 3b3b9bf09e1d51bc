"""How well a graph model tells edges from non-edges that it was not shown, and what its probabilities are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vizvae.figures.style import BLUE, NEUTRAL, VERMILION, laid_out, legend_below

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from vizvae.graph.checkpoint import TrainedGraph
    from vizvae.graph.links.calibration import LinkCalibration

HEIGHT = 400
MOST_STEPS = 400
"""Of a curve, evenly spaced"""


def plot_roc_pr(model: TrainedGraph | str, *, part: str = "test") -> go.Figure:
    """ROC curve and precision against recall of the held-out edges of `part` ("test" or "validation") against as many non-edges, with the
    areas below them. `model`: a trained graph model or the name of one. Raises ValueError where nothing was held out."""
    from plotly.subplots import make_subplots
    from sklearn.metrics import precision_recall_curve, roc_curve

    from vizvae.graph.metrics import link_scores

    trained = graph_model(model)
    edges, non_edges = trained.split.held_out(part)
    if min(edges.shape[1], non_edges.shape[1]) == 0:
        raise ValueError(f"expected held-out {part} edges to draw, got none: train the model with a share of edges held out")
    logits = [trained.model.edge_logits(trained.posterior.mu, pairs).detach() for pairs in (edges, non_edges)]
    scores = link_scores(*logits)
    truth = np.repeat([1, 0], [len(one) for one in logits])
    said = np.concatenate([one.numpy() for one in logits])
    false_positive, true_positive, _ = roc_curve(truth, said)
    precision, recall, _ = precision_recall_curve(truth, said)
    figure = make_subplots(rows=1, cols=2, horizontal_spacing=0.16)
    curves = [
        (false_positive, true_positive, f"ROC, AUC {scores.auc:.3f}"),
        (recall, precision, f"precision, AP {scores.ap:.3f}"),
    ]
    for place, ((x, y, name), colour) in enumerate(zip(curves, (BLUE, VERMILION), strict=True), 1):
        kept = np.unique(np.linspace(0, len(x) - 1, min(len(x), MOST_STEPS)).round().astype(int))
        figure.add_scatter(
            row=1, col=place, x=x[kept], y=y[kept], mode="lines", name=name, line={"color": colour, "width": 2},
            hovertemplate="%{x:.3f}, %{y:.3f}<extra></extra>",
        )  # fmt: skip
        chance = [0, 1] if place == 1 else [0.5, 0.5]
        figure.add_scatter(
            row=1, col=place, x=[0, 1], y=chance, mode="lines", line={"color": NEUTRAL, "dash": "dot", "width": 1}, hoverinfo="skip",
            showlegend=False,
        )  # fmt: skip
    figure.update_xaxes(range=[0, 1.02])
    figure.update_yaxes(range=[0, 1.02])
    figure.update_xaxes(col=1, title_text="false positive rate").update_xaxes(col=2, title_text="recall")
    figure.update_yaxes(col=1, title_text="true positive rate").update_yaxes(col=2, title_text="precision")
    return legend_below(laid_out(figure, title=f"{len(logits[0]):,} {part} edges, {len(logits[1]):,} non-edges", height=HEIGHT))


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
    figure.update_xaxes(type="log", title_text="chance that is promised, of being a hidden edge", dtick=1)
    figure.update_yaxes(type="log", title_text="share of test edges", dtick=1)
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
