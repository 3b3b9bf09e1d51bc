"""What a person says of a file is heeded in every format that can say it, and refused where there is no use for it; never ignored."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
import scipy.sparse

from tests.unit.graph.test_reading_kinds import edges, npz, pairs, parquet, told
from vizvae.graph.readers import Choices, read_graph

GRAPHML = (
    '<graphml><key id="k" for="node" attr.name="bipartite"/><graph edgedefault="{}"><node id="a"><data key="k">0</data></node>'
    '<node id="b"><data key="k">1</data></node><node id="c"><data key="k">0</data></node><edge source="a" target="b"/>'
    '<edge source="c" target="b"/></graph></graphml>'
)
GEXF = (
    '<gexf><graph defaultedgetype="{}"><nodes><node id="a"/><node id="b"/><node id="c"/></nodes><edges><edge source="a" target="b" '
    'weight="2"/><edge source="c" target="b" weight="3"/></edges></graph></gexf>'
)
VERTICES = '*Vertices 3\n1 "a"\n2 "b"\n3 "c"\n'
SYMMETRIC = [[0, 1, 0], [1, 0, 1], [0, 1, 0]]


def links(*, directed: bool) -> bytes:
    return json.dumps(
        {
            "directed": directed,
            "nodes": [{"id": one} for one in "abc"],
            "links": [{"source": "a", "target": "b"}, {"source": "c", "target": "b"}],
        }
    ).encode()


def sparse(rows: list[list[int]]) -> bytes:
    file = io.BytesIO()
    scipy.sparse.save_npz(file, scipy.sparse.csr_array(rows))
    return file.getvalue()


def arcs(name: str, content: bytes, choices: Choices) -> list[tuple[str, str]] | None:
    """Edges with their direction by the names of their ends; None for a graph without directions."""
    graph = read_graph(name, content, choices=choices)
    assert graph.found is not None
    if graph.found.arcs is None:
        return None
    return sorted((graph.name_of(source), graph.name_of(target)) for source, target in graph.found.arcs.T.tolist())


ONE_WAY = [("a", "b"), ("c", "b")]
BOTH_WAYS = [("a", "b"), ("b", "a"), ("b", "c"), ("c", "b")]
PLAIN: dict[str, tuple[str, bytes, list[tuple[str, str]]]] = {
    "edges": ("g.csv", b"a,b\nc,b\n", ONE_WAY),
    "edges with attributes": ("g.edgelist", b"a b {'weight': 2}\nc b {'weight': 3}\n", ONE_WAY),
    "a matrix as text": ("g.csv", b",a,b,c\na,0,1,0\nb,1,0,1\nc,0,1,0\n", BOTH_WAYS),
    "half a matrix": ("g.csv", b",a,b,c\na,0,1,0\nb,0,0,1\nc,0,0,0\n", [("a", "b"), ("b", "c")]),
    "a sparse matrix": ("g.npz", sparse(SYMMETRIC), [("0", "1"), ("1", "0"), ("1", "2"), ("2", "1")]),
    "Matrix Market": ("g.mtx", b"%%MatrixMarket matrix coordinate pattern general\n3 3 2\n1 2\n2 3\n", [("1", "2"), ("2", "3")]),
    "an array of edges": ("g.npz", npz(edge_index=np.array([[0, 2], [1, 1]])), [("0", "1"), ("2", "1")]),
    "Parquet": ("g.parquet", parquet(source=["a", "c"], target=["b", "b"]), ONE_WAY),
    "JSON": ("g.json", links(directed=False), ONE_WAY),
    "Pajek": ("g.net", f"{VERTICES}*Edges\n1 2\n3 2\n".encode(), ONE_WAY),
    "Pajek's matrix": ("g.net", f"{VERTICES}*Matrix\n0 1 0\n1 0 1\n0 1 0\n".encode(), BOTH_WAYS),
    "GraphML": ("g.graphml", GRAPHML.format("undirected").replace("attr.name", "name").encode(), ONE_WAY),
    "GEXF": ("g.gexf", GEXF.format("undirected").encode(), ONE_WAY),
}
DIRECTED: dict[str, tuple[str, bytes]] = {
    "edges": ("g.csv", b"from,to\na,b\nc,b\n"),
    "a matrix as text": ("g.csv", b",a,b,c\na,0,1,0\nb,0,0,1\nc,1,0,0\n"),
    "a sparse matrix": ("g.npz", sparse([[0, 1, 0], [0, 0, 1], [1, 0, 0]])),
    "citations": ("g.cites", b"a b\nc b\n"),
    "JSON": ("g.json", links(directed=True)),
    "Pajek": ("g.net", f"{VERTICES}*Arcs\n1 2\n3 2\n".encode()),
    "GraphML": ("g.graphml", GRAPHML.format("directed").replace("attr.name", "name").encode()),
    "GEXF": ("g.gexf", GEXF.format("directed").encode()),
}


@pytest.mark.parametrize("case", PLAIN)
def test_edges_are_directed_where_that_is_said(case: str) -> None:
    name, content, expected = PLAIN[case]
    assert arcs(name, content, Choices()) is None
    assert arcs(name, content, Choices(directed=True)) == expected
    graph = read_graph(name, content, choices=Choices(directed=True))
    assert "as was said" in told(graph)
    assert "undirected" not in told(graph.used(["direction"]))
    assert pairs(graph) == pairs(read_graph(name, content))


@pytest.mark.parametrize("case", DIRECTED)
def test_edges_have_no_direction_where_that_is_said(case: str) -> None:
    name, content = DIRECTED[case]
    assert arcs(name, content, Choices()) is not None
    assert arcs(name, content, Choices(directed=False)) is None
    assert pairs(read_graph(name, content, choices=Choices(directed=False))) == pairs(read_graph(name, content))


def test_half_a_symmetric_matrix_has_each_weight_once() -> None:
    content = sparse([[0, 2, 0], [2, 0, 3], [0, 3, 0]])
    plain, directed = (read_graph("g.npz", content, choices=Choices(directed=said)) for said in (None, True))
    assert plain.used(["weights"]).edge_weights.tolist() == [2, 3]  # type: ignore[union-attr]
    assert directed.used(["weights", "direction"]).edge_weights.tolist() == [2, 2, 3, 3]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "content"),
    [("g.gexf", GEXF.format("directed").encode()), ("g.edgelist", b"a b {'weight': 2}\nc b {'weight': 3}\n"),
     ("g.csv", b",a,b,c\na,0,2,0\nb,2,0,3\nc,0,3,0\n")],
)  # fmt: skip
def test_weights_are_none_where_that_is_said(name: str, content: bytes) -> None:
    assert "weights" in read_graph(name, content).found.uses  # type: ignore[union-attr]
    assert "weights" not in read_graph(name, content, choices=Choices(weights="")).found.uses  # type: ignore[union-attr]


def test_kinds_are_denied_or_confirmed() -> None:
    content = GRAPHML.format("undirected").encode()
    for said, uses in ((None, ("kinds",)), (True, ("kinds",)), (False, ())):
        graph = read_graph("g.graphml", content, choices=Choices(two_kinds=said))
        assert graph.found is not None
        assert graph.found.uses == uses
    assert "The two kinds of nodes are not used: as was said" in told(graph)


WITHOUT_KINDS: dict[str, tuple[str, bytes]] = {
    "JSON": ("g.json", links(directed=False)),
    "a square matrix": ("g.csv", b",a,b,c\na,0,1,0\nb,1,0,1\nc,0,1,0\n"),
    "edges with attributes": ("g.edgelist", b"a b {}\nc b {}\n"),
    "citations": ("g.cites", b"a b\nc b\n"),
}


@pytest.mark.parametrize("case", WITHOUT_KINDS)
def test_kinds_that_no_node_is_said_to_be_of_are_refused(case: str) -> None:
    name, content = WITHOUT_KINDS[case]
    with pytest.raises(ValueError, match=f"{name}: nothing in it says which node is of which kind.*leave out --two-kinds"):
        read_graph(name, content, choices=Choices(two_kinds=True))


TABLE_ONLY = {
    "--header": Choices(header=True),
    "--no-header": Choices(header=False),
    "--ends": Choices(ends=("1", "2")),
    "--weights": Choices(weights="strength"),
}
OTHERS = {"--matrix": Choices(matrix=True), "--separator": Choices(separator=";"), "--comments": Choices(comments=True)}
OTHER_FORMATS = ["JSON", "Pajek", "GraphML", "GEXF", "a sparse matrix", "Matrix Market", "an array of edges"]


@pytest.mark.parametrize("option", [*TABLE_ONLY, *OTHERS])
@pytest.mark.parametrize("case", OTHER_FORMATS)
def test_what_is_said_of_tables_is_refused_of_other_formats(case: str, option: str) -> None:
    name, content, _ = PLAIN[case]
    with pytest.raises(ValueError, match=rf"{name}: {option} says how a table .*: leave it out"):
        read_graph(name, content, choices=(TABLE_ONLY | OTHERS)[option])


@pytest.mark.parametrize(
    ("name", "content", "refused"),
    [
        ("g.cites", b"a b\nc b\n", [*TABLE_ONLY, "--matrix"]),
        ("g.edgelist", b"a b {}\nc b {}\n", [*TABLE_ONLY, "--matrix"]),
        ("g.parquet", PLAIN["Parquet"][1], ["--no-header", "--matrix", "--separator", "--comments"]),
        ("g.csv", PLAIN["a matrix as text"][1], ["--weights"]),
        ("g.txt", PLAIN["Matrix Market"][1], [*TABLE_ONLY, *OTHERS]),
    ],
)
def test_tables_of_a_kind_of_their_own_heed_some_of_it(name: str, content: bytes, refused: list[str]) -> None:
    for option in refused:
        with pytest.raises(ValueError, match=f"{name}: {option} says how a table"):
            read_graph(name, content, choices=(TABLE_ONLY | OTHERS)[option])


def test_a_matrix_has_names_above_it_or_not_as_was_said() -> None:
    named, plain = b",a,b,c\na,0,1,0\nb,1,0,1\nc,0,1,0\n", b"0,1,1\n1,0,1\n1,1,0\n"
    assert pairs(read_graph("g.csv", named, choices=Choices(header=True))) == edges("a-b b-c")
    assert pairs(read_graph("g.csv", plain, choices=Choices(header=False))) == edges("1-2 1-3 2-3")
    with pytest.raises(ValueError, match=r"expected an adjacency matrix, .*with a first row that names its columns, as was said"):
        read_graph("g.csv", plain, choices=Choices(header=True, matrix=True))
    with pytest.raises(ValueError, match=r"expected an adjacency matrix, .*without a first row of names, as was said"):
        read_graph("g.csv", named, choices=Choices(header=False, matrix=True))
    with pytest.raises(ValueError, match="--ends says how a table of edges is read"):
        read_graph("g.csv", plain, choices=Choices(ends=("1", "2"), matrix=True))
