"""Graphs that `vizvae graph export` wrote: what the model invented is no edge, and what it computed is no attribute."""

from __future__ import annotations

from typing import Any

from vizvae.graph.readers.reading import RawGraph
from vizvae.words import counted

TABLE = ["first", "second", "probability", "logit"]
"""What a table of the graph page begins with"""
Edge = tuple[str, str, dict[str, str]]


def without_invented(edges: list[Edge], graph: RawGraph) -> list[Edge]:
    """The edges without those that a model invented, if this is such an export; that is said in the graph's decisions."""
    if not edges or not all({"part", "probability", "logit"} <= set(attributes) for _, _, attributes in edges):
        return edges
    kept = [
        (first, second, {"weight": attributes["weight"]} if "weight" in attributes else {})
        for first, second, attributes in edges
        if attributes["part"] != "none"
    ]
    invented = len(edges) - len(kept)
    told = f", without the {counted(invented, 'edge')} that the model invented" if invented else ""
    graph.decide("export", f"A reconstruction that VizVAE exported, read as the graph it was trained on{told}")
    graph.format = f"{graph.format}, exported by VizVAE"
    return kept


def without_invented_rows(name: str, frame: Any, names: list[str], graph: RawGraph) -> Any:
    """A table that the graph page handed out: its real edges. Raises ValueError for one of pairs that are none."""
    if names[: len(TABLE)] != TABLE:
        return frame
    if "part" not in names:
        raise ValueError(
            f"{name} holds pairs that a model proposes, and not the edges of a graph: take the table of edges, or the graph as GEXF"
        )
    kept = frame[frame.iloc[:, names.index("part")] != "none"]
    graph.decide("export", "Edges of a graph that VizVAE handed out, with what a model thinks of them")
    return kept
