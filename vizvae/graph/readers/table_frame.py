"""From the lines of a table to a data frame of text, every row as long as the others."""

from __future__ import annotations

import csv
import io
from typing import Any

from vizvae.graph import tables
from vizvae.graph.readers.reading import Choices
from vizvae.graph.readers.text import SEPARATORS, TextTable, split


def table_frame(name: str, table: TextTable, choices: Choices) -> Any:
    """All cells as text, stripped; those that a short row lacks are missing. Raises ValueError for rows of several lengths."""
    import pandas as pd

    separator = table.separator
    if separator != " " and sum(line.count(separator) for line in table.lines) > tables.MAX_CELLS:
        raise ValueError(f"{name} has more than {tables.MAX_CELLS:,} cells: take a part of it, or arrays in an npz file")
    try:
        frame = pd.read_csv(
            io.StringIO("\n".join(table.lines)), sep=r"\s+" if separator == " " else separator, dtype=str, keep_default_na=False,
            skipinitialspace=True, header=None, na_filter=False, engine="c", index_col=False,
        )  # fmt: skip
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        widths = _widths(table)
        if len(widths) > 1 and not (choices.ends and choices.header is not None):
            raise _uneven(name, table, widths) from error
        raise ValueError(f"{name} is no table with equally long rows: {str(error).strip().splitlines()[0]}") from error
    for place in frame.columns:
        frame[place] = frame[place].astype(object).where(frame[place].notna(), None).astype("str").str.strip().str.strip("\u00a0")
    _check_rows(name, table, frame)
    while frame.shape[1] > 2 and bool((frame.iloc[:, -1].fillna("") == "").all()):
        frame = frame.iloc[:, :-1]
    return frame


def _check_rows(name: str, table: TextTable, frame: Any) -> None:
    """Short rows: a cell that is missing is no empty cell."""
    widths = {} if _plainly_even(table, frame.shape[1]) else _widths(table)
    if len(widths) > 1:
        if min(widths) == 1 or set(widths) == {1, frame.shape[1]}:
            row = next(place for place, line in enumerate(table.lines) if len(split(line, table.separator)) == 1)
            number = table.line_of(row)
            where = f"line {number:,}" if number else "a row"
            raise ValueError(
                f"{name}: {where}, `{table.lines[row].strip()[:40]}`, has only one end; every row needs two node names "
                f"({_described(table, widths)})"
            )
        raise _uneven(name, table, widths)


def _plainly_even(table: TextTable, width: int) -> bool:
    """Whether each line has as many separators as the first, and no quotes that might hide one: the usual case, quickly."""
    if table.separator == " ":
        return all('"' not in line and len(line.split()) == width for line in table.lines)
    return all('"' not in line and line.count(table.separator) == width - 1 for line in table.lines)


def _widths(table: TextTable) -> dict[int, int]:
    """How many rows have how many columns."""
    found: dict[int, int] = {}
    try:
        if table.separator == " ":
            rows = csv.reader(table.lines, delimiter=" ", skipinitialspace=True)
        else:
            rows = csv.reader(table.lines, delimiter=table.separator, skipinitialspace=True)
        for row in rows:
            if row:
                found[len(row)] = found.get(len(row), 0) + 1
    except csv.Error:
        return {}
    return found


def _described(table: TextTable, widths: dict[int, int]) -> str:
    known = sorted(widths, key=lambda width: -widths[width])[:3]
    what = "words" if table.separator == " " else "columns"
    return (
        f"rows of {' and of '.join(map(str, known))} {what} separated by {SEPARATORS.get(table.separator, repr(table.separator))}"
    )


def _uneven(name: str, table: TextTable, widths: dict[int, int]) -> ValueError:
    says = f"{name} is no table with equally long rows: {_described(table, widths)}"
    if table.separator == " ":
        return ValueError(
            f"{says}. If names hold spaces, use quotes, commas or tabs; if each row lists a node's neighbours, write a row for each edge"
        )
    return ValueError(f"{says}. Put names that hold a separator in quotes, and give every row the same number of columns")
