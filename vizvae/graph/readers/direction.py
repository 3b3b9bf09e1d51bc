"""Whether the edges of a table go from one end to the other."""

from __future__ import annotations

from typing import Any

from vizvae.graph.readers.columns import says_direction, tokens
from vizvae.graph.readers.comments import direction_told
from vizvae.graph.readers.reading import SOME_DIRECTED, Choices, RawGraph
from vizvae.graph.readers.text import TextTable

CUSTOMARY = {"source", "target", "src", "dst", "tgt", "dest", "destination"}
"""Columns of any graph are called so, by custom"""
DIRECTED_TYPE, UNDIRECTED_TYPE = "directed", "undirected"
FEWEST_BOTH_WAYS = 5
"""Fewer pairs that stand there both ways may be slips in a list of edges without a direction"""


def find_direction(
    sources: list[str],
    targets: list[str],
    called: tuple[str, str] | None,
    types: list[str] | None,
    choices: Choices,
    graph: RawGraph,
    table: TextTable | None,
) -> None:
    """By what was said, by arrows between the names, by a column that says it of each edge (`types`), by a comment, by columns such as
    `citing` and `cited`, or by edges that stand there both ways."""
    if choices.directed is not None:
        graph.directed = choices.directed
        if choices.directed:
            _say(graph, f"from {called[0]} to {called[1]}, as was said" if called else "as was said")
        return
    if table is not None and table.arrows:
        graph.directed = table.arrows != "both"
        if graph.directed:
            _say(graph, "arrows stand between the names")
        else:
            graph.decide("direction", "Arrows between the names point both ways")
        return
    if types is not None:
        graph.directed = set(types) == {DIRECTED_TYPE}
        if graph.directed:
            _say(graph, "a column says so of each edge")
        elif DIRECTED_TYPE in types:
            graph.decide("direction", SOME_DIRECTED, "a column says so")
        return
    told = direction_told(table)
    if told is not None:
        graph.directed = told
        if told:
            _say(graph, "as a comment line says")
        return
    if called is None:
        return
    if says_direction(*called):
        graph.directed = True
        _say(graph, f"from {called[0]} to {called[1]}, as the columns are called")
    elif set(tokens(called[0])) & CUSTOMARY and set(tokens(called[1])) & CUSTOMARY:
        pairs = {(one, other) for one, other in zip(sources, targets, strict=True) if one != other}
        both = sum((other, one) in pairs for one, other in pairs)
        if 2 * FEWEST_BOTH_WAYS <= both < len(pairs):
            graph.directed = True
            _say(graph, f"{both // 2:,} of them stand there both ways, which edges without a direction do not need")


def types_of_edges(frame: Any, ends: tuple[int, int]) -> tuple[int, list[str]] | None:
    """The one column, beside the ends, that says of each edge that it is directed or undirected, as Gephi writes it, and what it says."""
    found = []
    for place in range(frame.shape[1]):
        if place not in ends and str(frame.iloc[0, place]).lower() in (DIRECTED_TYPE, UNDIRECTED_TYPE):
            said = frame.iloc[:, place].fillna("").str.lower()
            if set(said) <= {DIRECTED_TYPE, UNDIRECTED_TYPE}:
                found.append((place, said.tolist()))
    return found[0] if len(found) == 1 else None


def _say(graph: RawGraph, why: str) -> None:
    graph.decide("direction", "Edges have a direction in the file", why)
