"""Marks of several characters between columns, as in `1::1193::5` of MovieLens or `a -> b`."""

from __future__ import annotations

import re

ARROWS = ("-->", "->", "=>")
"""From the first to the second"""
MARKS_BETWEEN = ("::", "||", *ARROWS, "--", ":")
"""A single colon last: where there are two, those are meant"""


def mark_between(lines: list[str]) -> str | None:
    """The mark that parts every line into as many cells, two or more and none of them empty; None where there is none, where tabs, commas
    or semicolons do so as well, or where spaces do and the mark may be part of names, as in `std::sort`."""
    if any(all(line.count(other) == lines[0].count(other) > 0 for line in lines) for other in "\t,;"):
        return None
    by_spaces = _parted_by_spaces(lines)
    for mark in MARKS_BETWEEN:
        cells = [[cell.strip() for cell in line.split(mark)] for line in lines]
        if len(cells[0]) < 2 or any(len(row) != len(cells[0]) or not all(row) for row in cells):
            continue
        a_word = all(line.split().count(mark) == line.count(mark) for line in lines)
        if not by_spaces or a_word or mark in ARROWS:
            return mark
    return None


def parted(line: str, mark: str, separator: str) -> str:
    """The same line with `separator` in place of the mark and of spaces around it."""
    return re.sub(rf"\s*{re.escape(mark)}\s*", separator, line.strip())


def separator_beside(lines: list[str], mark: str) -> str:
    """What takes the place of the mark: a space where arrows stand within words and spaces before further columns (`a->b 3`), else a
    tab, so that names may hold spaces."""
    within = all(mark not in line.split() for line in lines)
    return " " if mark in ARROWS and within and _parted_by_spaces(lines) else "\t"


def _parted_by_spaces(lines: list[str]) -> bool:
    """Whether spaces part every line into as many words, two or more."""
    words = {len(line.split()) for line in lines}
    return len(words) == 1 and words != {1}
