"""Edge lists of networkx with a dictionary of attributes in each row: `1 2 {'weight': 3}`."""

from __future__ import annotations

import ast
import re
from collections import Counter

from vizvae.graph.readers.heeded import refuse_unheeded
from vizvae.graph.readers.reading import UNDIRECTED, Choices, RawGraph, indexed, listed
from vizvae.graph.readers.text import TextTable, split
from vizvae.words import counted

WITH_ATTRIBUTES = re.compile(r"(.*?)[\s,;]*(\{.*\})\s*")
LONGEST = 2_000
"""Characters of a dictionary that are looked at: Python's parser takes many times the memory of what it reads"""


def has_attributes(table: TextTable) -> bool:
    return all(WITH_ATTRIBUTES.fullmatch(line) for line in table.lines)


def read_attribute_lines(name: str, table: TextTable, choices: Choices) -> RawGraph:
    """Nothing is evaluated: a dictionary is parsed as a literal, to say what it holds, and left out.

    Raises ValueError for rows that do not name two nodes, and for choices that are of no use here.
    """
    refuse_unheeded(name, "an edge list with attributes", choices, "comments", "separator")
    graph = RawGraph(format="edge list with attributes")
    graph.decide("direction", UNDIRECTED)
    graph.decisions += table.decisions
    heads = [found[1].strip() for line in table.lines if (found := WITH_ATTRIBUTES.fullmatch(line))]
    separator = choices.separator or next((mark for mark in ("\t", ",", ";") if all(mark in head for head in heads)), " ")
    rows = [split(head, separator) for head in heads]
    for number, row in enumerate(rows, start=1):
        if len(row) != 2 or not all(row):
            raise ValueError(
                f"{name}: row {number:,} has {counted(len(row), 'word')} before its attributes, expected two names of nodes; put names "
                "that hold spaces in quotes, or separate them by commas or tabs"
            )
    seen: Counter[str] = Counter()
    weights: list[str | None] = []
    unread = 0
    for line in table.lines:
        text = WITH_ATTRIBUTES.fullmatch(line)[2]  # type: ignore[index]
        try:
            value = ast.literal_eval(text) if len(text) <= LONGEST else None
        except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
            value = None
        weight = value.get("weight") if isinstance(value, dict) else None
        weights.append(str(weight) if isinstance(weight, int | float) and not isinstance(weight, bool) else None)
        if isinstance(value, dict):
            seen.update(str(key) for key in value)
        else:
            unread += 1
    if seen:
        what = "Weights and other attributes left out" if "weight" in seen else "Attributes left out"
        graph.decide("attributes", f"{what} ({listed(list(seen))})")
        if "weight" in seen and None not in weights:
            graph.take_weights(weights)
            if graph.weights is not None and len(seen) == 1:
                graph.decisions = [one for one in graph.decisions if one.what != "attributes"]
    if unread:
        graph.decide("attributes", f"The attributes of {counted(unread, 'edge')} could not be read, and are left out")
    graph.ids, graph.ends = indexed([row[0] for row in rows], [row[1] for row in rows])
    return graph
