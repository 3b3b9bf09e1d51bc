"""Attributes of edges in formats that name them, JSON and XML: which holds weights, and which are left out."""

from __future__ import annotations

from vizvae.graph.readers.attributes import number_of
from vizvae.graph.readers.columns import role_of, tokens
from vizvae.graph.readers.own_export import Edge
from vizvae.graph.readers.reading import RawGraph, listed
from vizvae.words import counted


def take_edge_attributes(edges: list[Edge], graph: RawGraph, *, weights: tuple[str, ...], unsaid: set[str]) -> None:
    """Set the graph's weights from the first attribute of these names that there is, else from the one that is called like weights, and
    say which others are left out but those that need no word."""
    names = sorted({key for _, _, attributes in edges for key in attributes})
    weighing = next((name for name in weights if name in names), "") or _called_like_weights(
        edges, [name for name in names if name not in unsaid]
    )
    if weighing:
        called = "" if weighing in weights else f"`{weighing}`"
        graph.take_weights([attributes.get(weighing) for _, _, attributes in edges], called)
    others = [name for name in names if name != weighing and name not in unsaid]
    if others:
        graph.decide("edge attributes", f"{counted(len(others), 'attribute')} of edges left out ({listed(others)})")


def _called_like_weights(edges: list[Edge], names: list[str]) -> str:
    """As a column of a table is found: the one that is called so, and holds a number for each edge; empty where several do."""
    plain = [name for name in names if tokens(name) in (("weight",), ("weights",))]
    if len(plain) == 1:
        return plain[0]
    numeric = [
        name
        for name in names
        if role_of(name) == "weight" and all(number_of(attributes.get(name, "")) is not None for _, _, attributes in edges)
    ]
    return numeric[0] if len(numeric) == 1 else ""
