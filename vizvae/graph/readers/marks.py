"""Marks of several characters between columns, as in `1::1193::5` of MovieLens or `a -> b`."""

from __future__ import annotations

import re

ARROWS = {"<-->": "both", "<->": "both", "<--": "back", "<-": "back", "-->": "forward", "->": "forward", "=>": "forward"}
"""Where each points; one that is part of another stands behind it"""
AN_ARROW = re.compile("|".join(map(re.escape, ARROWS)))
MARKS_BETWEEN = ("::", "||", *ARROWS, "--", ":")
"""A single colon last: where there are two, those are meant"""


def mark_between(lines: list[str]) -> str | None:
    """The mark that parts every line into as many cells, two or more and none of them empty; None where there is none, where tabs, commas
    or semicolons do so as well, or where spaces do and the mark may be part of names, as in `std::sort`.

    Raises ValueError, the end of a sentence, where lines have several neighbours of a node.
    """
    if any(all(line.count(other) == lines[0].count(other) > 0 for line in lines) for other in "\t,;"):
        return None
    by_spaces = _parted_by_spaces(lines)
    for mark in MARKS_BETWEEN:
        cells = [[cell.strip() for cell in line.split(mark)] for line in lines]
        if len(cells[0]) < 2 or any(len(row) != len(cells[0]) or not all(row) for row in cells):
            continue
        a_word = all(line.split().count(mark) == line.count(mark) for line in lines)
        after_first = mark == ":" and all(line.split()[0].endswith(":") and line.count(":") == 1 for line in lines)
        if not by_spaces or a_word or mark in ARROWS or after_first:
            if mark == ":" and _are_neighbours(cells):
                raise ValueError("lists the neighbours of a node in each row, expected a row for each edge")
            return mark
    return None


def check_arrows(lines: list[str]) -> None:
    """Raises ValueError, the end of a sentence, for arrows that point different ways."""
    arrows = {arrow for line in lines for arrow in AN_ARROW.findall(line)}
    if len(arrows) > 1:
        raise ValueError(
            f"has arrows of several kinds ({' and '.join(sorted(arrows))}), expected one: write a row for each edge, from its source to "
            "its target"
        )


def parted(line: str, mark: str, separator: str) -> str:
    """The same line with `separator` in place of the mark and of spaces around it."""
    return re.sub(rf"\s*{re.escape(mark)}\s*", separator, line.strip())


def separator_beside(lines: list[str], mark: str) -> str:
    """What takes the place of the mark: a space where arrows stand within words, or between single words, and spaces before further
    columns (`a->b 3`), else a tab, so that names may hold spaces."""
    within = all(mark not in line.split() for line in lines)
    return " " if mark in ARROWS and _parted_by_spaces(lines) and (within or _columns_follow(lines, mark)) else "\t"


def _columns_follow(lines: list[str], mark: str) -> bool:
    """Whether columns of numbers follow the second name, as in `a -> b 3`: some such name stands before an arrow, too."""
    rows = [(line.split(mark)[0].split(), line.split(mark)[1].split()) for line in lines]
    if any(len(before) != 1 or len(after) < 2 for before, after in rows):
        return False
    numbers = all(re.fullmatch(r"[-+.,\deE]*\d[-+.,\deE]*", word) for _, after in rows for word in after[1:])
    return numbers and bool({before[0] for before, _ in rows} & {after[0] for _, after in rows})


def _are_neighbours(cells: list[list[str]]) -> bool:
    """Whether several words stand behind a name somewhere, each of which is a name before a mark."""
    names = {row[0] for row in cells}
    several = [row[1].split() for row in cells if len(row) == 2 and len(row[1].split()) > 1]
    return bool(several) and all(word in names for words in several for word in words)


def _parted_by_spaces(lines: list[str]) -> bool:
    """Whether spaces part every line into as many words, two or more."""
    words = {len(line.split()) for line in lines}
    return len(words) == 1 and words != {1}
