"""What any matrix becomes as a graph."""

from __future__ import annotations

from typing import Any

import numpy as np

from vizvae.graph.readers.reading import DIRECTED, UNDIRECTED, Decision, RawGraph
from vizvae.words import are, counted

MOST_ROWS = 5_000_000
"""Each is a node with a name: a few bytes of a file can declare any number."""


def graph_of_entries(
    name: str, places: Any, values: np.ndarray, shape: tuple[int, int], names: list[list[str]], what: str
) -> RawGraph:
    """The graph whose edges are the entries of a matrix that are not 0. `names`: of rows and columns alike, or of rows, and of columns."""
    rows, columns = (np.asarray(place, np.int64) for place in places)
    kept = values != 0
    if not np.isfinite(values[kept].astype(complex)).all():
        raise ValueError(f"{name}: some entries of the matrix are not finite numbers")
    zeros = int((~kept).sum())
    rows, columns, values = rows[kept], columns[kept], values[kept]
    graph = RawGraph(format=what, in_file_order=True)
    graph.decide("direction", UNDIRECTED)
    if len(names) == 1:
        graph.decide("matrix", f"Read as an adjacency matrix of {counted(shape[0], 'node')}", "entries other than 0 are edges")
        graph.mirrored = symmetric(rows, columns, values, shape[0])
        if not graph.mirrored and bool((rows < columns).any()) and bool((rows > columns).any()):
            graph.directed = True
            graph.decisions[0] = Decision(what="direction", taken=DIRECTED, why="the matrix is not symmetric")
        graph.ids = list(names[0])
    else:
        graph.decide(
            "matrix",
            f"Read as a matrix of {shape[0]:,} rows and {shape[1]:,} columns",
            "nodes of two kinds, and entries other than 0 are edges",
        )
        columns = columns + shape[0]
        alike = set(names[0]) & set(names[1])
        graph.ids = [
            *(f"row {one}" if alike else one for one in names[0]),
            *(f"column {one}" if alike else one for one in names[1]),
        ]
    if len(set(graph.ids)) < len(graph.ids):
        raise ValueError(f"{name}: expected a different name for each row of the matrix, and some stand there twice")
    graph.ends = np.stack([rows, columns])
    if len(names) == 2:
        graph.kinds, graph.kind_names = np.repeat([0, 1], [len(names[0]), len(names[1])]), ("rows", "columns")
    if zeros:
        graph.decide("matrix", f"{counted(zeros, 'entry', 'entries')} of 0 {are(zeros)} no edge")
    if len(values) and not (values == 1).all():
        below = int((np.real(values[rows <= columns] if graph.mirrored else values) < 0).sum())
        graph.decide("weights", "Weights are left out" + (f", of which {below:,} are below 0" if below else ""))
        if not np.iscomplexobj(values):
            graph.weights = values.astype(np.float64)
    return graph


def symmetric(rows: np.ndarray, columns: np.ndarray, values: np.ndarray, size: int) -> bool:
    """Whether each entry (entry,) of a square matrix of `size` rows stands there the other way round, too, with the same value."""
    codes, mirrored = rows * size + columns, columns * size + rows
    here, there = np.argsort(codes, kind="stable"), np.argsort(mirrored, kind="stable")
    return bool(np.array_equal(codes[here], mirrored[there]) and np.array_equal(values[here], values[there]))


def graph_of_matrix(name: str, matrix: Any, what: str, *, first: int) -> RawGraph:
    """A scipy or NumPy matrix; rows are called by their numbers, from `first`."""
    from scipy.sparse import coo_array

    entries: Any = coo_array(matrix)
    height, width = entries.shape
    names = [[str(place + first) for place in range(height)]]
    if height != width:
        names.append([str(place + first) for place in range(width)])
    return graph_of_entries(name, entries.coords, np.asarray(entries.data), (height, width), names, what)
