"""A table of nodes that was given in place of a table of edges: its two columns would be read as the ends of edges."""

from __future__ import annotations

from typing import Any

from vizvae.graph.readers.attributes import CLASS_WORDS
from vizvae.graph.readers.columns import NOISE, tokens

LABELS = {"label", "labels", "name", "names", "title"}
SAYS_OF_A_NODE = (CLASS_WORDS - {"target", "side", "type", "kind"}) | LABELS | {"age", "degree", "size", "color", "colour"}


def refuse_list_of_nodes(name: str, frame: Any, names: list[str], ends: tuple[int, int]) -> None:
    """Raises ValueError if one of two columns that nothing calls ends names each node once, and another says something of it."""
    for key, other in (ends, ends[::-1]):
        words = set(tokens(names[key]))
        if not words or not words <= NOISE or not frame.iloc[:, key].is_unique:
            continue
        about = [other, *(place for place in range(len(names)) if place not in ends and set(tokens(names[place])) & LABELS)]
        said = [place for place in about if set(tokens(names[place])) & SAYS_OF_A_NODE]
        if said:
            raise ValueError(
                f"{name} looks like a table of nodes, expected one of edges: `{names[key]}` names each once, and `{names[said[0]]}` says "
                "something of it. Give it beside a list of edges, as their features or classes; if each row is an edge, say which columns "
                f"are its ends (--ends {names[key]},{names[other]}), or call these source and target"
            )
