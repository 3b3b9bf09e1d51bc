"""Matrix Market: `.mtx` files, and rows that were cut from one."""

from __future__ import annotations

import io
import re
from typing import Any

from vizvae.graph.readers.matrix import MOST_ROWS, graph_of_matrix
from vizvae.graph.readers.reading import SHOWN_ROWS, Choices, RawGraph, unclear
from vizvae.graph.readers.text import TextTable, split

BANNER = b"%%MatrixMarket"


def refuse_size_line(name: str, table: TextTable, choices: Choices) -> None:
    """Raises ValueError, or UnclearFile, for rows of numbers below one that says how many there are.

    `4 4 3` above three rows: rows, columns and entries of a Matrix Market file. `4 3` above three: nodes and edges, perhaps.
    """
    below = len(table.lines) - 1
    first = [cell for cell in split(table.lines[0], table.separator) if cell]
    if choices.header is not None or below < 1 or len(first) not in (2, 3) or not all(cell.isdigit() for cell in first):
        return
    numbers = [int(cell) for cell in first]
    if numbers[-1] != below:
        return
    rows = [split(line, table.separator) for line in table.lines[1:]]
    if not all(len(row) > 1 and row[0].isdigit() and row[1].isdigit() for row in rows):
        return
    largest = [max(int(row[place]) for row in rows) for place in (0, 1)]
    uneven = any(len(row) != len(first) for row in rows)
    if len(numbers) == 3 and largest[0] <= numbers[0] and largest[1] <= numbers[1] and (uneven or numbers[0] == numbers[1]):
        raise ValueError(size_line_message(name, first))
    if len(numbers) == 2 and uneven and max(largest) <= numbers[0] + 1:
        raise ValueError(
            f"{name}: its first row {' '.join(first)} seems to say that there are {numbers[0]:,} nodes and {numbers[1]:,} edges, and is no "
            "edge itself: remove it"
        )
    if (len(numbers) == 2 and numbers[0] in (max(largest), max(largest) + 1)) or (
        len(numbers) == 3 and largest[0] <= numbers[0] and largest[1] <= numbers[1]
    ):
        raise unclear(
            name, f"its first row {' '.join(first)} may be an edge, or say how many nodes and edges there are", choices,
            ("the first row is no edge", "--header", {"header": True}), ("the first row is an edge", "--no-header", {"header": False}),
            rows=tuple(tuple(row) for row in [first, *rows[: SHOWN_ROWS - 1]]),
        )  # fmt: skip


def size_line_message(name: str, first: list[str]) -> str:
    return (
        f"{name} looks like the body of a Matrix Market file: its first row {' '.join(first)} says how many rows, columns and entries "
        "follow. Rename it to .mtx, or remove the size line"
    )


def read_matrix_market(name: str, content: bytes) -> RawGraph:
    """A .mtx file, read by scipy once its size line is found to be true. Raises ValueError for anything else."""
    from scipy.io import mmread

    head, lines = b"", re.split(rb"\r\n|\n|\r", content)
    body = [line for line in lines if line.strip() and not line.lstrip().startswith(b"%")]
    if lines and lines[0].lstrip(b"\xef\xbb\xbf").startswith(BANNER):
        head = lines[0].lstrip(b"\xef\xbb\xbf")
    if not body:
        raise ValueError(f"{name}: expected a Matrix Market file with a line of sizes, found none")
    sizes = body[0].split()
    if not all(size.isdigit() for size in sizes) or len(sizes) not in (2, 3):
        raise ValueError(
            f"{name}: expected a Matrix Market line of sizes, rows, columns and entries, got {body[0][:60].decode(errors='replace')!r}"
        )
    shape, entries = (int(sizes[0]), int(sizes[1])), int(sizes[2]) if len(sizes) == 3 else None
    if not head:
        widths = {len(line.split()) for line in body[1:]}
        if entries is None or widths not in ({2}, {3}):
            raise ValueError(f"{name}: expected the first line %%MatrixMarket …, which says what kind of matrix it is")
        head = BANNER + b" matrix coordinate " + (b"pattern" if widths == {2} else b"real") + b" general"
    if max(shape) > MOST_ROWS:
        raise ValueError(f"{name} declares {max(shape):,} rows or columns, and at most {MOST_ROWS:,} are read")
    expected = entries if entries is not None else shape[0] * shape[1]
    if entries is not None and entries != len(body) - 1:
        raise ValueError(f"{name} declares {entries:,} entries, and {len(body) - 1:,} lines follow")
    if expected > 2 * len(content):  # each takes a byte and its end of line
        raise ValueError(f"{name} declares {expected:,} entries, which its {len(content):,} bytes cannot hold")
    try:
        matrix: Any = mmread(io.BytesIO(b"\n".join([head, *body]) + b"\n"), spmatrix=False)
    except Exception as error:
        raise ValueError(f"{name} cannot be read as Matrix Market: {str(error) or type(error).__name__}") from error
    return graph_of_matrix(name, matrix, "Matrix Market", first=1)
