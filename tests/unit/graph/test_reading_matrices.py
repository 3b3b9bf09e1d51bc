"""Matrices of any form and size are read as the graph that wrote them: rows are sources, and a symmetric one has no direction."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
import scipy.sparse

from tests.unit.graph.test_reading_kinds import npz, told
from vizvae.graph.readers import Choices, read_graph
from vizvae.graph.readers.heeded import heed_direction
from vizvae.graph.readers.matrix import graph_of_entries
from vizvae.graph.readers.reading import AS_FOUND, RawGraph

RING = [[0, 1, 0], [0, 0, 1], [1, 0, 0]]


def saved(matrix: Any) -> bytes:
    file = io.BytesIO()
    scipy.sparse.save_npz(file, matrix)
    return file.getvalue()


def arcs(name: str, content: bytes) -> list[list[int]]:
    found = read_graph(name, content).found
    assert found is not None
    assert found.arcs is not None
    return found.arcs.T.tolist()


@pytest.mark.parametrize("kind", ["csr", "csc", "coo"])
def test_a_square_matrix_of_scipy_keeps_its_directions(kind: str) -> None:
    """As many rows as columns: only `format` tells compressed columns from compressed rows, and as rows they are the transpose."""
    assert arcs("g.npz", saved(scipy.sparse.csr_array(RING).asformat(kind))) == [[0, 1], [1, 2], [2, 0]]


def test_the_format_may_be_text_of_either_kind_or_missing() -> None:
    matrix = scipy.sparse.csc_array(RING)
    parts = {"indptr": matrix.indptr, "indices": matrix.indices, "shape": np.array(matrix.shape)}
    assert arcs("g.npz", npz(**parts, format=np.array("csc"))) == [[0, 1], [1, 2], [2, 0]]
    assert arcs("g.npz", npz(**parts)) == [[0, 2], [1, 0], [2, 1]]  # rows, as `scipy.sparse.csr_array` takes the three


@pytest.mark.parametrize("kind", [np.array("bsr"), np.array(b"\xff\xfe"), np.array(["csr", "csc"]), np.array(3)])
def test_another_format_is_refused(kind: np.ndarray) -> None:
    matrix = scipy.sparse.csr_array(RING)
    with pytest.raises(ValueError, match=r"g.npz: `format`: expected csr, csc or coo, got "):
        read_graph("g.npz", npz(indptr=matrix.indptr, indices=matrix.indices, shape=np.array(matrix.shape), format=kind))


def test_bytes_are_no_numbers_elsewhere() -> None:
    with pytest.raises(ValueError, match="`indices`: expected plain numbers"):
        read_graph("g.npz", npz(indptr=np.array([0, 1, 1]), indices=np.array([b"1"]), shape=np.array([2, 2])))


def of_entries(rows: np.ndarray, columns: np.ndarray, values: np.ndarray, size: int) -> RawGraph:
    graph = graph_of_entries("g.npz", (rows, columns), values, (size, size), [[str(node) for node in range(size)]], "matrix")
    heed_direction(graph, AS_FOUND)
    return graph


def test_a_symmetric_matrix_above_five_million_entries_has_no_direction() -> None:
    size = 2_300
    rows, columns = (place.ravel() for place in np.indices((size, size)))
    values = np.ones(len(rows), np.int8)
    graph = of_entries(rows, columns, values, size)
    assert not graph.directed
    assert graph.ends.shape[1] == size * (size + 1) // 2
    values[1] = 2  # of 0 to 1, and no more of 1 to 0
    assert of_entries(rows, columns, values, size).directed


def test_symmetry_is_of_places_and_of_values() -> None:
    rows, columns = np.array([0, 1, 1, 2]), np.array([1, 0, 2, 1])
    assert not of_entries(rows, columns, np.array([2.0, 2.0, 3.0, 3.0]), 3).directed
    assert of_entries(rows, columns, np.array([2.0, 2.0, 3.0, 1.0]), 3).directed
    assert of_entries(rows, np.array([1, 0, 2, 0]), np.ones(4), 3).directed
    assert "the matrix is not symmetric" in told(read_graph("g.csv", b",a,b,c\na,0,1,0\nb,0,0,1\nc,1,0,0\n"))


MISSING = {
    # bug: a list of edges of its first columns, with `nan` as a node
    "of pandas": (",p1,p2,p3\np1,nan,0.5,0.2\np2,0.5,nan,0.1\np3,0.2,0.1,nan\n", [[0, 1], [0, 2], [1, 2]], "3 cells with `nan`"),
    "of R": ('"","a","b","c"\n"a",NA,1,1\n"b",1,NA,0\n"c",1,0,NA\n', [[0, 1], [0, 2]], "3 cells with `NA`"),
    "with strokes": (",a,b,c\na,-,1,1\nb,1,-,0\nc,1,0,-\n", [[0, 1], [0, 2]], "3 cells with `-`"),
    "with points": ("a b c\na . 1 1\nb 1 . 0\nc 1 0 .\n", [[0, 1], [0, 2]], "3 cells with `.`"),
    "without names": ("NA,1,1,0\n1,NA,0,1\n1,0,NA,0\n0,1,0,NA\n", [[0, 1], [0, 2], [1, 3]], "4 cells with `NA`"),
    "of a country called NA": (",DE,FR,NA\nDE,0,1,NA\nFR,1,0,2\nNA,NA,2,0\n", [[0, 1], [1, 2]], "2 cells with `NA`"),
}  # fmt: skip


@pytest.mark.parametrize("what", MISSING)
def test_cells_that_hold_nothing_are_no_edges(what: str) -> None:
    content, expected, says = MISSING[what]
    graph = read_graph("g.csv", content.encode())
    assert graph.edge_index.T.tolist() == expected
    assert says in told(graph)


@pytest.mark.parametrize(
    ("content", "says"),
    [(",A,B,C\nA,0,2,inf\nB,2,0,1\nC,inf,1,0\n", "'A' and 'C' holds 'inf'"),
     (",a,b,c\na,0,x,1\nb,x,0,1\nc,1,1,0\n", "'a' and 'b' holds 'x'.*--no-matrix"),
     ("0 2 inf 1\n2 0 1 1\ninf 1 0 1\n1 1 1 0\n", "'1' and '3' holds 'inf'"),
     ("a\tb\tc\na\t0\t1,500\t1\nb\t1,500\t0\t1\nc\t1\t1\t0\n", "holds '1,500'")],
)  # fmt: skip
def test_a_table_with_the_names_of_a_matrix_is_no_list_of_edges(content: str, says: str) -> None:
    with pytest.raises(ValueError, match=f"g.csv.*adjacency matrix.*{says}"):
        read_graph("g.csv", content.encode())


def test_it_is_one_where_that_is_said() -> None:
    content = b"s,x,y,z\nx,y,q,q\ny,z,r,q\nz,x,q,q\n"
    graph = read_graph("g.csv", content, choices=Choices(matrix=False, header=True, ends=("1", "2")))
    assert graph.num_edges == 3
