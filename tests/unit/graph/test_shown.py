"""A graph that is too large to be drawn and compared pair by pair: a piece of it is shown, and it is said of what."""

from dataclasses import replace

import pytest
import torch

from tests.unit.graph.small import communities, trained
from tests.unit.graph.two_kinds import two_kinds
from vizvae.gaussian import DiagonalGaussian
from vizvae.graph import shown
from vizvae.graph.checkpoint import TrainedGraph
from vizvae.graph.config import PRESETS, suited
from vizvae.graph.data import Graph
from vizvae.graph.evaluation import evaluate_graph
from vizvae.graph.links import scorers
from vizvae.graph.links.scorers import hard_pairs
from vizvae.graph.shown import nearest_nodes, shown_part
from vizvae.graph.split import split_edges
from vizvae.models.ae_conv import PointMass


def model_of(graph: Graph, name: str = "vgae") -> TrainedGraph:
    split = split_edges(graph, 0)
    usual = suited(PRESETS[name], graph)
    state = trained(replace(usual, model=replace(usual.model, latent_dim=4), epochs=5), graph, split)
    return TrainedGraph(graph=graph, split=split, model=state.finished_model(), posterior=state.posterior())


def test_a_small_graph_is_shown_whole() -> None:
    whole = model_of(communities())
    found = shown_part(whole)
    assert found.trained is whole
    assert found.nodes is None
    assert found.left_out == ""


def test_the_nodes_nearest_to_the_best_connected_one() -> None:
    # A hub with four neighbours, a path away from one of them, and a smaller piece whose hub has more edges than that.
    edges = torch.tensor([[0, 0, 0, 0, 4, 5, 6, 7, 8, 10, 10, 10, 10, 10], [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15]])
    graph = Graph(title="hubs", edge_index=edges, num_nodes=17)
    nodes, start = nearest_nodes(graph, 6, 1000)
    assert start == 0
    assert nodes.tolist() == [0, 1, 2, 3, 4, 5]
    assert nearest_nodes(graph, 100, 1000)[0].tolist() == list(range(10)), "what is not connected is not near"
    clique = torch.triu_indices(8, 8, offset=1)
    few, _ = nearest_nodes(Graph(title="clique", edge_index=clique, num_nodes=8), 100, 11)
    assert len(few) == 5, "five nodes have ten edges, six have fifteen"


@pytest.mark.parametrize("name", ["vgae", "gae"])
@pytest.mark.parametrize("graph", [communities(60), two_kinds(20, 16, features=True)], ids=lambda graph: graph.title)
def test_a_piece_keeps_codes_names_and_what_is_held_out(graph: Graph, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown, "WHOLE_NODES", 30)
    monkeypatch.setattr(shown, "MOST_NODES", 25)
    whole = model_of(graph, name)
    found = shown_part(whole)
    piece, nodes = found.trained, found.nodes
    assert nodes is not None
    assert len(nodes) == piece.graph.num_nodes == 25
    assert torch.equal(piece.posterior.mu, whole.posterior.mu[nodes])
    assert isinstance(piece.posterior, DiagonalGaussian if name == "vgae" else PointMass)
    assert piece.graph.names == tuple(str(node) for node in nodes.tolist())
    inside = torch.isin(graph.edge_index, nodes).all(0)
    assert torch.equal(nodes[piece.graph.edge_index], graph.edge_index[:, inside])
    assert torch.equal(piece.graph.inputs.to_dense(), graph.inputs.to_dense()[nodes])
    assert piece.graph.labels is None or torch.equal(piece.graph.labels, graph.labels[nodes])  # type: ignore[index]
    pairs = torch.combinations(torch.arange(25)).T
    pairs = pairs[:, piece.graph.pairs.holds(pairs)]
    assert torch.equal(piece.split.status(pairs), whole.split.status(nodes[pairs]))
    logits = piece.model.edge_logits(piece.posterior.mu, pairs)
    assert torch.allclose(logits, whole.model.edge_logits(whole.posterior.mu, nodes[pairs]))
    for said in (
        f"25 of its {graph.num_nodes} nodes",
        f"{piece.graph.num_edges} of {graph.num_edges} edges",
        f"{graph.num_pairs:,} pairs",
    ):
        assert said in found.left_out


def test_an_evaluation_says_which_figures_are_of_a_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = model_of(communities(60))
    usual = evaluate_graph(whole.model, whole.graph, whole.split)
    assert usual.average_precision is not None
    assert "drawn)" not in usual.protocol
    monkeypatch.setattr(shown, "WHOLE_NODES", 30)
    monkeypatch.setattr(shown, "MOST_NODES", 25)
    monkeypatch.setattr(scorers, "RANKED_NODES", 60 * 7)
    found = evaluate_graph(whole.model, whole.graph, whole.split)
    assert found.scores == usual.scores, "of all held-out edges"
    assert found.average_precision is None
    for row in found.whole_graph:
        assert row.rule.endswith(", among 25 of 60 nodes")
        assert row.num_predicted <= 25 * 24 / 2
    assert "MRR (of 7 of the" in found.protocol
    ranked, others = hard_pairs(whole.graph, whole.split)
    assert len(ranked) == others.shape[1] == 7
    assert not whole.graph.has_edges(others.flatten(1)).any()
    ends = whole.split.test[:, ranked]
    assert (others[0] == ends[:, :, None]).any(0).all(), "each keeps an end of its own edge"
