"""Whatever a list of edges is written with, it is read as the same graph; so is what our own export writes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
import scipy.io
import scipy.sparse
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.unit.graph.small import communities, inner_product_model
from vizvae.gaussian import DiagonalGaussian
from vizvae.graph.checkpoint import TrainedGraph
from vizvae.graph.data import Graph
from vizvae.graph.export import FORMATS, export_graph
from vizvae.graph.readers import Choices, UnclearFile, read_graph
from vizvae.graph.split import split_edges

LETTERS = st.sampled_from("abcdefghij")
WORDS = st.text(LETTERS, min_size=2, max_size=5).map(str.capitalize)
TRICKY = st.one_of(
    WORDS, st.tuples(WORDS, WORDS).map(" ".join), st.tuples(WORDS, WORDS).map(", ".join), WORDS.map(lambda word: f'"{word}"')
)
NUMBERS = st.integers(2, 40).map(str)
HEADERS = (("source", "target"), ("from_node", "to_node"), ("Person A", "Person B"), ("id_1", "id_2"), ("von", "nach"))


def pairs(graph: Graph) -> set[tuple[str, str]]:
    named = [sorted((graph.name_of(first), graph.name_of(second))) for first, second in graph.edge_index.T.tolist()]
    return {(first, second) for first, second in named}


def lists_of_edges(names: st.SearchStrategy[str]) -> st.SearchStrategy[list[tuple[str, str]]]:
    return st.lists(st.tuples(names, names).filter(lambda pair: pair[0] != pair[1]), min_size=3, max_size=12)


@settings(max_examples=40, deadline=None)
@given(
    edges=st.one_of(lists_of_edges(NUMBERS), lists_of_edges(TRICKY)),
    separator=st.sampled_from("\t,;|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    ending=st.sampled_from(["\n", "\r\n"]),
    header=st.sampled_from(HEADERS),
    index=st.booleans(),
    weights=st.booleans(),
    comments=st.booleans(),
    quote=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_a_list_of_edges_with_a_header_is_read_as_it_is(
    edges: list[tuple[str, str]], separator: str, encoding: str, ending: str, header: tuple[str, str], index: bool, weights: bool,
    comments: bool, quote: int,
) -> None:  # fmt: skip
    written = io.StringIO()
    rows = csv.writer(written, delimiter=separator, lineterminator=ending, quoting=quote)  # type: ignore[arg-type]
    rows.writerow([*([""] if index else []), *header, *(["weight"] if weights else [])])
    for number, edge in enumerate(edges):
        rows.writerow([*([number] if index else []), *edge, *([number / 2] if weights else [])])
    text = ("# made by a test" + ending if comments else "") + written.getvalue()
    graph = read_graph("g.csv", text.encode(encoding))
    assert pairs(graph) == {(min(edge), max(edge)) for edge in edges}
    assert any("taken for a header" in note for note in graph.notes)


@settings(max_examples=40, deadline=None)
@given(edges=st.one_of(lists_of_edges(NUMBERS), lists_of_edges(WORDS)), separator=st.sampled_from([",", "\t", " ", ";"]))
def test_a_list_of_edges_without_a_header_is_read_as_it_is_or_asked_about(edges: list[tuple[str, str]], separator: str) -> None:
    content = "".join(separator.join(edge) + "\n" for edge in edges).encode()
    right = {(min(edge), max(edge)) for edge in edges}
    asked: tuple[Choices, ...] = ()
    try:
        graph = read_graph("g.txt", content)
    except UnclearFile as unclear:
        asked = tuple(one.choices for one in unclear.alternatives)
        graph = read_graph("g.txt", content, choices=Choices(header=False))
    assert pairs(graph) == right
    assert not asked or Choices(header=False) in asked


@settings(max_examples=25, deadline=None)
@given(edges=lists_of_edges(NUMBERS), written=st.sampled_from(["graphml", "gexf", "json", "mtx", "edgelist", "net"]))
def test_what_networkx_writes_is_read_as_it_is(edges: list[tuple[str, str]], written: str) -> None:
    drawn = nx.Graph()
    drawn.add_edges_from(edges, weight=2.0, colour="red")
    drawn.add_node("99")
    file = io.BytesIO()
    names = list(drawn)
    if written == "json":
        file.write(json.dumps(nx.node_link_data(drawn)).encode())
    elif written == "mtx":
        scipy.io.mmwrite(file, nx.to_scipy_sparse_array(drawn))
    elif written == "net":
        file.write("\n".join(nx.generate_pajek(drawn)).encode())
    else:
        {"graphml": nx.write_graphml, "gexf": nx.write_gexf, "edgelist": nx.write_edgelist}[written](drawn, file)
    graph = read_graph(f"g.{written}", file.getvalue())
    found = pairs(graph)
    if written == "mtx":
        found = {tuple(sorted((names[int(a) - 1], names[int(b) - 1]))) for a, b in found}  # type: ignore[misc]
    assert found == {(min(edge), max(edge)) for edge in edges}
    assert graph.num_nodes == len(drawn) - (written == "edgelist")  # which has no word for a node without edges
    assert any("eights" in note for note in graph.notes)


@settings(max_examples=25, deadline=None)
@given(size=st.integers(3, 8), seed=st.integers(0, 10_000), named=st.booleans(), separator=st.sampled_from([",", " ", ";"]))
def test_a_symmetric_matrix_is_read_as_one(size: int, seed: int, named: bool, separator: str) -> None:
    upper = np.triu(np.random.default_rng(seed).integers(0, 2, (size, size)), 1)
    assume(upper.any())
    matrix = upper + upper.T
    names = [f"n{place}" if named else str(place + 1) for place in range(size)]
    rows = [[*([names[place]] if named else []), *map(str, row)] for place, row in enumerate(matrix)]
    head = [["x", *names]] if named else []
    content = "".join(separator.join(row) + "\n" for row in [*head, *rows]).encode()
    graph = read_graph("g.csv", content)
    assert graph.num_nodes == size
    assert pairs(graph) == {tuple(sorted((names[a], names[b]))) for a, b in zip(*np.nonzero(upper), strict=True)}


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_our_own_export_writes_is_the_same_graph(suffix: str, tmp_path: Path) -> None:
    ours = communities()
    codes = DiagonalGaussian(
        torch.randn(ours.num_nodes, 3, generator=torch.Generator().manual_seed(0)), torch.zeros(ours.num_nodes, 3)
    )
    trained = TrainedGraph(graph=ours, split=split_edges(ours, 0), model=inner_product_model(), posterior=codes)
    nodes, edges = export_graph(tmp_path / f"g{suffix}", trained, num_candidates=25)
    assert (nodes, edges) == (ours.num_nodes, ours.num_edges + 25)
    graph = read_graph(tmp_path / f"g{suffix}")
    assert torch.equal(graph.edge_index, ours.edge_index)
    assert graph.names == tuple(ours.name_of(node) for node in range(ours.num_nodes))
    assert ours.labels is not None
    assert graph.labels is not None
    assert torch.equal(graph.labels, ours.labels)
    assert graph.class_names == ours.class_names
    assert any("without the 25 edges that the model invented" in note for note in graph.notes)


TRIANGLE = b"a,b\nb,c\nc,a\n"


def classes(table: str, name: str = "y.csv", choices: Choices | None = None) -> dict[str, str]:
    """Of the nodes of a triangle that have one."""
    graph = read_graph("g.csv", TRIANGLE, labels=(name, table.encode()), choices=choices or Choices())
    assert graph.labels is not None
    return {name: graph.class_names[label] for name, label in zip(graph.names, graph.labels.tolist(), strict=True) if label >= 0}


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("a,red\nb,blue\nc,red\n", {"a": "red", "b": "blue", "c": "red"}),
        ("a\tred\nb\tblue\nc\tred\n", {"a": "red", "b": "blue", "c": "red"}),
        ("id,name,target\na,Ada,1\nb,Ben,0\nc,Cy,1\n", {"a": "1", "b": "0", "c": "1"}),
        ("target,node\n1,a\n0,b\n1,c\n", {"a": "1", "b": "0", "c": "1"}),
        (",node,club\n0,a,x\n1,b,y\n2,c,x\n", {"a": "x", "b": "y", "c": "x"}),
        ("node,class\na,red\nc,\n", {"a": "red"}),
        ("node,class\na,1.0\nb,2.0\n", {"a": "1", "b": "2"}),
        ("z,red\na,red\nb,blue\nc,red\n", {"a": "red", "b": "blue", "c": "red"}),
        ("node;class\r\na;red\r\nb;blue\r\n", {"a": "red", "b": "blue"}),
    ],
)
def test_classes_from_tables(table: str, expected: dict[str, str]) -> None:
    assert classes(table) == expected


def test_columns_of_classes_are_asked_about_or_chosen() -> None:
    table = "node,one,two\na,x,p\nb,x,q\nc,y,q\n"
    with pytest.raises(UnclearFile, match="--classes-from 'one'"):
        classes(table)
    assert classes(table, choices=Choices(classes="two")) == {"a": "p", "b": "q", "c": "q"}
    with pytest.raises(ValueError, match="no column 'three'"):
        classes(table, choices=Choices(classes="three"))


def test_features_without_a_header_and_with_words() -> None:
    graph = read_graph("g.csv", TRIANGLE, features=("x.csv", b"a,1,0\nb,0,2\nc,3,1\n"))
    assert graph.features is not None
    assert graph.features.to_dense().tolist() == [[1, 0], [0, 2], [3, 1]]
    graph = read_graph("g.csv", TRIANGLE, features=("x.csv", b"node,size,kind\na,1,p\nb,0,q\nc,3,p\nd,5,q\n"))
    assert graph.features is not None
    assert graph.feature_names == ("size", "kind p", "kind q")
    assert graph.features.to_dense().tolist() == [[1, 1, 0], [0, 0, 1], [3, 1, 0], [5, 0, 1]]
    assert any("one-hot" in note for note in graph.notes)
    assert any("1 node that only x.csv knows" in note for note in graph.notes)


GRAPHML = (
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><key id="c" for="node" attr.name="club" attr.type="string"/>'
    '<key id="a" for="node" attr.name="age" attr.type="double"/><graph edgedefault="undirected">'
    + "".join(
        f'<node id="{n}"><data key="c">{club}</data><data key="a">{age}</data></node>'
        for n, club, age in (("a", "x", 1), ("b", "y", 2), ("c", "x", 3))
    )
    + '<edge source="a" target="b"/><edge source="b" target="c"/></graph></graphml>'
).encode()


def test_attributes_are_offered_and_taken() -> None:
    graph = read_graph("g.graphml", GRAPHML)
    assert graph.reading is not None
    assert (graph.reading.offered_as_classes, graph.reading.offered_as_features) == (("club",), ("age",))
    assert graph.class_names == ("x", "y")
    assert graph.features is None
    graph = read_graph("g.graphml", GRAPHML, choices=Choices(classes="", features=("age", "club")))
    assert graph.labels is None
    assert graph.features is not None
    scaled = 1.5**0.5
    torch.testing.assert_close(graph.features.to_dense(), torch.tensor([[-scaled, 1, 0], [0, 0, 1], [scaled, 1, 0]]))
    assert graph.feature_names == ("age", "club x", "club y")
    with pytest.raises(ValueError, match="no attribute 'height'"):
        read_graph("g.graphml", GRAPHML, choices=Choices(features=("height",)))


def test_citations_with_the_papers_beside_them(tmp_path: Path) -> None:
    (tmp_path / "own.cites").write_text("p10\tp11\np11\tp12\np10\tp12\np10\tp99\n")
    (tmp_path / "own.content").write_text("p10\t1\t0\t1\tTheory\np11\t0\t1\t1\tMethods\np12\t1\t1\t0\tTheory\n")
    graph = read_graph(tmp_path / "own.cites")
    assert (graph.num_nodes, graph.num_edges, graph.class_names) == (3, 3, ("Methods", "Theory"))
    assert graph.features is not None
    assert graph.features.to_dense().tolist() == [[1, 0, 1], [0, 1, 1], [1, 1, 0]]
    assert any("1 edge of 1 node left out" in note for note in graph.notes)
    content = tmp_path / "own.content"
    assert read_graph(tmp_path / "own.cites", features=content).fingerprint == graph.fingerprint
    assert read_graph(tmp_path / "own.cites", labels=content).fingerprint == graph.fingerprint
    with pytest.raises(ValueError, match=r"give the \.cites file"):
        read_graph(tmp_path / "own.content")
