"""Figures of a graph model hold what is computed of it otherwise."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import networkx as nx
import numpy as np
import pytest
import torch
from sklearn.metrics import auc, roc_auc_score

from vizvae.figures.graph import kinds_of, plot_graph
from vizvae.figures.links import plot_calibration, plot_roc_pr, wilson
from vizvae.figures.nodes import plot_degree, plot_uncertainty_degree
from vizvae.graph.catalogue import find_graph_checkpoint
from vizvae.graph.checkpoint import TrainedGraph
from vizvae.graph.data import Graph
from vizvae.graph.degrees import degree_curves
from vizvae.graph.links.calibration import LinkCalibration
from vizvae.graph.pair_space import PairSpace


def traces(figure: Any) -> tuple[Any, ...]:
    """plotly's own types do not know which they are."""
    return figure.data


@cache
def cora() -> TrainedGraph:
    return find_graph_checkpoint("cora-vgae").load()


def test_the_curves_have_the_areas_that_are_said() -> None:
    trained = cora()
    figure: Any = plot_roc_pr(trained)
    roc, _, pr, _ = traces(figure)
    z = trained.posterior.mu
    edges, non_edges = (trained.model.edge_logits(z, pairs).detach().numpy() for pairs in trained.split.held_out("test"))
    expected = roc_auc_score(np.repeat([1, 0], [len(edges), len(non_edges)]), np.concatenate([edges, non_edges]))
    assert roc.name == f"ROC, AUC {expected:.3f}"
    assert auc(roc.x, roc.y) == pytest.approx(expected, abs=2e-3), "of thinned points"
    # Precision at the threshold of one of its points, counted by hand.
    place = len(pr.x) // 2
    bar = np.sort(edges)[::-1][round(pr.x[place] * len(edges)) - 1]
    found, invented = (edges >= bar).sum(), (non_edges >= bar).sum()
    assert pr.y[place] == pytest.approx(found / (found + invented), abs=1e-6)
    assert figure.layout.title.text.startswith(f"{len(edges):,} test edges, ")
    with pytest.raises(ValueError, match="held-out parts are validation and test, got 'train'"):
        plot_roc_pr(trained, part="train")


def test_promised_chances_against_what_is_found() -> None:
    of = LinkCalibration(
        thresholds=(-1.0, 0.0, 1.0, 2.0), chances=(0.0, 0.001, 0.01, 0.5), num_pairs=(500, 1000, 200, 10), test_edges=(0, 2, 0, 6)
    )
    figure: Any = plot_calibration(of)
    _, some, none = traces(figure)
    assert (list(some.x), list(some.y)) == ([0.001, 0.5], [0.002, 0.6])
    assert list(none.x) == [0.01]
    low, high = wilson(np.array([6.0]), np.array([10.0]))
    assert (float(low[0]), float(high[0])) == pytest.approx((0.3127, 0.8318), abs=1e-3)  # as in tables of Wilson's interval
    assert some.error_y.array[1] == pytest.approx(high[0] - 0.6)
    assert some.error_y.arrayminus[1] == pytest.approx(0.6 - low[0])
    assert none.y[0] == pytest.approx(1.96**2 / (200 + 1.96**2), rel=1e-3)
    for axis in (figure.layout.xaxis, figure.layout.yaxis):
        assert axis.tickformat == ".4~%", "0.001%, not 10µ"
    with pytest.raises(ValueError, match="hold out more edges"):
        plot_calibration(LinkCalibration(thresholds=(0.0,), chances=(0.0,), num_pairs=(5,), test_edges=(0,)))


def test_each_node_by_its_training_edges_and_how_sure_the_model_is_of_it() -> None:
    trained = cora()
    graph = nx.Graph()
    graph.add_nodes_from(range(trained.graph.num_nodes))
    graph.add_edges_from(trained.split.train.T.tolist())
    (points,) = traces(plot_uncertainty_degree(trained))
    posterior: Any = trained.posterior
    for place in (0, 700, 1999):
        node = points.customdata[place]
        assert round(float(np.expm1(points.x[place]))) == pytest.approx(graph.degree(node), abs=0.2 * (1 + graph.degree(node)))
        assert points.y[place] == pytest.approx(float((0.5 * posterior.logvar[node]).exp().mean()), rel=1e-5)
        assert points.text[place].endswith(f"{graph.degree(node)} training edges")
    (kl,) = traces(plot_uncertainty_degree(trained, of="kl"))
    mu, logvar = posterior.mu[kl.customdata[5]], posterior.logvar[kl.customdata[5]]
    normal = torch.distributions.Normal
    expected = torch.distributions.kl_divergence(normal(mu, (logvar / 2).exp()), normal(0.0, 1.0)).sum()
    assert kl.y[5] == pytest.approx(float(expected), rel=1e-4)
    with pytest.raises(ValueError, match="got a deterministic one"):
        plot_uncertainty_degree("cora-gae")


