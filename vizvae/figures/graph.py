"""A graph and what a model makes of its edges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from jaxtyping import Float, Int

from vizvae.figures.evidence import spread
from vizvae.figures.links import graph_model
from vizvae.figures.style import (
    BLUE,
    CLASSES,
    EDGE,
    GREEN,
    NEUTRAL,
    VERMILION,
    escaped,
    laid_out,
    legend_below,
    require_something,
)

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from vizvae.graph.checkpoint import TrainedGraph
    from vizvae.graph.pair_space import PairSpace

HEIGHT = 620
MOST_NODES, MOST_EDGES = 3_000, 2_500
"""Drawn, of each kind of edge; evenly spaced where there are more"""
KINDS = {"found": GREEN, "missed": VERMILION, "invented": BLUE}


def plot_graph(model: TrainedGraph | str, *, places: str = "embedding", predicted: int | None = None) -> go.Figure:
    """Nodes and edges: those the model finds, misses and invents where the `predicted` likeliest pairs count as edges (by default as many
    as there are edges). Nodes stand by their codes (`places` "embedding": the two principal directions) or by the edges alone ("layout"),
    and have a colour for each class. Raises ValueError for fewer than one pair and for other places."""
    import plotly.graph_objects as go

    from vizvae.graph.reconstruction import top_pairs

    trained = graph_model(model)
    graph = trained.graph
    require_something(graph.num_edges, "edges", "choose a graph that has some")
    xy = _placed(trained, places)
    wanted = graph.num_edges if predicted is None else predicted
    top = top_pairs(trained.model, trained.posterior.mu, wanted, pairs=graph.pairs).pairs
    figure = go.Figure()
    for kind, edges in kinds_of(graph.edge_index, top, graph.pairs).items():
        rows = spread(edges.shape[1], MOST_EDGES)
        ends = xy[edges.numpy()[:, rows]]  # (end, edge, axis)
        lines = np.concatenate([ends.transpose(1, 0, 2), np.full((len(rows), 1, 2), np.nan)], 1).reshape(-1, 2)
        shown = "" if len(rows) == edges.shape[1] else f", {len(rows):,} shown"
        figure.add_scatter(
            x=lines[:, 0], y=lines[:, 1], mode="lines", line={"color": KINDS[kind], "width": 1}, opacity=0.5, hoverinfo="skip",
            name=f"{kind}: {edges.shape[1]:,}{shown}",
        )  # fmt: skip
    nodes = spread(graph.num_nodes, MOST_NODES)
    labels = None if graph.labels is None else graph.labels.numpy()
    names = [escaped(graph.name_of(int(node))) for node in nodes]
    colours = [NEUTRAL if labels is None or labels[node] < 0 else CLASSES[labels[node] % len(CLASSES)] for node in nodes]
    figure.add_scatter(
        x=xy[nodes, 0], y=xy[nodes, 1], mode="markers", marker={"size": 5, "color": colours, "line": EDGE}, text=names,
        customdata=nodes.tolist(), hovertemplate="%{text}<extra></extra>", showlegend=False,
    )  # fmt: skip
    figure.update_xaxes(showgrid=False, zeroline=False, showticklabels=False, ticks="")
    figure.update_yaxes(showgrid=False, zeroline=False, showticklabels=False, ticks="", scaleanchor="x")
    return legend_below(laid_out(figure, title=f"{graph.title}, the {top.shape[1]:,} likeliest pairs as edges", height=HEIGHT))


def kinds_of(
    real: Int[torch.Tensor, "2 edge"], predicted: Int[torch.Tensor, "2 pair"], pairs: PairSpace
) -> dict[str, Int[torch.Tensor, "2 some"]]:
    """Edges that are predicted, those that are not, and pairs that are predicted and are no edges; `pairs` tells which are the same."""
    codes = [pairs.codes(some) for some in (real, predicted)]
    found = torch.isin(codes[0], codes[1])
    return {"found": real[:, found], "missed": real[:, ~found], "invented": predicted[:, ~torch.isin(codes[1], codes[0])]}


def _placed(trained: TrainedGraph, places: str) -> Float[np.ndarray, "node 2"]:
    if places == "layout":
        from vizvae.graph.layout import layout

        return layout(trained.graph).double().numpy()
    if places != "embedding":
        raise ValueError(f"expected places out of embedding, layout, got {places!r}")
    mu = trained.posterior.mu.double()
    centred = mu - mu.mean(0)
    if centred.shape[1] < 2:
        return np.concatenate([centred.numpy(), np.zeros((len(centred), 1))], 1)
    return (centred @ torch.linalg.svd(centred, full_matrices=False).Vh[:2].T).numpy()
