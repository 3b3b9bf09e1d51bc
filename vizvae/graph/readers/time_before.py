"""Tables without a header whose first column of whole numbers is a time, or numbers the rows, before the two ends."""

from __future__ import annotations

from typing import Any

import numpy as np

from vizvae.graph.readers.cells import numbers_of
from vizvae.graph.readers.dates import are_timestamps, are_years

EARLIEST_YEAR = 1900
FEWEST_SHARED = 10
"""Names that stand in both of two columns: fewer may be ratings or the like that are items' numbers by chance"""
FEWEST_ROWS = 3
"""For each name: among so many an item with its own number as a rating would be there, where edges join two different nodes"""
ALIKE, LESS = 1 / 3, 1 / 5
"""Of all names of two columns how many are in both at least, and how much smaller that is for the first column"""


def time_or_number_before(frame: Any, *, running: bool) -> str | None:
    """Of three columns what the first is, if the other two are plainly the ends; empty if it may be an end, None where neither is plain."""
    first, second, third = (frame.iloc[:, place] for place in range(3))
    numbers = numbers_of(first)
    if not bool((np.diff(numbers) >= 0).all()) or len(frame) < 2:
        return ""
    if are_timestamps(first) and not are_timestamps(second):
        return "holds when each edge was there"
    alike = _share(second, third)
    if max(_share(first, second), _share(first, third)) > LESS * alike:
        return ""
    if alike == 0:
        return None if running and not _may_be_no_name(third) and not set(first) & {*second, *third} else ""
    if alike < ALIKE:
        return ""
    if bool((second.to_numpy() == third.to_numpy()).any()):
        return None
    if running:
        return "numbers the rows"
    if are_years(numbers, EARLIEST_YEAR):
        return "holds when each edge was there"
    names = {*second, *third}
    if len(set(second) & set(third)) >= FEWEST_SHARED and len(frame) >= FEWEST_ROWS * len(names):
        return "never falls, as a time does"
    return None


def _share(one: Any, other: Any) -> float:
    """Of the names in two columns how many stand in both."""
    return len(set(one) & set(other)) / len({*one, *other})


def _may_be_no_name(cells: Any) -> bool:
    """Whether a column of whole numbers may hold times or a few values, such as ratings."""
    return are_timestamps(cells) or are_years(numbers_of(cells), EARLIEST_YEAR) or 2 * cells.nunique() <= len(cells)
