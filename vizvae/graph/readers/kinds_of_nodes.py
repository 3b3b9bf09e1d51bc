"""Nodes of two kinds, such as users and items: which node is of which."""

from __future__ import annotations

import numpy as np

from vizvae.graph.readers.reading import RawGraph
from vizvae.words import are, counted

ATTRIBUTES = ("bipartite", "kind", "type", "mode", "part")
"""Of nodes, that say which kind each is of: networkx writes the first, igraph the third"""


def kinds_of_columns(graph: RawGraph) -> np.ndarray:
    """(node,) of a table whose first column names nodes of one kind, the second those of the other."""
    kinds = np.zeros(len(graph.ids), np.int64)
    kinds[graph.ends[1]] = 1
    return kinds


def find_kinds_among_attributes(graph: RawGraph) -> None:
    """An attribute that all nodes have, with two values, and no edge between two nodes that have the same."""
    for name in ATTRIBUTES:
        values = graph.attributes.get(name, [])
        of_each = sorted(set(values))
        if len(of_each) != 2 or "" in of_each or graph.ends.shape[1] == 0:
            continue
        kinds = np.array([of_each.index(value) for value in values], np.int64)
        if bool((kinds[graph.ends[0]] == kinds[graph.ends[1]]).any()):
            continue
        graph.kinds = kinds
        graph.kind_names = tuple(f"{name} {value}" if value.isdigit() else value for value in of_each)
        graph.decide(
            "kinds",
            f"Nodes of two kinds: {graph.kind_names[0]} and {graph.kind_names[1]}",
            f"each node has `{name}`, and every edge joins two that differ in it",
        )
        return


def check_kinds(raw: RawGraph) -> None:
    """Where a kind is missing, or an edge joins two nodes of one, there are no two kinds, which is said."""
    if raw.kinds is None:
        return
    unknown = int((raw.kinds < 0).sum())
    first, second = raw.kinds[raw.ends]
    within = int(((first == second) & (raw.ends[0] != raw.ends[1])).sum())
    if unknown or within:
        why = f"{counted(unknown, 'node')} {are(unknown)} of neither" if unknown else f"{counted(within, 'edge')} within a kind"
        raw.decide("kinds", "The two kinds of nodes are not used", why)
        raw.kinds, raw.kind_names = None, ()
    elif raw.directed and len(set(first.tolist())) == 1:
        raw.directed = False
        raw.decisions = [one for one in raw.decisions if one.what != "direction"]
        raw.decide(
            "kinds",
            f"Every edge goes from {raw.kind_names[first[0]]} to {raw.kind_names[1 - first[0]]}, which the kinds tell already",
        )
