"""Which part of a JSON file lists nodes and which links, in the dialects of networkx, d3, Cytoscape, Graphology and vis.js."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from vizvae.graph.readers.reading import listed

EXPECTED = (
    'expected an edge list as node-link JSON: {"nodes": [{"id": …}, …], "links": [{"source": …, "target": …}, …]}, or "edges" in place of '
    '"links"'
)
WITHIN = ("metadata", "attributes", "data")
"""Objects of attributes within a node or a link"""


@dataclass(kw_only=True)
class Parts:
    links: list[Any]
    nodes: list[Any] = field(default_factory=list)
    directed: bool | None = None
    """Whether links have a direction, where the file says it of all"""


def loaded(name: str, text: str) -> Any:
    """JSON, or a list of the values of JSON lines. Raises ValueError for anything else."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        lines = [line for line in text.splitlines() if line.strip()]
        try:
            values = [json.loads(line) for line in lines] if str(error).startswith("Extra data") else []
        except (ValueError, RecursionError) as of_line:
            raise ValueError(f"{name} cannot be read as JSON, nor as a value in each line: {str(of_line)[:120]}") from error
        if values:
            return values
        raise ValueError(f"{name} cannot be read as JSON: {str(error)[:120]}") from error


def parts_of(name: str, value: Any) -> Parts:
    """Raises ValueError for JSON that lists no links, or in a dialect that is not known."""
    if isinstance(value, dict) and isinstance(value.get("graph"), dict) and "nodes" in value["graph"]:
        value = value["graph"]
    if isinstance(value, list):
        return _elements(value) or Parts(links=value)
    if not isinstance(value, dict):
        raise ValueError(f"{name}: {EXPECTED}")
    directed = value.get("directed") if isinstance(value.get("directed"), bool) else _of_graphology(value)
    elements = value.get("elements")
    if isinstance(elements, list) and (found := _elements(elements)):
        value = {"nodes": found.nodes, "edges": found.links}
    elif isinstance(elements, dict):  # Cytoscape
        value = {
            key: [one.get("data", one) if isinstance(one, dict) else one for one in elements.get(key, [])]
            for key in ("nodes", "edges")
        }
    links = [value[key] for key in ("links", "edges") if value.get(key)]
    if len(links) != 1:
        empty = [key for key in ("links", "edges") if value.get(key) == []]
        if empty and not links:
            raise ValueError(
                f"{name} has no edges: its list of `{empty[0]}` is empty, so there is nothing to learn from or to predict"
            )
        found = "both links and edges" if links else f"an object with {listed(sorted(map(str, value))) or 'nothing'}"
        raise ValueError(f"{name}: {EXPECTED}; found {found}")
    nodes = value.get("nodes", [])
    if isinstance(nodes, dict):  # JSON Graph Format: by id
        nodes = [{"id": key, **(one if isinstance(one, dict) else {})} for key, one in nodes.items()]
    if not isinstance(nodes, list) or not isinstance(links[0], list):
        raise ValueError(f"{name}: {EXPECTED}; found nodes or links that are no list")
    return Parts(nodes=nodes, links=links[0], directed=directed)


def flat(item: dict[str, Any]) -> dict[str, Any]:
    """A node or a link with the attributes of objects within; what stands outside comes first."""
    within = [key for key in WITHIN if key in item and isinstance(item[key], dict)]
    if not within:
        return item
    known: dict[str, Any] = {}
    for key in within:
        known |= item[key]
    known |= {key: value for key, value in item.items() if key not in within}
    return known


def _of_graphology(value: dict[str, Any]) -> bool | None:
    options = value.get("options")
    return {"directed": True, "undirected": False}.get(str(options.get("type"))) if isinstance(options, dict) else None


def _elements(items: list[Any]) -> Parts | None:
    """Nodes and links of Cytoscape's flat list, which has an object `data` in each; None for another list."""
    if not items or not all(isinstance(one, dict) and isinstance(one.get("data"), dict) for one in items):
        return None
    parts = Parts(links=[])
    for one in items:
        is_link = one.get("group") == "edges" or {"source", "target"} <= set(one["data"])
        (parts.links if is_link else parts.nodes).append(one["data"])
    return parts
