"""GraphML and GEXF: defaults, times, weights and attributes that were lost without a word before."""

from __future__ import annotations

import gzip

import pytest

from tests.unit.graph.test_reading_kinds import told
from vizvae.graph.data import Graph
from vizvae.graph.readers import read_graph

EDGES = '<edge source="a" target="b">{}</edge><edge source="b" target="c">{}</edge>'


def graphml(keys: str, *of_edges: str, nodes: tuple[str, str, str] = ("", "", "")) -> Graph:
    inner = "".join(f'<node id="{one}">{more}</node>' for one, more in zip("abc", nodes, strict=True)) + EDGES.format(*of_edges)
    return read_graph("g.graphml", f'<graphml>{keys}<graph edgedefault="undirected">{inner}</graph></graphml>'.encode())


def gexf(attributes: str, first: str, second: str, *, nodes: str = '<node id="a"/><node id="b"/><node id="c"/>') -> Graph:
    inner = f'<nodes>{nodes}</nodes><edges><edge source="a" target="b" {first}<edge source="b" target="c" {second}</edges>'
    return read_graph("g.gexf", f"<gexf><graph>{attributes}{inner}</graph></gexf>".encode())


def weights_of(graph: Graph) -> list[float] | None:
    assert graph.found is not None
    return None if graph.found.weights is None else graph.found.weights.tolist()


def test_a_default_of_edges_in_graphml() -> None:
    key = '<key id="w" for="edge" attr.name="weight" attr.type="double"><default>1.5</default></key>'
    assert weights_of(graphml(key, '<data key="w">2</data>', "")) == [2, 1.5]


def test_a_default_of_nodes_in_gexf() -> None:
    attributes = '<attributes class="node"><attribute id="0" title="club"><default>x</default></attribute></attributes>'
    nodes = '<node id="a"/><node id="b"><attvalues><attvalue for="0" value="y"/></attvalues></node><node id="c"/>'
    graph = gexf(attributes, "/>", "/>", nodes=nodes)
    assert [graph.class_of(node) for node in range(3)] == ["x", "y", "x"]


def test_edges_of_gexf_without_a_weight_have_one() -> None:
    graph = gexf("", 'weight="2"/>', "/>")
    assert weights_of(graph) == [2, 1]
    assert "1 edge without a weight is of weight 1, as GEXF has it" in told(graph)
    assert weights_of(gexf("", "/>", "/>")) is None


@pytest.mark.parametrize("when", ['start="2001"', 'end="2001"', 'timestamp="3"'])
def test_times_are_told(when: str) -> None:
    assert "1 times at which nodes and edges are there left out" in told(gexf("", f"{when}/>", "/>"))


def test_weights_that_are_called_otherwise() -> None:
    key = '<key id="w" for="edge" attr.name="Weight"/><key id="l" for="edge" attr.name="kind"/>'
    graph = graphml(key, '<data key="w">2</data><data key="l">x</data>', '<data key="w">3</data>')
    assert weights_of(graph) == [2, 3]
    assert "Edge weights (`Weight`)" in told(graph)
    assert "1 attribute of edges left out (`kind`)" in told(graph)
    attributes = '<attributes class="edge"><attribute id="0" title="Strength"/></attributes>'
    values = '><attvalues><attvalue for="0" value="{}"/></attvalues></edge>'
    assert weights_of(gexf(attributes, values.format(2), values.format(3))) == [2, 3]


def test_of_several_that_may_be_weights_none_is_taken() -> None:
    keys = '<key id="c" for="edge" attr.name="count"/><key id="d" for="edge" attr.name="distance"/>'
    both = '<data key="c">2</data><data key="d">3</data>'
    graph = graphml(keys, both, both)
    assert weights_of(graph) is None
    assert "2 attributes of edges left out (`count`, `distance`)" in told(graph)


def test_the_first_weight_that_is_none_is_named() -> None:
    key = '<key id="w" for="edge" attr.name="weight"/>'
    assert "finite number (`NaN` in edge 2)" in told(graphml(key, '<data key="w">2</data>', '<data key="w">NaN</data>'))
    assert "finite number (nothing in edge 1)" in told(graphml(key, "", '<data key="w">2</data>'))


def test_attributes_of_drawing_are_told() -> None:
    keys = '<key id="s" for="node" attr.name="size"/><key id="x" for="node" attr.name="x"/>'
    graph = graphml(keys, "", "", nodes=('<data key="s">3</data><data key="x">1</data>', '<data key="s">5</data>', ""))
    assert "2 attributes of nodes left out (`size`, `x`): they say how nodes are drawn" in told(graph)


def test_nodes_of_gexf_without_labels_have_no_such_attribute() -> None:
    assert "label" not in told(gexf("", "/>", "/>"))


@pytest.mark.parametrize("name", ["g.graphml", "g.gexf"])
def test_archives_are_named(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name}: expected XML, got an archive .*: unpack it$"):
        read_graph(name, gzip.compress(b"<graphml/>"))
