"""Lists of edges in npz files, with what PyTorch Geometric keeps beside them. It was left out without a word before."""

from __future__ import annotations

import numpy as np
import pytest

from tests.unit.graph.test_reading_kinds import npz, told
from vizvae.graph.readers import Choices, read_graph

EDGES = np.array([[0, 1], [1, 2]])


def test_nodes_features_and_classes_are_those_of_the_arrays() -> None:
    graph = read_graph(
        "g.npz", npz(edge_index=EDGES, x=np.arange(8.0).reshape(4, 2), y=np.array([0, 1, 0, -1]), train_mask=np.ones(4, bool))
    )
    assert graph.num_nodes == 4
    assert graph.features is not None
    assert graph.features.to_dense().tolist() == [[0, 1], [2, 3], [4, 5], [6, 7]]
    assert [graph.class_of(node) for node in range(4)] == ["0", "1", "0", ""]
    assert "1 array left out (`train_mask`)" in told(graph)


def test_a_number_of_nodes_is_believed() -> None:
    assert read_graph("g.npz", npz(edge_index=EDGES, num_nodes=np.array(7))).num_nodes == 7


def test_weights_of_edges_that_stand_there_both_ways_are_not_added() -> None:
    both = np.concatenate([EDGES, EDGES[::-1]], axis=1)
    graph = read_graph("g.npz", npz(edge_index=both, edge_weight=np.array([2.0, 3, 2, 3])))
    assert graph.found is not None
    assert graph.found.weights is not None
    assert graph.found.weights.tolist() == [2, 3]


def test_coordinates_are_no_features_and_no_classes() -> None:
    graph = read_graph("g.npz", npz(edges=EDGES.T, x=np.array([0.5, 1.5, 2.5]), y=np.array([1.5, 0.5, 2.5])))
    assert graph.features is None
    assert graph.labels is None
    assert "2 arrays left out (`x`, `y`)" in told(graph)


def test_classes_are_left_out_where_that_is_said_and_tables_beside_come_first() -> None:
    content = npz(edge_index=EDGES, x=np.eye(3), y=np.array([0, 1, 0]))
    assert read_graph("g.npz", content, choices=Choices(classes="")).labels is None
    beside = read_graph("g.npz", content, features=("f.csv", b"0,5\n1,6\n2,7\n"), labels=("y.csv", b"0,a\n1,b\n2,a\n"))
    assert beside.features is not None
    assert beside.features.to_dense().tolist() == [[5], [6], [7]]
    assert beside.class_names == ("a", "b")


@pytest.mark.parametrize(
    ("more", "says"),
    [({"x": np.eye(2)}, "`x` is of 2 nodes, and `edge_index` names nodes up to 2"),
     ({"x": np.eye(4), "y": np.arange(5)}, "as many of each"),
     ({"edge_weight": np.ones(3)}, "`edge_weight`: expected 2 numbers")],
)  # fmt: skip
def test_arrays_that_do_not_fit_are_refused(more: dict[str, np.ndarray], says: str) -> None:
    with pytest.raises(ValueError, match=f"g.npz: .*{says}"):
        read_graph("g.npz", npz(edge_index=EDGES, **more))


@pytest.mark.parametrize(
    ("classes", "expected"),
    [("0 1 1 -1", ["0", "1", "1", ""]), ("1 2 1 -1", ["1", "2", "1", ""]), ("1 -1 1 -1", ["1", "-1", "1", "-1"]),
     ("x z x ?", ["x", "z", "x", ""]), ("x z x NA", ["x", "z", "x", ""]), ("5 -1 7 5", ["5", "-1", "7", "5"])],
)  # fmt: skip
def test_a_class_that_is_written_as_unknown_is_none(classes: str, expected: list[str]) -> None:
    table = "".join(f"{node},{one}\n" for node, one in zip("abcd", classes.split(), strict=True))
    graph = read_graph("g.csv", b"a,b\nb,c\nc,d\n", labels=("y.csv", table.encode()))
    assert [graph.class_of(node) for node in range(4)] == expected
    assert ("read as no class" in told(graph)) == ("" in expected)
