"""Which column of a table names its rows, and in which order rows are that have no names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vizvae.words import by_numbers

PATHS = ("path", "file", "filename", "file_name", "image", "image_path", "filepath", "name", "img", "id", "image_id")
INDEX = re.compile(r"(unnamed: ?\d+)?|index|idx|\w+[_ -](id|index|idx)", re.IGNORECASE)
"""What the columns are called in which programs number the rows; pandas names its own when it reads them again."""


def may_name_rows(column: str) -> bool:
    return column.lower() in PATHS or INDEX.fullmatch(column) is not None


def names_rows(column: str, cells: Sequence[str]) -> bool:
    """Whether it says whose row it is, and nothing of that."""
    return may_name_rows(column) and len(set(cells)) == len(cells)


def are_numbers(cells: Sequence[str]) -> bool:
    """Whole ones, in digits"""
    return all(cell.isascii() and cell.isdigit() for cell in cells if cell) and any(cells)


def count_rows(cells: Sequence[str]) -> bool:
    """Whether they are 0, 1, 2, … in this order, or 1, 2, 3, …"""
    return are_numbers(cells) and any([str(first + row) for row in range(len(cells))] == list(cells) for first in (0, 1))


def in_two_orders(names: Sequence[str]) -> bool:
    """Whether they are sorted as texts, and as people number them they would be sorted otherwise: 10.png comes before 2.png."""
    return list(names) == sorted(names) != sorted(names, key=by_numbers)
