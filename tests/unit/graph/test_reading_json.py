"""JSON in the dialects of several programs: directions, attributes and lists that were lost, or refused, before."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.graph.test_reading_kinds import edges, pairs, told
from vizvae.graph.data import Graph
from vizvae.graph.readers import read_graph

NODES = [{"id": one} for one in "abc"]
FLAT = [{"data": {"id": "a"}}, {"data": {"id": "b"}}, {"data": {"id": "ab", "source": "a", "target": "b", "weight": 3}}]
ELEMENTS = {
    "nodes": [{"data": one} for one in NODES],
    "edges": [{"data": {"source": "b", "target": "a"}}, {"data": {"source": "b", "target": "c"}}],
}
GRAPHOLOGY = {
    "options": {"type": "directed"},
    "nodes": [{"key": "0", "attributes": {"label": "a"}}, {"key": "1", "attributes": {"label": "b"}}],
    "edges": [{"source": "1", "target": "0", "attributes": {"weight": 2}}],
}
JGF = {
    "graph": {"directed": True, "nodes": {"a": {}, "b": {}}, "edges": [{"source": "b", "target": "a", "metadata": {"weight": 2}}]}
}


def read(value: Any) -> Graph:
    return read_graph("g.json", value.encode() if isinstance(value, str) else json.dumps(value).encode())


def vis(*links: tuple[str, str, Any]) -> dict[str, Any]:
    return {
        "nodes": NODES,
        "edges": [{"from": one, "to": other, **({"arrows": arrows} if arrows else {})} for one, other, arrows in links],
    }


DIRECTIONS: dict[str, tuple[Any, str | None]] = {
    # what: value, and its arcs, None for no direction
    "Cytoscape, directed": ({"directed": True, "elements": ELEMENTS}, "b-a b-c"),
    "Cytoscape, undirected": ({"directed": False, "elements": ELEMENTS}, None),
    "Graphology": (GRAPHOLOGY, "b-a"),
    "JSON Graph Format": (JGF, "b-a"),
    "arrows of vis.js": (vis(("b", "a", "to"), ("b", "c", {"to": {"enabled": True}})), "b-a b-c"),
    "arrows back": (vis(("a", "b", "from"), ("b", "c", "to")), "b-a b-c"),
    "arrows both ways": (vis(("a", "b", "to, from"), ("b", "c", "to")), "a-b b-a b-c"),
    "arrows at some": (vis(("a", "b", "to"), ("b", "c", "")), None),
    "no arrows": (vis(("a", "b", ""), ("b", "c", "")), None),
    "a list of from and to": ([{"to": "a", "from": "b"}, {"from": "b", "to": "c"}], "b-a b-c"),
    "a list that is said to have none": ({"directed": False, "edges": [{"from": "b", "to": "a"}]}, None),
    "links that say it each": ({"links": [{"source": "b", "target": "a", "directed": True}]}, "b-a"),
    "a list of head and tail": ([{"tail": "b", "head": "a"}, {"head": "b", "tail": "c"}], None),
}


@pytest.mark.parametrize("what", DIRECTIONS)
def test_directions_are_those_of_the_file(what: str) -> None:
    value, expected = DIRECTIONS[what]
    graph = read(value)
    assert graph.found is not None
    assert (graph.found.arcs is None) == (expected is None)
    if graph.found.arcs is not None and expected is not None:
        arcs = {(graph.name_of(one), graph.name_of(other)) for one, other in graph.found.arcs.T.tolist()}
        assert arcs == {(pair[0], pair[2]) for pair in expected.split()}


def test_some_arrows_are_told() -> None:
    assert "Some edges are directed in the file" in told(read(vis(("a", "b", "to"), ("b", "c", ""))))


@pytest.mark.parametrize("value", [GRAPHOLOGY, JGF, FLAT, {"links": [{"source": "a", "target": "b", "Weight": 2}]}])
def test_weights_within_objects_or_called_otherwise_are_weights(value: Any) -> None:
    found = read(value).found
    assert found is not None
    assert found.weights is not None
    assert found.weights.tolist() in ([2], [3])


def test_attributes_that_are_left_out_are_named() -> None:
    graph = read(
        {
            "nodes": [{"id": "a", "tags": ["x"]}, {"id": "b"}],
            "links": [{"source": "a", "target": "b", "tags": [1], "colour": "red"}],
        }
    )
    assert "1 attribute of nodes left out (`tags`)" in told(graph)
    assert "2 attributes of edges left out (`colour`, `tags`)" in told(graph)


def test_what_stands_outside_comes_before_what_stands_within() -> None:
    value = {
        "nodes": [{"id": "a", "data": {"id": "x"}}, {"id": "b"}],
        "links": [{"source": "a", "target": "b", "data": {"source": "z"}}],
    }
    assert pairs(read(value)) == edges("a-b")


@pytest.mark.parametrize(
    "value", [FLAT, {"elements": FLAT}, {"elements": [{"group": "nodes", **FLAT[0]}, {"group": "nodes", **FLAT[1]}, FLAT[2]]}]
)
def test_the_flat_list_of_cytoscape(value: Any) -> None:
    assert pairs(read(value)) == edges("a-b")


def test_a_value_in_each_line() -> None:
    assert pairs(read('{"source":"a","target":"b"}\n\n{"source":"b","target":"c"}\n')) == edges("a-b b-c")


@pytest.mark.parametrize(
    ("value", "says"),
    [('{"nodes":[{"id":"a"}],"links":[]}', "has no edges: its list of `links` is empty"),
     ('{"a":1}\n{"a":\n', "nor as a value in each line"),
     ('[["ä","b"]]'.encode("latin-1"), "save it as UTF-8$")],
)  # fmt: skip
def test_what_is_wrong_is_said(value: str | bytes, says: str) -> None:
    with pytest.raises(ValueError, match=f"g.json.*{says}"):
        read_graph("g.json", value if isinstance(value, bytes) else value.encode())
