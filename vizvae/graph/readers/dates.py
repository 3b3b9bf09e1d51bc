"""When an edge was made, from a column of a table: comparable numbers, or nothing where that cannot be told."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from vizvae.graph.readers.cells import kind_of, numbers_of

DAY_AND_MONTH = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{2,4})")

TIMESTAMP = r"1\d{9}(?:\d{3})?(?:\.\d+)?"
"""Seconds, with fractions perhaps, or milliseconds since 1970, of the years 2001 to 2033"""

LATEST_YEAR = 2100


def are_timestamps(cells: Any) -> bool:
    """Whether all numbers of a column that nothing names are moments in time."""
    return bool(cells.str.fullmatch(TIMESTAMP).all())


def are_years(numbers: np.ndarray, earliest: int) -> bool:
    return bool(((numbers >= earliest) & (numbers <= LATEST_YEAR)).all())


def times_of(cells: Any) -> tuple[np.ndarray | None, str]:
    """Of a column of text: (edge,) float64, larger is later, and what was decided, a sentence's beginning. None where a cell is empty or no
    date, and where days cannot be told from months."""
    import pandas as pd

    if bool((cells.isna() | (cells == "")).any()):
        return None, "some edges have no date, so that no order in time is kept"
    if kind_of(cells) in ("whole", "decimal"):
        times = numbers_of(cells)
        if bool(np.isnan(times).any()):
            return None, f"`{cells[np.isnan(times)].iloc[0]}` may be two numbers, so that no order in time is kept"
        return times, "numbers, larger is later"
    parts = cells.str.extract(DAY_AND_MONTH.pattern)
    named = cells.str.fullmatch(DAY_AND_MONTH.pattern)
    if bool(named.all()):
        first, second = (parts[place].astype(int).max() for place in (0, 1))
        if first <= 12 and second <= 12:
            return None, "days and months cannot be told apart, so that no order in time is kept: write 2024-03-01"
        if first > 12 and second > 12:
            return None, "they are written in two ways, so that no order in time is kept: write 2024-03-01"
        read = pd.to_datetime(cells, errors="coerce", dayfirst=first > 12, format="mixed")
        said = "day before month" if first > 12 else "month before day"
    elif bool(named.any()):
        return None, "they are written in several ways, so that no order in time is kept"
    else:
        read, said = pd.to_datetime(cells, errors="coerce", format="mixed", utc=True), "the year first"
    if bool(read.isna().any()):
        return None, f"`{cells[read.isna()].iloc[0]}` is no date, so that no order in time is kept"
    epoch = pd.Timestamp(0, tz="UTC" if read.dt.tz is not None else None)
    return np.asarray((read - epoch).dt.total_seconds(), np.float64), said