def test_shares_of_nodes_with_at_least_so_many_neighbours() -> None:
    trained = cora()
    real, predicted = traces(plot_degree(trained))
    degrees = np.array([degree for _, degree in nx.Graph(trained.graph.edge_index.T.tolist()).degree()])
    for d, share in zip(real.x[:5], real.y[:5], strict=True):
        assert share == pytest.approx((degrees >= d).sum() / trained.graph.num_nodes)
    assert real.name == f"{trained.graph.num_edges:,} real edges"
    assert predicted.name == f"{trained.graph.num_edges:,} predicted edges"
    z = trained.posterior.mu
    scores = (z @ z.T).triu(1) + torch.full((len(z), len(z)), -torch.inf).tril()
    likeliest = scores.flatten().topk(trained.graph.num_edges).indices
    counts = torch.bincount(torch.cat([likeliest // len(z), likeliest % len(z)]), minlength=len(z)).numpy()
    assert dict(zip(predicted.x, predicted.y, strict=True))[10] == pytest.approx((counts >= 10).mean())


def test_only_pairs_that_could_be_edges_are_predicted() -> None:
    karate = find_graph_checkpoint("karate-vgae").load()
    kinds = torch.arange(karate.graph.num_nodes) % 2
    between = karate.graph.edge_index[:, kinds[karate.graph.edge_index].sum(0) == 1]
    graph = Graph(title="of two kinds", edge_index=between, num_nodes=len(kinds), kinds=kinds, kind_names=("even", "odd"))
    _, predicted = degree_curves(replace(karate, graph=graph))
    logits = karate.model.block(karate.posterior.mu, karate.posterior.mu).detach()
    logits[kinds[:, None] == kinds] = -torch.inf
    likeliest = (
        logits.triu(1).masked_fill(torch.ones_like(logits).tril().bool(), -torch.inf).flatten().topk(graph.num_edges).indices
    )
    counts = torch.bincount(torch.cat([likeliest // len(kinds), likeliest % len(kinds)]), minlength=len(kinds)).numpy()
    assert predicted.shares == tuple((counts >= degree).mean() for degree in predicted.degrees)


def test_found_missed_and_invented_edges_are_counted_as_sets_are() -> None:
    trained = cora()
    figure = plot_graph(trained, predicted=3000)
    names = dict(trace.name.split(": ") for trace in traces(figure)[:3])
    real = {tuple(pair) for pair in trained.graph.edge_index.T.tolist()}
    z = trained.posterior.mu
    logits = trained.model.edge_logits(z, torch.triu_indices(len(z), len(z), 1)).detach()
    top = torch.triu_indices(len(z), len(z), 1)[:, logits.topk(3000).indices]
    said = {tuple(pair) for pair in top.T.tolist()}
    assert names["found"].startswith(f"{len(real & said):,}")
    assert names["missed"].startswith(f"{len(real - said):,}")
    assert names["invented"].startswith(f"{len(said - real):,}")
    assert len(traces(figure)[3].x) == trained.graph.num_nodes
    with pytest.raises(ValueError, match="expected places out of embedding, layout"):
        plot_graph(trained, places="map")


def drawn(figure: Any) -> dict[str, int]:
    """How many edges each trace is said to have."""
    return {kind: int(rest.split(",")[0]) for kind, rest in (trace.name.split(": ") for trace in traces(figure)[:3])}


@pytest.mark.parametrize("shape", ["of two kinds", "directed"])
def test_only_pairs_that_could_be_edges_are_drawn(shape: str) -> None:
    """Two nodes of a kind are no pair; where edges have a direction, a pair is two."""
    karate = find_graph_checkpoint("karate-vgae").load()
    edges = karate.graph.edge_index
    kinds = torch.arange(karate.graph.num_nodes) % 2
    if shape == "directed":
        graph = Graph(title=shape, edge_index=edges, num_nodes=len(kinds), directed=True)
    else:
        between = edges[:, kinds[edges].sum(0) == 1]
        graph = Graph(title=shape, edge_index=between, num_nodes=len(kinds), kinds=kinds, kind_names=("even", "odd"))
    pairs = graph.pairs.all()
    logits = karate.model.edge_logits(karate.posterior.mu, pairs).detach()
    # An even number: of the inner product both ways are equal, so that they are taken together.
    likeliest = {tuple(pair) for pair in pairs[:, logits.topk(40).indices].T.tolist()}
    real = {tuple(pair) for pair in graph.pairs.oriented(graph.edge_index).T.tolist()}
    assert drawn(plot_graph(replace(karate, graph=graph), predicted=40)) == {
        "found": len(real & likeliest), "missed": len(real - likeliest), "invented": len(likeliest - real)
    }  # fmt: skip


def test_a_pair_is_the_same_in_either_direction_unless_edges_have_one() -> None:
    real, predicted = torch.tensor([[0, 1], [1, 2]]), torch.tensor([[1, 3], [0, 0]])

    def found(*, directed: bool) -> dict[str, list[list[int]]]:
        kinds = kinds_of(real, predicted, PairSpace(num_nodes=4, directed=directed))
        return {kind: edges.T.tolist() for kind, edges in kinds.items()}

    assert found(directed=False) == {"found": [[0, 1]], "missed": [[1, 2]], "invented": [[3, 0]]}
    assert found(directed=True) == {"found": [], "missed": [[0, 1], [1, 2]], "invented": [[1, 0], [3, 0]]}
