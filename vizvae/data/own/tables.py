"""`labels.csv`, `factors.csv` and tables of paths: which row belongs to which image, and what kind of thing a column is."""

from __future__ import annotations

import codecs
import io
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import numpy as np

from vizvae.data.own.decimals import GAPS, with_decimal_points
from vizvae.data.own.row_names import PATHS, are_numbers, in_two_orders, may_name_rows, names_rows

if TYPE_CHECKING:
    import pandas as pd

MAX_TABLE_BYTES = 200_000_000
LABEL_NAMES = ("label", "class", "target", "category", "y", "species", "tag")


@dataclass(frozen=True)
class Table:
    name: str
    """Of its file, for messages"""
    columns: dict[str, list[str]]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def divided(self, key: str) -> tuple[Table | None, Table | None]:
        """The column of classes, and all others, each beside the column `key`; None where there are none."""
        label = next((name for name in self.columns if name.lower() in LABEL_NAMES), None)
        rest = [name for name in self.columns if name not in (key, label)]
        labels = Table(self.name, {key: self.columns[key], label: self.columns[label]}) if label else None
        factors = Table(self.name, {name: self.columns[name] for name in (key, *rest)}) if rest else None
        return labels, factors


@dataclass(frozen=True)
class Factor:
    """A column of `factors.csv`, of the images of a data set in their order."""

    name: str
    values: tuple[str, ...]
    """Names of its values, for a factor of names; empty for one of numbers"""
    numbers: np.ndarray
    """(num_images,), float64: a number, or the place in `values`; NaN for a gap"""


def read_table(data: bytes, name: str) -> Table:
    """Text of any column, with a header. Raises ValueError for what is no table."""
    frame = read_frame(data, name, header=True)
    return Table(name, {str(column).strip(): [str(cell).strip() for cell in frame[column]] for column in frame.columns})


