import networkx as nx
import pytest
import torch

from vizvae.graph.data import Graph, canonical_edges
from vizvae.graph.shipped import load_graph
from vizvae.graph.sparse import SparseMatrix


def path_graph(**settings: object) -> Graph:
    """0 — 1 — 2"""
    return Graph(title="path", edge_index=torch.tensor([[0, 1], [1, 2]]), num_nodes=3, **settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "facts"),
    [
        ("cora", (2708, 5278, 1433, 7)),
        ("citeseer", (3327, 4552, 3703, 6)),
        ("pubmed", (19717, 44324, 500, 3)),
        ("karate", (34, 78, 34, 2)),
    ],
)
def test_the_graphs_that_ship(key: str, facts: tuple[int, ...]) -> None:
    graph = load_graph(key)
    assert (graph.num_nodes, graph.num_edges, graph.inputs.num_columns, graph.num_classes) == facts
    assert int(graph.degrees.sum()) == 2 * graph.num_edges
    assert len(graph.names) == graph.num_nodes
    assert load_graph(key) is graph


def test_cora_is_binary_and_its_classes_have_their_known_sizes() -> None:
    graph = load_graph("cora")
    assert graph.features is not None
    assert graph.labels is not None
    assert set(graph.features.values.tolist()) == {1.0}
    sizes = dict(zip(graph.class_names, torch.bincount(graph.labels).tolist(), strict=True))
    assert sizes["Neural Networks"] == 818
    assert sizes["Rule Learning"] == 180
    assert graph.names[0] == "paper 31336"


def test_the_karate_club_is_that_of_networkx() -> None:
    graph, club = load_graph("karate"), nx.karate_club_graph()
    assert {tuple(edge) for edge in graph.edge_index.T.tolist()} == {(min(e), max(e)) for e in club.edges()}
    assert "member 34" in graph.names


def test_canonical_edges_merge_turn_and_drop() -> None:
    given = torch.tensor([[2, 0, 1, 1, 0], [0, 2, 1, 0, 1]])  # 2-0 twice, a loop, 1-0 twice
    assert canonical_edges(given, 3).tolist() == [[0, 0], [1, 2]]


def test_membership_in_both_orders() -> None:
    graph = path_graph()
    assert graph.has_edges(torch.tensor([[1, 2, 0, 2], [0, 1, 2, 0]])).tolist() == [True, True, False, False]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"edge_index": torch.tensor([[0], [3]]), "num_nodes": 3}, "nodes from 0 to 3, expected 0 to 2"),
        ({"edge_index": torch.tensor([[1], [0]]), "num_nodes": 3}, "canonical_edges"),
        ({"edge_index": torch.zeros(2, 0, dtype=torch.int64), "num_nodes": 3}, "no edges"),
        ({"edge_index": torch.tensor([[0], [1]]), "num_nodes": 1}, "2 to"),
        ({"edge_index": torch.tensor([[0], [1]]), "num_nodes": 2, "labels": torch.zeros(3, dtype=torch.int64)}, "labels are given for 3"),
        ({"edge_index": torch.tensor([[0], [1]]), "num_nodes": 2, "features": SparseMatrix.identity(3)}, "features are given for 3"),
        ({"edge_index": torch.tensor([[0], [1]]), "num_nodes": 2, "names": ("a",)}, "1 names are given for 2 nodes"),
        (
            {"edge_index": torch.tensor([[0], [1]]), "num_nodes": 2, "labels": torch.tensor([0, 2]), "class_names": ("a", "b")},
            "labels reach 2",
        ),
    ],
)  # fmt: skip
def test_what_is_no_graph_is_refused(settings: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Graph(title="bad", **settings)


def test_without_features_each_node_is_its_own() -> None:
    assert torch.equal(path_graph().inputs.to_dense(), torch.eye(3))


def test_a_graph_without_classes_is_not_said_to_have_0() -> None:
    plain = Graph(title="Mine", edge_index=torch.tensor([[0], [1]]), num_nodes=2)
    assert plain.description == "Mine: 2 nodes, 1 undirected edge, no features, no classes"


def test_the_fingerprint_tells_graphs_apart() -> None:
    labelled = path_graph(labels=torch.tensor([0, 1, 0]))
    assert len({path_graph().fingerprint, labelled.fingerprint, path_graph(features=SparseMatrix.identity(3)).fingerprint}) == 3
    assert path_graph().fingerprint == path_graph().fingerprint


def test_an_unknown_graph_is_named_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="karate"):
        load_graph("facebook")
