"""What comment lines say of the table below them: what its columns are called, and whether its edges have a direction."""

from __future__ import annotations

import re
from typing import Any

from vizvae.graph.readers.cells import kind_of
from vizvae.graph.readers.columns import ends_by_name
from vizvae.graph.readers.reading import Choices, Decision
from vizvae.graph.readers.text import SEPARATORS, TextTable, split

DIRECTION = re.compile(r"\b(directed|undirected) (?:graph|network)\b", re.IGNORECASE)
KONECT = re.compile(r"%\s*(sym|asym|bip)\b\s*(\w*)")
KONECT_WEIGHTS = {"positive", "posweighted", "signed", "multisigned", "weighted", "multiweighted", "multiposweighted"}
"""Words of KONECT's first line that say that the third column is a weight; `unweighted` and `dynamic` say that it is none"""


def names_told(table: TextTable, frame: Any, choices: Choices) -> list[str] | None:
    """What the columns of a table are called by KONECT's first line, or by the last comment, such as `# FromNodeId ToNodeId`, if that says
    which are the ends. None where comments do not say, or the first row does."""
    if choices.header or not table.comments:
        return None
    names = _names_of_konect(table, frame.shape[1]) or _names_of_comment(table, frame)
    if names is None or (choices.ends and not all(end.isdigit() or end in names for end in choices.ends)):
        return None
    if ends_by_name([str(cell) for cell in frame.iloc[0].fillna("")], hints=False):
        return None
    table.decisions.append(Decision(what="header", taken=f"A comment line names the columns ({', '.join(names)})"))
    return names


def is_konect(table: TextTable | None) -> str:
    """`sym`, `asym` or `bip`, as KONECT's first line says; empty for other files."""
    found = [told[1] for line in (table.comments[:1] if table else ()) if (told := KONECT.match(line))]
    return found[0] if found else ""


def direction_told(table: TextTable | None) -> bool | None:
    """Whether comments say that edges have a direction, as files of SNAP and KONECT have it; None where they do not say."""
    konect = is_konect(table)
    if konect in ("sym", "asym"):
        return konect == "asym"
    said = {found[1].lower() for line in (table.comments if table else ()) if (found := DIRECTION.search(line))}
    return said == {"directed"} if len(said) == 1 else None


def _names_of_konect(table: TextTable, width: int) -> list[str] | None:
    if width < 3 or not is_konect(table):
        return None
    found = KONECT.match(table.comments[0])
    third = "weight" if found and found[2] in KONECT_WEIGHTS else "column 3"
    return ["column 1", "column 2", third, "timestamp", *(f"column {place}" for place in range(5, width + 1))][:width]


def _names_of_comment(table: TextTable, frame: Any) -> list[str] | None:
    usable = [kind_of(frame.iloc[:, place]) in ("whole", "word") for place in range(frame.shape[1])]
    comment = table.comments[-1].strip().lstrip("#%/ ")
    for separator in (table.separator, *(mark for mark in SEPARATORS if mark != table.separator)):
        names = [cell.lstrip("#%/ ") for cell in split(comment, separator)]
        counts = any(name.isdigit() for name in names)  # as `# Nodes 1 Edges 2` does
        if len(names) == frame.shape[1] and not counts and ends_by_name(names, usable, hints=len(names) > 2):
            return names
    return None
