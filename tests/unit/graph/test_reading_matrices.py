"""Matrices of any form and size are read as the graph that wrote them: rows are sources, and a symmetric one has no direction."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
import scipy.sparse

from tests.unit.graph.test_reading_kinds import npz, told
from vizvae.graph.readers import read_graph
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
