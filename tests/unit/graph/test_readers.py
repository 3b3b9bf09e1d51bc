import io
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
import torch

from tests.unit.graph.small import communities
from vizvae.graph import arrays, tables
from vizvae.graph.readers import read_graph

LIST = b"a,b\nb,c\n"


def npz(**arrays: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)  # type: ignore[arg-type]
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("g.csv", "source,target\na,b\nb,c\n"),
        ("g.csv", "a;b\nb;c"),
        ("g.tsv", "a\tb\nb\tc\n"),
        ("g.txt", "# a comment\n\na b\nb   c\n"),
        ("g.edges", "% another\r\na b\r\nb c\r\n"),
        ("g.csv", "\ufeffFrom,To,weight\na,b,2.5\nb,c,1\n"),
    ],
)
def test_edge_lists(name: str, text: str) -> None:
    graph = read_graph(name, text.encode())
    assert graph.names == ("a", "b", "c")
    assert graph.edge_index.tolist() == [[0, 1], [1, 2]]
    assert graph.title == "g"
    assert graph.notes[0] == "Edges are read as undirected."
    assert ("weights" in " ".join(graph.notes)) == ("weight" in text)


def test_repeated_turned_and_looped_edges_are_said() -> None:
    graph = read_graph("g.csv", b"1,2\n2,1\n1,2\n2,2\n10,2\n")
    assert graph.names == ("1", "2", "10")
    assert graph.num_edges == 2
    assert "1 self-loops were left out." in graph.notes
    assert any(note.startswith("2 repeated edges") for note in graph.notes)


def test_a_file_on_disk_with_tables_beside_it(tmp_path: Path) -> None:
    (tmp_path / "g.csv").write_bytes(LIST)
    (tmp_path / "x.csv").write_text("node,height,width\nc,3,0\na,1,0\nb,0,2\nlonely,5,5\n")
    (tmp_path / "y.csv").write_text("node,class\na,red\nc,blue\n")
    graph = read_graph(tmp_path / "g.csv", features=tmp_path / "x.csv", labels=tmp_path / "y.csv")
    assert graph.names == ("a", "b", "c", "lonely")
    assert graph.degrees.tolist() == [1, 2, 1, 0]
    assert graph.features is not None
    assert graph.features.to_dense().tolist() == [[1, 0], [0, 2], [3, 0], [5, 5]]
    assert graph.feature_names == ("height", "width")
    assert graph.class_names == ("blue", "red")
    assert graph.labels is not None
    assert graph.labels.tolist() == [1, -1, 0, -1]


def test_arrays_beside_a_list() -> None:
    dense = read_graph("g.csv", LIST, features=("x.npz", npz(x=np.eye(3))), labels=("y.npz", npz(y=np.array([2, 0, 2]))))
    assert dense.features is not None
    assert dense.labels is not None
    assert torch.equal(dense.features.to_dense(), torch.eye(3))
    assert dense.labels.tolist() == [1, 0, 1]
    sparse = npz(indptr=np.array([0, 1, 1, 2]), indices=np.array([1, 0]), shape=np.array([3, 2]))
    graph = read_graph("g.csv", LIST, features=("x.npz", sparse))
    assert graph.features is not None
    assert graph.features.to_dense().tolist() == [[0, 1], [0, 0], [1, 0]]


@pytest.mark.parametrize("suffix", [".graphml", ".gexf"])
def test_xml_round_trip(suffix: str) -> None:
    ours = communities()
    drawn = nx.DiGraph()
    drawn.add_nodes_from(map(str, range(40)))
    drawn.add_edges_from((str(i), str(j), {"weight": 2.0}) for i, j in ours.edge_index.T.tolist())
    file = io.BytesIO()
    (nx.write_graphml if suffix == ".graphml" else nx.write_gexf)(drawn, file)
    graph = read_graph("g" + suffix, file.getvalue())
    assert torch.equal(graph.edge_index, ours.edge_index)
    assert {"Edges are directed in the file and read as undirected.", "Edge weights are left out."} <= set(graph.notes)


