"""Whether the edges of a table go from one end to the other."""

from __future__ import annotations

import re

from vizvae.graph.readers.columns import says_direction, tokens
from vizvae.graph.readers.reading import Choices, RawGraph

CUSTOMARY = {"source", "target", "src", "dst", "tgt", "dest", "destination"}
"""Columns of any graph are called so, by custom"""
A_COMMENT = re.compile(r"\b(directed|undirected) (?:graph|network)\b", re.IGNORECASE)
FEWEST_BOTH_WAYS = 5
"""Fewer pairs that stand there both ways may be slips in a list of edges without a direction"""


def find_direction(
    sources: list[str],
    targets: list[str],
    called: tuple[str, str] | None,
    choices: Choices,
    graph: RawGraph,
    comments: list[str],
    *,
    arrows: bool,
) -> None:
    """By what was said, by arrows between the names, by a comment as files of SNAP have it, by columns such as `citing` and `cited`, or by
    edges that stand there both ways."""
    if choices.directed is not None:
        graph.directed = choices.directed
        if choices.directed:
            _say(graph, f"from {called[0]} to {called[1]}, as was said" if called else "as was said")
        return
    if arrows:
        graph.directed = True
        _say(graph, "arrows stand between the names")
        return
    said = {found[1].lower() for line in comments if (found := A_COMMENT.search(line))}
    if len(said) == 1:
        if said == {"directed"}:
            graph.directed = True
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


def _say(graph: RawGraph, why: str) -> None:
    graph.decide("direction", "Edges have a direction in the file", why)
