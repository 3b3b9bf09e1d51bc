"""What a person said of a file is heeded or refused: what is ignored without a word would be taken for heeded."""

from __future__ import annotations

from vizvae.graph.readers.reading import UNDIRECTED, Choices, RawGraph

OF_TABLES = ("header", "ends", "matrix", "comments", "separator", "weights")
"""Choices that say how a table is read, called so on the command line, too. Directions, kinds and that there are no weights can be said
of any format."""


def refuse_unheeded(name: str, what: str, choices: Choices, *heeded: str) -> None:
    """Raises ValueError for a choice about tables that is not among those `heeded` by the format of this file, `what`."""
    for field in OF_TABLES:
        said = getattr(choices, field)
        if field not in heeded and said not in (None, "", ()):
            raise ValueError(
                f"{name}: --{'no-' if said is False else ''}{field} says how a table of edges is read, and is of no use to {what}: "
                "leave it out"
            )


def heed_direction(raw: RawGraph, choices: Choices) -> None:
    """Set whether edges have a direction as was said, in place of what the file says, and keep one half of a mirrored matrix without."""
    if choices.directed is not None and choices.directed != raw.directed:
        raw.directed = choices.directed
        raw.decisions = [one for one in raw.decisions if one.what != "direction"]
        taken = "Edges go from the first end to the second" if choices.directed else UNDIRECTED
        raw.decide("direction", taken, "as was said")
    if raw.mirrored and not raw.directed:
        kept = raw.ends[0] <= raw.ends[1]
        raw.ends, raw.mirrored = raw.ends[:, kept], False
        raw.weights = None if raw.weights is None else raw.weights[kept]


def heed_kinds(name: str, raw: RawGraph, choices: Choices) -> None:
    """Leave out the kinds of nodes where that was said. Raises ValueError for kinds that the file does not have."""
    if choices.two_kinds and raw.kinds is None:
        raise ValueError(
            f"{name}: nothing in it says which node is of which kind, as two columns of a table, an attribute `bipartite`, or a matrix "
            "that is not square would: leave out --two-kinds"
        )
    if choices.two_kinds is False and raw.kinds is not None:
        raw.kinds, raw.kind_names = None, ()
        raw.decide("kinds", "The two kinds of nodes are not used", "as was said")