def test_isolated_nodes_of_xml_are_kept() -> None:
    drawn = nx.Graph()
    drawn.add_edge("a", "b")
    drawn.add_node("lonely")
    file = io.BytesIO()
    nx.write_graphml(drawn, file)
    assert read_graph("g.graphml", file.getvalue()).names == ("a", "b", "lonely")


BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><graphml>&b;</graphml>"""


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("g.csv", b"", "is empty"),
        ("g.csv", b"# nothing\n", "is empty"),
        ("g.csv", b"a\nb\n", "two columns"),
        ("g.csv", b"a,b\nc\n", "only one end"),
        ("g.csv", b"a,b\nc,d,e\n", "equally long rows"),
        ("g.csv", b"a,a\nb,b\n", "no edges"),
        ("g.csv", b"source,target\n", "at least one edge"),
        ("g.csv", b"\xff\xfea,b", "UTF-8"),
        ("g.png", b"a,b", "GraphML or GEXF"),
        ("g", b"a,b", "no suffix"),
        ("g.graphml", b"<graphml", "cannot be read as GRAPHML"),
        ("g.gexf", b"<html></html>", "cannot be read as GEXF"),
        ("g.graphml", BOMB, "document type or entities"),
        ("g.gexf", BOMB, "document type or entities"),
        ("g.graphml", BOMB.decode().encode("utf-16"), "UTF-8"),
        ("g.graphml", BOMB.replace(b'"1.0"', b'"1.0" encoding="utf-7"'), "another encoding"),
    ],
)
def test_bad_graphs_are_refused(name: str, data: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_graph(name, data)


@pytest.mark.parametrize(
    ("features", "message"),
    [
        (("x.csv", b"node,f\na,1\nb,2\n"), "no features for, such as 'c'"),
        (("x.csv", b"node,f\na,1\nb,two\nc,3\n"), "must hold numbers"),
        (("x.csv", b"node,f\na,1\nb,nan\nc,3\n"), "finite"),
        (("x.csv", b"node,f\na,1\na,2\nb,1\nc,3\n"), "more than one row"),
        (("x.csv", b"node\na\n"), "two columns"),
        (("x.npz", npz(x=np.eye(2))), "has 2 rows, but the graph has 3 nodes"),
        (("x.npz", npz(z=np.eye(3))), "expected an array `x`"),
        (
            ("x.npz", npz(indptr=np.array([0, 1, 1, 9]), indices=np.array([1, 0]), shape=np.array([3, 2]))),
            "compressed sparse rows",
        ),
        (("x.npz", b"PK\x03\x04 broken"), "damaged|no readable"),
        (("x.npz", npz(x=np.array([{}], dtype=object))), "plain arrays"),
        (("x.txt.gz", b""), "expected .csv"),
    ],
)
def test_bad_features_are_refused(features: tuple[str, bytes], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_graph("g.csv", LIST, features=features)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (("y.csv", b"node,class\na,red\nz,red\n"), "does not have, such as 'z'"),
        (("y.npz", npz(y=np.zeros(2))), "has 2 rows"),
        (("y.npz", npz(y=np.eye(3))), "array `y`"),
        (("y.csv", b"node,class\na,\n"), "no node a class"),
    ],
)
def test_bad_labels_are_refused(labels: tuple[str, bytes], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_graph("g.csv", LIST, labels=labels)


def test_large_files_are_refused_before_they_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert tables.MAX_BYTES == 100_000_000
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(100_000_001)  # takes no space on the disk
    with pytest.raises(ValueError, match="has 100 MB, and at most 100 MB"):
        read_graph(path)
    monkeypatch.setattr(tables, "MAX_BYTES", 5)
    with pytest.raises(ValueError, match="take a part"):
        read_graph("upload.csv", LIST)


def test_a_small_file_that_unpacks_into_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.BytesIO()
    np.savez_compressed(file, x=np.zeros((3, 20_000)))
    read_graph("g.csv", LIST, features=("x.npz", npz(x=np.eye(3))))
    monkeypatch.setattr(arrays, "MAX_UNPACKED_BYTES", 400_000)
    assert len(file.getvalue()) < 4_000
    with pytest.raises(ValueError, match="unpack to"):
        read_graph("g.csv", LIST, features=("x.npz", file.getvalue()))
