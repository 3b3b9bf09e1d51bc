"""Adjacency matrices: tables of numbers, and what any matrix becomes as a graph."""

from __future__ import annotations

from typing import Any

import numpy as np

from vizvae.graph.readers.cells import NUMBER, kind_of, numbers_of
from vizvae.graph.readers.columns import ends_by_name, role_of
from vizvae.graph.readers.reading import DIRECTED, UNDIRECTED, Choices, Decision, RawGraph, unclear
from vizvae.words import are, counted

MOST_ROWS = 5_000_000
"""Each is a node with a name: a few bytes of a file can declare any number."""
HEADED = ("named", "rectangular", "columns named", "columns numbered")
"""Layouts whose first row names the columns"""
SAID_OF_HEADER = {
    None: "", True: ", with a first row that names its columns, as was said", False: ", without a first row of names, as was said"
}  # fmt: skip
EDGE_LIKE = 6
"""Columns: a list of edges hardly ever has as many rows as columns if it has so many."""


def matrix_of_table(name: str, frame: Any, choices: Choices, first_rows: tuple[tuple[str, ...], ...]) -> RawGraph | None:
    """A table that is an adjacency matrix, with names or without; None for one that is not.

    Raises UnclearFile for one that may be a list of edges as well, ValueError for one that was said to be a matrix and is none.
    """
    if choices.matrix is False or (not choices.matrix and choices.ends):
        return None
    for layout, rows, columns, block in _layouts(frame):
        if choices.header not in (None, layout in HEADED):
            continue
        verdict = "sure" if choices.matrix else _verdict(layout, rows, columns, block)
        if verdict == "":
            continue
        if verdict == "unclear":
            raise unclear(
                name, f"it is a table of {counted(len(frame), 'row')} and {counted(frame.shape[1], 'column')} of numbers", choices,
                ("an adjacency matrix", "--matrix", {"matrix": True}), ("a row for each edge", "--no-matrix", {"matrix": False}),
                rows=first_rows,
            )  # fmt: skip
        return _read_block(name, rows, columns, block)
    if choices.matrix:
        raise ValueError(
            f"{name}: expected an adjacency matrix, as many rows as columns of numbers, with names of both or without; "
            f"found {counted(len(frame), 'row')} of {counted(frame.shape[1], 'column')}{SAID_OF_HEADER[choices.header]}"
        )
    return None


def _layouts(frame: Any) -> Any:
    """Ways in which a table may be a matrix: (layout, names of rows, names of columns, block of text)."""
    height, width = frame.shape
    cells = frame.fillna("")
    if height > 1 and width > 1 and max(height, width) <= MOST_ROWS:
        first_row, first_column = cells.iloc[0].tolist(), cells.iloc[:, 0].tolist()
        corner = first_row[0]
        wordy, found = not _is_number(corner), False
        if wordy and len(set(first_column[1:])) == height - 1 and len(set(first_row[1:])) == width - 1:
            rectangular = corner == "" and not all(map(_is_number, first_column[1:])) and width > 2
            same = set(first_row[1:]) == set(first_column[1:])
            found = (same or rectangular) and _holds_numbers(cells.iloc[1:, 1:])
            if found:
                yield "named" if same else "rectangular", first_column[1:], first_row[1:], cells.iloc[1:, 1:]
        if (
            height == width + 1
            and not all(map(_is_number, first_row))
            and len(set(first_row)) == width
            and _holds_numbers(cells.iloc[1:])
        ):
            yield "columns named", first_row, first_row, cells.iloc[1:]
        if height == width + 1 and first_row == [str(place) for place in range(width)] and _holds_numbers(cells.iloc[1:]):
            yield "columns numbered", first_row, first_row, cells.iloc[1:]
        if (
            width == height + 1
            and not any(map(_is_number, first_column))
            and len(set(first_column)) == height
            and _holds_numbers(cells.iloc[:, 1:])
        ):
            yield "rows named", first_column, first_column, cells.iloc[:, 1:]
        if height == width and not found and _holds_numbers(cells):
            numbers = [str(place + 1) for place in range(height)]
            yield "plain", numbers, numbers, cells


def _is_number(cell: str) -> bool:
    return bool(NUMBER.fullmatch(cell))


def _holds_numbers(block: Any) -> bool:
    return all(kind_of(block.iloc[:, place]) in ("whole", "decimal", "empty") for place in range(block.shape[1]))


def _numbers(block: Any) -> np.ndarray:
    """Empty cells are 0."""
    columns = [numbers_of(block.iloc[:, place].str.replace(",", ".", regex=False)) for place in range(block.shape[1])]
    return np.nan_to_num(np.column_stack(columns))


def _verdict(layout: str, rows: list[str], columns: list[str], block: Any) -> str:
    """`sure`, `unclear`, or empty for a list of edges."""
    if layout == "named" and not all(map(_is_number, rows)):
        return "sure"
    if layout == "rectangular":
        return "unclear"
    if layout == "columns named" and (ends_by_name(columns, hints=False) or any(role_of(column) for column in columns)):
        return ""
    numbers = _numbers(block)
    size = len(numbers)
    symmetric, diagonal = bool(np.array_equal(numbers, numbers.T)), bool(np.diagonal(numbers).any())
    marks = bool(np.isin(numbers, (0, 1)).all())
    if not numbers.any() or size < 2 or (size == 2 and layout != "rows named"):
        return ""
    if size >= EDGE_LIKE or (size > 2 and symmetric and not diagonal) or (size > 2 and marks) or (size > 3 and symmetric):
        return "sure"
    if symmetric or not diagonal or marks:
        return "unclear"
    return "unclear" if size > 4 or (size > 3 and layout == "plain") else ""


def _read_block(name: str, rows: list[str], columns: list[str], block: Any) -> RawGraph:
    numbers = _numbers(block)
    square = set(rows) == set(columns)
    if square:
        order = [columns.index(row) for row in rows] if rows != columns else None
        numbers = numbers if order is None else numbers[:, order]
    places = np.nonzero(numbers)
    graph = graph_of_entries(
        name, places, numbers[places], numbers.shape, [rows] if square else [rows, columns], "adjacency matrix"
    )
    empty = int((block == "").to_numpy().sum())
    if empty:
        graph.decide("matrix", f"{counted(empty, 'empty cell')} {are(empty)} read as no edge")
    return graph


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
        graph.mirrored = _symmetric(rows, columns, values, shape[0])
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


def _symmetric(rows: np.ndarray, columns: np.ndarray, values: np.ndarray, size: int) -> bool:
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
