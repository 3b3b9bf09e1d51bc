"""Files of another kind under a table's name are named and refused: as rows of names most would be read, falsely."""

from __future__ import annotations

import pytest

from tests.unit.graph.test_reading_kinds import edges, pairs, told
from vizvae.graph.readers import Choices, read_graph

NO_HEADER = Choices(header=False)

REFUSED = {
    "nodedef>name VARCHAR,label VARCHAR\ns1,Site 1\nedgedef>node1 VARCHAR,node2 VARCHAR\ns1,s2\n": "GDF",
    "1 Ada\n2 Ben\n3 Cy\n#\n1 2\n2 3\n": "TGF",
    "1 Ada\r\n2 Ben\r\n#\r\n1 2\r\n": "TGF",
    'Creator "igraph"\nVersion 1\ngraph\n[\n  directed 0\n]\n': "GML",
    "# of mine\ngraph [\n node [\n id 1 ]\n]\n": "GML",
    "graph {\n a -- b;\n}\n": "DOT",
    "// calls\nstrict digraph G {\n a -> b;\n}\n": "DOT",
    "/* of\nmine */ digraph {\na -> b\nb -> c\n}": "DOT",
    "dl n=3\nformat=edgelist1\ndata:\n1 2\n2 3\n": "DL",
    "DL\nN = 3\n": "DL",
    "LEDA.GRAPH\nstring\nint\n-1\n3\n": "LEDA",
    ">>graph6<<Bw\n": "graph6",
    "*node data\nid name\n1 a\n*tie data\nfrom to\n1 2\n": "VNA",
    "<http://a.org/a> <http://a.org/k> <http://a.org/b> .\n<http://a.org/b> <http://a.org/k> <http://a.org/c> .\n": "N-Triples",
    "<!DOCTYPE html>\n<html><body></body></html>": "a web page",
    "[(0, 1), (1, 2)]": "a list of pairs that Python printed",
    '{"source":"a","target":"b"}\n{"source":"b","target":"c"}\n': r"rename it to \.json",
    '["a", "b"]': r"rename it to \.json",
    "<rdf:RDF>": r"rename it to \.graphml",
}


@pytest.mark.parametrize("content", REFUSED)
def test_it_is_named(content: str) -> None:
    with pytest.raises(ValueError, match=f"g.txt looks like .*{REFUSED[content]}"):
        read_graph("g.txt", content.encode())


@pytest.mark.parametrize(
    ("content", "expected"),
    [("graph,node\na,b\nb,c\n", "a-b b-c graph-node"), ("digraph,trigraph\ntrigraph,x\n", "digraph-trigraph trigraph-x"),
     ("dl n\nn en\n", "dl-n en-n"), ("1 2\n2 3\n#\n3 4\n", "1-2 2-3 3-4"), ("graph b\nb c\n", "b-graph b-c"),
     ("# a\n#\n# b\n1 2\n2 3\n", "1-2 2-3")],
)  # fmt: skip
def test_tables_that_begin_alike_are_tables(content: str, expected: str) -> None:
    assert pairs(read_graph("g.txt", content.encode(), choices=NO_HEADER)) == edges(expected)


@pytest.mark.parametrize(
    ("content", "expected"),
    [("(1, 2)\n(1, 3)\n(2, 3)\n", "1-2 1-3 2-3"), ("('a', 'b')\n('b', \"O'N\")\n", "a-b O'N-b"), ("[1, 2],\n[2, 3],\n", "1-2 2-3"),
     ("(1, 2, {'weight': 3})\n(2, 3, {'weight': 4})\n", "1-2 2-3"), ("(1, 2),\n(2, 3)", "1-2 2-3")],
)  # fmt: skip
def test_pairs_that_python_printed(content: str, expected: str) -> None:
    graph = read_graph("g.txt", content.encode())
    assert pairs(graph) == edges(expected)
    assert "Brackets around each row are left out" in told(graph)


def test_a_node_called_graph_before_attributes_is_no_dot() -> None:
    assert pairs(read_graph("g.edgelist", b"graph b {'weight': 1}\nb c {}\n")) == edges("b-graph b-c")
