"""Adjacency matrices as tables of text: with names or without, and with cells that hold nothing."""

from __future__ import annotations

from typing import Any

import numpy as np

from vizvae.graph.readers.cells import MISSING, NUMBER, has_commas_of_numbers, is_number, kind_of, numbers_of, said_of_commas
from vizvae.graph.readers.columns import ends_by_name, role_of
from vizvae.graph.readers.matrix import MOST_ROWS, graph_of_entries
from vizvae.graph.readers.reading import Choices, RawGraph, listed, unclear
from vizvae.words import are, counted

HEADED = ("named", "rectangular", "columns named", "columns numbered")
"""Layouts whose first row names the columns"""
SAID_OF_HEADER = {
    None: "", True: ", with a first row that names its columns, as was said", False: ", without a first row of names, as was said"
}  # fmt: skip
INFINITE = ("inf", "Inf", "INF", "-inf", "-Inf", "-INF", "infinity", "Infinity", "∞")
FEWEST_NAMES = 3
"""Two edges of three columns may hold the names of a matrix by chance."""
EDGE_LIKE = 6
"""Columns: a list of edges hardly ever has as many rows as columns if it has so many."""


def matrix_of_table(
    name: str, frame: Any, choices: Choices, first_rows: tuple[tuple[str, ...], ...], *, separator: str = ""
) -> RawGraph | None:
    """A table that is an adjacency matrix, with names or without; None for one that is not.

    Raises UnclearFile for one that may be a list of edges as well, ValueError for one that was said to be a matrix, or has the names of
    one, and is none.
    """
    if choices.matrix is False or (not choices.matrix and choices.ends):
        return None
    for layout, rows, columns, block in _layouts(frame):
        if choices.header not in (None, layout in HEADED):
            continue
        numbers = _numbers(block, separator)
        verdict = "sure" if choices.matrix else _verdict(layout, rows, columns, numbers)
        if verdict == "":
            continue
        if verdict == "unclear":
            raise unclear(
                name, f"it is a table of {counted(len(frame), 'row')} and {counted(frame.shape[1], 'column')} of numbers", choices,
                ("an adjacency matrix", "--matrix", {"matrix": True}), ("a row for each edge", "--no-matrix", {"matrix": False}),
                rows=first_rows,
            )  # fmt: skip
        return _read_block(name, rows, columns, block, numbers, separator)
    if choices.header is not False:
        _refuse_words(name, frame)
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
    return bool(NUMBER.fullmatch(cell)) or has_commas_of_numbers(cell)


def _holds_numbers(block: Any) -> bool:
    """Or nothing, in whatever way that is written; infinity is refused later, where this is found to be a matrix."""
    kinds = ("whole", "decimal", "empty")
    cells = (block.iloc[:, place] for place in range(block.shape[1]))
    return all(kind_of(one) in kinds or kind_of(one.where(~one.isin([*MISSING, *INFINITE]), "")) in kinds for one in cells)


def _numbers(block: Any, separator: str) -> np.ndarray:
    """(row, column); 0 for missing cells, NaN for those that may be two numbers. What commas mean is told by all cells."""
    import pandas as pd

    cells = pd.Series(block.to_numpy().ravel(), dtype="str")
    cells = cells.where(~cells.isin([*MISSING]), "")
    numbers = numbers_of(cells, separator)
    return np.where(cells == "", 0, numbers).reshape(block.shape)


def _refuse_words(name: str, frame: Any) -> None:
    """Raises ValueError for a table whose first row and first column hold the same names: as edges it would be read falsely."""
    height, width = frame.shape
    if not (FEWEST_NAMES < height == width <= MOST_ROWS):
        return
    cells = frame.fillna("")
    across, down = cells.iloc[0].tolist()[1:], cells.iloc[:, 0].tolist()[1:]
    if sorted(across) != sorted(down) or len(set(across)) < len(across) or "" in across or any(map(_is_number, across)):
        return
    block = cells.iloc[1:, 1:].to_numpy().tolist()
    words = [
        (row, column)
        for row, one in enumerate(block)
        for column, cell in enumerate(one)
        if not is_number(cell) and cell not in MISSING
    ]
    if not words:
        return
    row, column = words[0]
    raise ValueError(
        f"{name} has the same names in its first row and its first column, as an adjacency matrix has, and the cell of {down[row]!r} and "
        f"{across[column]!r} holds {block[row][column][:40]!r}, expected a number: write 1 for an edge and 0 for none; if each row is an "
        "edge, say --no-matrix"
    )


def _verdict(layout: str, rows: list[str], columns: list[str], numbers: np.ndarray) -> str:
    """`sure`, `unclear`, or empty for a list of edges."""
    if layout == "named" and not all(map(_is_number, rows)):
        return "sure"
    if layout == "rectangular":
        return "unclear"
    if layout == "columns named" and (ends_by_name(columns, hints=False) or any(role_of(column) for column in columns)):
        return ""
    size = len(numbers)
    symmetric, diagonal = bool(np.array_equal(numbers, numbers.T, equal_nan=True)), bool(np.diagonal(numbers).any())
    marks = bool(np.isin(numbers, (0, 1)).all())
    if not numbers.any() or size < 2 or (size == 2 and layout != "rows named"):
        return ""
    if size >= EDGE_LIKE or (size > 2 and symmetric and not diagonal) or (size > 2 and marks) or (size > 3 and symmetric):
        return "sure"
    if symmetric or not diagonal or marks:
        return "unclear"
    return "unclear" if size > 4 or (size > 3 and layout == "plain") else ""


def _read_block(name: str, rows: list[str], columns: list[str], block: Any, numbers: np.ndarray, separator: str) -> RawGraph:
    if not np.isfinite(numbers).all():
        row, column = (int(place[0]) for place in np.nonzero(~np.isfinite(numbers)))
        raise ValueError(
            f"{name}: expected numbers in an adjacency matrix, and the cell of {rows[row]!r} and {columns[column]!r} holds "
            f"{block.iloc[row, column]!r}: write 0, or leave it empty, for no edge, and decimals with a point"
        )
    square = set(rows) == set(columns)
    if square:
        order = [columns.index(row) for row in rows] if rows != columns else None
        numbers = numbers if order is None else numbers[:, order]
    places = np.nonzero(numbers)
    graph = graph_of_entries(
        name, places, numbers[places], numbers.shape, [rows] if square else [rows, columns], "adjacency matrix"
    )
    empty, missing = int((block == "").to_numpy().sum()), block.isin([*MISSING - {""}]).to_numpy()
    if empty:
        graph.decide("matrix", f"{counted(empty, 'empty cell')} {are(empty)} read as no edge")
    if missing.any():
        held = listed(sorted(set(block.to_numpy()[missing].tolist())))
        graph.decide("matrix", f"{counted(int(missing.sum()), 'cell')} with {held} {are(int(missing.sum()))} read as no edge")
    if said := said_of_commas(block.stack(), separator):
        graph.decide("weights", f"Numbers with commas are read so: {said}", once_used=f"Numbers with commas are read so: {said}")
    return graph
