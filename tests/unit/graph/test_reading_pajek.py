"""Pajek's networks: matrices of two kinds, directions, relations and names that were read falsely."""

from __future__ import annotations

import pytest

from tests.unit.graph.test_reading_kinds import edges, pairs, told
from vizvae.graph.readers import read_graph

FIVE = '*Vertices 5 3\n1 "a"\n2 "b"\n3 "c"\n4 "X"\n5 "Y"\n'
THREE = '*Vertices 3\n1 "a"\n2 "b"\n3 "c"\n'


def test_a_matrix_of_two_kinds_joins_the_first_with_the_second() -> None:
    graph = read_graph("g.net", f"{FIVE}*Matrix\n1 0\n1 2\n0 1\n".encode())
    assert pairs(graph) == edges("X-a X-b Y-b Y-c")
    assert graph.found is not None
    assert graph.found.kinds is not None
    assert graph.found.weights is not None
    assert graph.found.arcs is None


@pytest.mark.parametrize(("vertices", "rows"), [(FIVE, "1 0\n1 1\n"), (THREE, "0 1\n1 0\n"), (THREE, "0 1 0\n1 0\n0 1 0\n")])
def test_a_matrix_of_another_shape_is_refused(vertices: str, rows: str) -> None:
    with pytest.raises(ValueError, match=r"g.net: expected a matrix of \d rows of \d numbers"):
        read_graph("g.net", f"{vertices}*Matrix\n{rows}".encode())


@pytest.mark.parametrize(("lists", "directed"), [("*Arcs\n1 2\n2 3\n*Edges\n", True), ("*Arcs\n*Edges\n1 2\n2 3\n", False)])
def test_a_list_without_lines_says_nothing_of_directions(lists: str, directed: bool) -> None:
    found = read_graph("g.net", f"{THREE}{lists}".encode()).found
    assert found is not None
    assert (found.arcs is not None) == directed


def test_arcs_beside_a_symmetric_matrix_are_kept() -> None:
    assert read_graph("g.net", f"{THREE}*Arcs\n3 1\n*Matrix\n0 1 0\n1 0 0\n0 0 0\n".encode()).num_edges == 2


def test_relations_are_told() -> None:
    graph = read_graph("g.net", f'{THREE}*Arcs :1 "likes"\n1 2\n*Arcs :2 "hates"\n2 3\n'.encode())
    assert "Edges of all 2 relations are read alike (`hates`, `likes`)" in told(graph)
    assert "relations" not in told(read_graph("g.net", f'{THREE}*Arcs :1 "likes"\n1 2\n2 3\n'.encode()))


@pytest.mark.parametrize(
    ("vertex", "name"),
    [("New York", "New York"), ("New York 0.1 0.2", "New York"), (r'"O\"Neil" 0.5 0.5', 'O"Neil'), ('"C:\\" 0.1', "C:\\"),
     ("a box ic Red", "a"),
     ("12 0.5", "12"), ('"Ada" x_fact 2', "Ada"), ("", "1")],
)  # fmt: skip
def test_names_of_vertices(vertex: str, name: str) -> None:
    graph = read_graph("g.net", f"*Vertices 2\n1 {vertex}\n2 Ben\n*Edges\n1 2\n".encode())
    assert set(graph.names) == {name, "Ben"}
