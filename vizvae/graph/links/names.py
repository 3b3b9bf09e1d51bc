"""From what a person calls a node to the node."""

from __future__ import annotations

import difflib
import unicodedata

from vizvae.graph.data import Graph
from vizvae.words import counted

MOST_NAMED = 3
MOST_COMPARED = 20_000
"""Names that a misspelt one is compared with"""


class NodeFinder:
    """Nodes by name; `#12` is the node at that place, counted from 0, where none is called so."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._nodes: dict[str, int] = {}
        self._shared: dict[str, int] = {}
        """Names that several nodes have, and how many"""
        for node in range(graph.num_nodes):
            name = _plain(graph.name_of(node))
            if name in self._nodes:
                self._shared[name] = self._shared.get(name, 1) + 1
            self._nodes.setdefault(name, node)

    def knows(self, text: str) -> bool:
        return _plain(text) in self._nodes

    def find(self, text: str) -> int:
        """Raises ValueError for a name that no node has, or several have."""
        name = _plain(text)
        if name in self._shared:
            raise ValueError(
                f"{counted(self._shared[name], 'node')} of this graph are called {name[:60]!r}: say which by its place, as #0, #1 …"
            )
        if name in self._nodes:
            return self._nodes[name]
        if name[:1] == "#" and name[1:].isascii() and name[1:].isdigit() and len(name) < 12:
            node = int(name[1:])
            if node < self._graph.num_nodes:
                return node
            raise ValueError(f"there is no node {name}: this graph has {self._graph.num_nodes:,}, from #0")
        names = list(self._nodes)[:MOST_COMPARED]
        near = difflib.get_close_matches(name, names, MOST_NAMED) or names[:MOST_NAMED]
        raise ValueError(f"no node of this graph is called {name[:60]!r}; some are called {', '.join(map(repr, near))}")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip())