def read_frame(data: bytes, name: str, *, header: bool) -> pd.DataFrame:
    """Cells as text, in columns that commas, semicolons or tabs divide. Raises ValueError for what is no table."""
    import pandas as pd  # half a second, which every process that looks at images would take to start

    if len(data) > MAX_TABLE_BYTES:
        raise ValueError(f"{name}: {len(data) / 1e6:,.0f} MB are more than a table may have ({MAX_TABLE_BYTES / 1e6:.0f} MB)")
    try:
        text = data.decode("utf-16" if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    try:
        frame = pd.read_csv(
            io.StringIO(text),
            sep=separator,
            dtype=str,
            keep_default_na=False,
            skipinitialspace=True,
            header=0 if header else None,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        raise ValueError(
            f"{name}: expected a table with a header, its columns divided by commas ({str(error).strip()[:120]})"
        ) from error
    # pandas takes the first cells of rows that are longer than the header for the rows' names.
    if not isinstance(frame.index, pd.RangeIndex):
        cells = pd.concat([frame.index.to_frame(index=False), frame.reset_index(drop=True)], axis=1)
        whole, beyond = cells.iloc[:, : len(frame.columns)], cells.iloc[:, len(frame.columns) :]
        if (beyond != "").to_numpy().any():
            raise ValueError(
                f"{name}: expected {len(frame.columns)} cells in each row, as the header has, got rows of {len(cells.columns)}: name each "
                "column in the header, and put a cell that holds a separator into quotes"
            )
        frame = whole.set_axis(frame.columns, axis=1)
    if not len(frame):
        raise ValueError(f"{name}: expected a header and rows below it, got no row")
    if separator != ",":
        frame = pd.DataFrame({column: with_decimal_points(frame[column], not header) for column in frame.columns})
    return frame


def path_column(table: Table, is_there: Callable[[str], bool]) -> str:
    """The column that leads to files. `is_there`: whether a cell is the path of one.

    Raises ValueError if there is none, listing the columns.
    """
    found = {name: sum(is_there(cell) for cell in cells[:50] if cell) for name, cells in table.columns.items()}
    best = max(found, key=lambda name: (found[name], name.lower() in PATHS))
    if found[best] or best.lower() in PATHS:
        return best
    if any(map(is_there, table.columns)):
        raise ValueError(
            f"{table.name}: expected a header such as path,label above the first path, got {', '.join(table.columns)[:120]}"
        )
    raise ValueError(
        f"{table.name}: expected a column of paths to pictures, relative to the table's folder or absolute; "
        f"none of {', '.join(table.columns)[:120]} leads to a file"
    )


def rows_of(table: Table, names: Sequence[str], notes: list[str], thing: str = "picture") -> tuple[list[int | None], str | None]:
    """For each image (or whatever `thing` says they are) the row that is its own, None without one; and the column that said so, None
    where rows are in the images' order.

    Raises ValueError if no column names images and there are not as many rows as images.
    """
    lookup: dict[str, int | None] = {}
    folder = f"{PurePosixPath(table.name).parent}/"  # a table speaks of the pictures beside and below it
    keys = [(name, name.removeprefix(folder), PurePosixPath(name).name, PurePosixPath(name).stem) for name in names]
    for level in range(4):
        often = Counter(key[level] for key in keys)
        lookup |= {key[level]: place for place, key in enumerate(keys) if often[key[level]] == 1 and key[level] not in lookup}
    hits = {
        column: sum(cell.replace("\\", "/").removeprefix("./") in lookup for cell in cells)
        for column, cells in table.columns.items()
    }
    for column, cells in table.columns.items():  # digits, of images called 0.png … 9.png among others
        by_chance = are_numbers(cells) and hits[column] < len(cells)
        if not may_name_rows(column) and (by_chance or len(set(cells)) < 0.9 * len(cells)):
            hits[column] = 0
    best = max(hits, key=lambda column: (hits[column], column.lower() in PATHS))
    named = best if hits[best] and (best.lower() in PATHS or hits[best] >= 0.5 * min(len(names), len(table))) else None
    if named is None:
        if len(table) != len(names):
            called = "file names" if thing == "picture" else "names"
            raise ValueError(
                f"{table.name}: expected a column with the {thing}s' {called}, or one row for each of the {len(names):,} {thing}s; got "
                f"{len(table):,} rows with the columns {', '.join(table.columns)[:120]}"
            )
        if thing == "picture" and in_two_orders(names):
            raise ValueError(
                f"{table.name}: expected a column with the pictures' file names, since in the order of their names {names[1]!r} would come "
                f"second, and as they are numbered another: add a column called file"
            )
        notes.append(f"{table.name}: its rows were taken in the order of the {thing}s' names")
        return list(range(len(names))), None
    if (
        not may_name_rows(named)
        and are_numbers(cells := table.columns[named])
        and [lookup[cell] for cell in cells] != list(range(len(names)))
    ):
        raise ValueError(
            f"{table.name}: the numbers in the column {named[:60]!r} are names of {thing}s, too: call it id if it means them, else "
            f"add a column called file that names the {thing}s"
        )
    rows: list[int | None] = [None] * len(names)
    unknown, again = [], 0
    for row, cell in enumerate(table.columns[named]):
        place = lookup.get(cell.replace("\\", "/").removeprefix("./"))
        if place is None:
            unknown.append(cell)
        else:
            again += rows[place] is not None
            rows[place] = row
    if again:
        notes.append(f"{table.name}: {again:,} of its rows name a {thing} that an earlier row names, too: the last one counts")
    if unknown:
        notes.append(f"{table.name}: {len(unknown):,} of its rows name no {thing} that is here, such as {unknown[0][:60]!r}")
    if missing := rows.count(None):
        notes.append(f"{table.name}: {missing:,} of {len(names):,} {thing}s have no row in it")
    return rows, named


def labels_of(table: Table, names: Sequence[str], notes: list[str]) -> list[str]:
    """The class of each image; empty where it has none. Raises ValueError if no column is one of classes."""
    rows, named = rows_of(table, names, notes)
    others = [column for column in table.columns if column != named]
    label = next((column for column in others if column.lower() in LABEL_NAMES), others[0] if len(others) == 1 else None)
    if label is None:
        raise ValueError(
            f"{table.name}: expected a column called label beside the one of file names, got {', '.join(table.columns)[:120]}"
        )
    cells = table.columns[label]
    return ["" if row is None else cells[row] for row in rows]


def factors_of(table: Table, names: Sequence[str], notes: list[str]) -> list[Factor]:
    """Each column that says something of the images. Raises ValueError for names among numbers, and where no column is left."""
    rows, named = rows_of(table, names, notes)
    return factors_by_row(table, rows, notes, leave_out=named)


def factors_by_row(table: Table, rows: Sequence[int | None], notes: list[str], *, leave_out: str | None = None) -> list[Factor]:
    """Each column but `leave_out`, of things whose row in the table is known, None for one without. Raises ValueError as `factors_of`."""
    factors = []
    for column, cells in table.columns.items():
        if column == leave_out:
            continue
        if names_rows(column, cells):
            notes.append(f"{table.name}: column {column} numbers or names the rows, and is no factor")
            continue
        factor = factor_of(table.name, column, ["" if row is None else cells[row] for row in rows], notes)
        if factor is not None:
            factors.append(factor)
    if not factors:
        beside = f" beside {leave_out!r}, which says whose row it is" if leave_out is not None else ""
        raise ValueError(
            f"{table.name}: expected at least one column with two or more values{beside}, got {', '.join(table.columns)[:120]}"
        )
    return factors


def factor_of(table: str, name: str, cells: Sequence[str], notes: list[str]) -> Factor | None:
    """Numbers, or names where most cells are none; None, with a note, where all say the same. Raises ValueError for names among numbers."""
    numbers = np.array([_number(cell) for cell in cells])
    gaps = np.array([cell.lower() in GAPS for cell in cells])
    words = np.isnan(numbers) & ~gaps
    values: tuple[str, ...] = ()
    if words.any():
        if words.mean() < 0.5 * (~gaps).mean():
            row = int(np.argmax(words))
            raise ValueError(f"{table}, column {name}: expected numbers, as in most of its rows, got {cells[row][:40]!r}")
        values = tuple(sorted({cell for cell, gap in zip(cells, gaps, strict=True) if not gap}))
        places = {value: place for place, value in enumerate(values)}
        known = [places.get(cell, math.nan) if not gap else math.nan for cell, gap in zip(cells, gaps, strict=True)]
        numbers = np.array(known, dtype=np.float64)
    if len(np.unique(numbers[~np.isnan(numbers)])) < 2:
        notes.append(f"{table}: column {name} has fewer than two values, which say nothing, and is left out")
        return None
    if gaps.any():
        notes.append(f"{table}: column {name} has {int(gaps.sum()):,} gaps")
    return Factor(name, values, numbers)


def _number(cell: str) -> float:
    try:
        number = float(cell)
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan
