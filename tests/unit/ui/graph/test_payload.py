"""What the graph page is told, against the plain numbers of vizvae.graph."""

import io
from typing import Any

import networkx as nx
import numpy as np
import pytest
import torch
from safetensors.numpy import load

from vizvae.figures.nodes import SPREAD, plot_uncertainty_degree
from vizvae.graph.catalogue import find_graph_checkpoint, graph_catalogue
from vizvae.ui.graph.address import PARAMETERS, view_from_query
from vizvae.ui.graph.arrays import codes, gexf, graph_bundle, model_bundle, node_logits
from vizvae.ui.graph.choices import graph_choices
from vizvae.ui.graph.opened import OpenedGraph
from vizvae.ui.graph.payload import describe_graph_model

NAME = "karate-vgae"
STARTS = {"model": NAME} | {name: one.start for name, one in PARAMETERS.items()}


@pytest.fixture(scope="module")
def karate() -> OpenedGraph:
    return OpenedGraph.of(find_graph_checkpoint(NAME))


def test_counts_are_those_of_all_pairs(karate: OpenedGraph) -> None:
    trained = karate.trained
    arrays = load(model_bundle(karate))
    n = trained.graph.num_nodes
    pairs = torch.triu_indices(n, n, offset=1)
    logits = trained.model.edge_logits(trained.posterior.mu, pairs).numpy()
    real = trained.graph.has_edges(pairs).numpy()
    assert (np.diff(arrays["thresholds"]) < 0).all()
    for threshold, predicted, found in zip(arrays["thresholds"], arrays["predicted"], arrays["found"], strict=True):
        assert predicted == (logits >= threshold).sum()
        assert found.sum() == (real & (logits >= threshold)).sum()
    assert arrays["found"][-1].sum() == trained.graph.num_edges


def test_the_page_is_told_the_points_that_the_figure_draws() -> None:
    cora = OpenedGraph.of(find_graph_checkpoint("cora-vgae"))
    arrays = load(model_bundle(cora))
    for of, correlation in zip(("sigma", "kl"), arrays["rank_correlations"], strict=True):
        figure: Any = plot_uncertainty_degree(cora.trained, of=of)
        (points,) = figure.data
        nodes = np.array(points.customdata)
        np.testing.assert_allclose(arrays[f"node_{of}"][nodes], points.y, rtol=1e-6)
        assert (np.abs(np.log1p(arrays["training_degrees"][nodes]) - points.x) <= SPREAD).all()
        assert f"rank correlation {correlation:.2f}".replace("-", "−") in figure.layout.title.text
    assert arrays["node_kl"].mean() == pytest.approx(arrays["latent_kl"].sum(), rel=1e-5)
    assert load(codes(cora))["mean_sigma"] == arrays["mean_sigma"] == pytest.approx(arrays["node_sigma"].mean(), rel=1e-6)


def test_candidates_are_the_best_pairs_that_are_no_edges(karate: OpenedGraph) -> None:
    trained = karate.trained
    arrays = load(model_bundle(karate))
    candidates = torch.from_numpy(arrays["candidates"].astype(np.int64)).T
    assert not trained.graph.has_edges(candidates).any()
    assert len(arrays["candidate_logit"]) == trained.graph.num_pairs - trained.graph.num_edges
    assert (np.diff(arrays["candidate_logit"]) <= 0).all()
    np.testing.assert_allclose(
        arrays["candidate_logit"], trained.model.edge_logits(trained.posterior.mu, candidates).numpy(), rtol=1e-5, atol=1e-5
    )


def test_the_graph_for_other_programs(karate: OpenedGraph) -> None:
    trained = karate.trained
    read = nx.read_gexf(io.BytesIO(gexf(karate)), node_type=int)
    assert read.number_of_edges() == trained.graph.num_pairs  # 34 nodes have fewer pairs than are asked for
    parts = [part for _, _, part in read.edges(data="part")]
    assert parts.count("none") == trained.graph.num_pairs - trained.graph.num_edges


def test_edges_with_their_part_of_the_split(karate: OpenedGraph) -> None:
    trained = karate.trained
    arrays = load(model_bundle(karate))
    edges = {tuple(sorted(edge)): part for edge, part in zip(arrays["edges"].tolist(), arrays["edge_part"].tolist(), strict=True)}
    assert len(edges) == trained.graph.num_edges
    for number, part in enumerate((trained.split.train, trained.split.validation, trained.split.test)):
        assert all(edges[tuple(sorted(edge))] == number for edge in part.T.tolist())


def test_words_ascend_and_are_the_features() -> None:
    cora = OpenedGraph.of(find_graph_checkpoint("cora-vgae"))
    features = cora.trained.graph.features
    assert features is not None
    arrays = load(graph_bundle(cora))
    starts, columns = arrays["word_starts"], arrays["word_columns"]
    for node in (0, 17, len(starts) - 2):
        words = columns[starts[node] : starts[node + 1]].tolist()
        assert words == sorted(features.columns[features.row_starts[node] : features.row_starts[node + 1]].tolist())
    assert arrays["layout"].shape == (len(starts) - 1, 2)


def test_logits_of_a_node(karate: OpenedGraph) -> None:
    trained = karate.trained
    logits = node_logits(karate, 3)
    assert logits[3] == -np.inf
    pair = torch.tensor([[3], [8]])
    assert logits[8] == pytest.approx(trained.model.edge_logits(trained.posterior.mu, pair).item(), rel=1e-5)
    with pytest.raises(ValueError, match="from 0 to 33, got 34"):
        node_logits(karate, 34)


def test_the_snippet_runs(karate: OpenedGraph, capsys: pytest.CaptureFixture[str]) -> None:
    relatives = graph_choices(graph_catalogue()).relatives[NAME]
    exec(compile(describe_graph_model(karate, relatives).snippet, "snippet", "exec"), {})  # noqa: S102
    assert "[" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ({"nodes": "3_99"}, "nodes was left out: number 2: expected a whole number from 0 to 33, got '99'"),
        ({"nodes": "-1"}, "expected a whole number from 0 to 33"),
        ({"predicted": "1e9"}, "expected a whole number from 0 to 561, got '1e9'"),
        ({"predicted": "9" * 400}, "expected a whole number from 0 to 561"),
        ({"show": "lost"}, "expected some of found, invented, missed, got 'lost'"),
        ({"parts": "exam"}, "expected some of training, validation, test"),
        ({"plane": "latents_0_2"}, "plane was left out: 'latents_0_2' cannot be shown"),
        ({"plane": "latents_1_1"}, "expected pca, latents_0_1 or umap_15_0.1_0, got"),
        ({"plane": "umap_40_0.1_0"}, "40 neighbours among 34 points"),
        ({"plane": "umap_5"}, "expected pca, latents_0_1 or umap_15_0.1_0, got 'umap_5'"),
        ({"colour": "taste"}, "expected one of class"),
    ],
)
def test_what_cannot_be_used_of_a_link_is_said(karate: OpenedGraph, query: dict[str, str], problem: str) -> None:
    view, problems = view_from_query(query, karate)
    assert view == STARTS
    assert len(problems) == 1
    assert problem in problems[0]


def test_a_good_link(karate: OpenedGraph) -> None:
    query = {"nodes": "3_8", "predicted": "78", "show": "found", "parts": "test_validation", "colour": "degree"}
    assert view_from_query(query, karate) == (
        STARTS | {"nodes": (3, 8), "predicted": 78, "show": ("found",), "parts": ("validation", "test"), "colour": "degree"},
        [],
    )
