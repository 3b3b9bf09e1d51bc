"""Node-link JSON, as networkx, d3, Cytoscape and the JSON Graph Format write it; and plain lists of pairs."""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import Any

from vizvae.graph.readers.columns import ends_by_name
from vizvae.graph.readers.kinds_of_nodes import find_kinds_among_attributes
from vizvae.graph.readers.own_export import without_invented
from vizvae.graph.readers.reading import DIRECTED, RawGraph, indexed, listed
from vizvae.graph.readers.text import decode
from vizvae.words import counted

EXPECTED = (
    'expected an edge list as node-link JSON: {"nodes": [{"id": …}, …], "links": [{"source": …, "target": …}, …]}, or "edges" in place of '
    '"links"'
)
NAMES = ("label", "name", "title")


def read_json_graph(name: str, content: bytes) -> RawGraph:
    """Raises ValueError for any other JSON."""
    text, decisions = decode(name, content)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{name} cannot be read as JSON: {str(error)[:120]}") from error
    nodes, links, directed = _parts(name, value)
    graph = RawGraph(format="node-link JSON", decisions=decisions)
    known, attributes = _nodes(name, nodes)
    edges = [_edge(name, link, place) for place, link in enumerate(links, start=1)]
    by_place = _counts_places(name, edges, known, graph)
    ends = [(_text(first), _text(second), more) for first, second, more in edges]
    if by_place:
        ends = [(known[int(first)], known[int(second)], more) for first, second, more in ends]
    elif known:
        unknown = sorted({end for first, second, _ in ends for end in (first, second)} - set(known))
        if unknown:
            raise ValueError(
                f"{name}: links name {counted(len(unknown), 'node')} that are not among its nodes, such as {unknown[0]!r}"
            )
    if directed:
        graph.directed = True
        graph.decide("direction", DIRECTED)
    ends = without_invented(ends, graph)
    weighing = next((key for key in ("weight", "value") if any(key in more for _, _, more in ends)), "")
    if weighing:
        graph.take_weights([more.get(weighing) for _, _, more in ends])
    others = sorted({key for _, _, more in ends for key in more} - {"weight", "value", "key", "index", "id"})
    if others:
        graph.decide("edge attributes", f"{counted(len(others), 'attribute')} of edges left out ({listed(others)})")
    graph.ids, graph.ends = indexed([first for first, _, _ in ends], [second for _, second, _ in ends], known)
    columns = list(dict.fromkeys(key for one in attributes for key in one))
    values = {column: [one.get(column, "") for one in attributes] + [""] * (len(graph.ids) - len(known)) for column in columns}
    named = next((column for column in NAMES if any(values.get(column, ()))), None)
    if named is not None:
        graph.labels = values.pop(named)
    graph.attributes = values
    find_kinds_among_attributes(graph)
    return graph


def _parts(name: str, value: Any) -> tuple[list[Any], list[Any], bool]:
    if isinstance(value, dict) and isinstance(value.get("graph"), dict) and "nodes" in value["graph"]:
        value = value["graph"]
    if isinstance(value, dict) and isinstance(value.get("elements"), dict):  # Cytoscape
        value = {
            key: [one.get("data", one) if isinstance(one, dict) else one for one in value["elements"].get(key, [])]
            for key in ("nodes", "edges")
        }
    if isinstance(value, list):
        return [], value, False
    if not isinstance(value, dict):
        raise ValueError(f"{name}: {EXPECTED}")
    links = [value[key] for key in ("links", "edges") if value.get(key)]
    if len(links) != 1:
        found = "both links and edges" if links else f"an object with {listed(sorted(map(str, value))) or 'nothing'}"
        raise ValueError(f"{name}: {EXPECTED}; found {found}")
    nodes = value.get("nodes", [])
    if isinstance(nodes, dict):  # JSON Graph Format: by id
        nodes = [{"id": key, **(one if isinstance(one, dict) else {})} for key, one in nodes.items()]
    if not isinstance(nodes, list) or not isinstance(links[0], list):
        raise ValueError(f"{name}: {EXPECTED}; found nodes or links that are no list")
    return nodes, links[0], value.get("directed") is True


def _nodes(name: str, nodes: list[Any]) -> tuple[list[str], list[dict[str, str]]]:
    """Ids and attributes. Nodes without an id are known by their place, from 0, as d3 has it; else by their name."""
    ids, attributes = [], []
    for place, node in enumerate(nodes):
        if isinstance(node, dict):
            flat = dict(node)
            for key in ("metadata", "data"):  # an object of attributes within
                if isinstance(flat.get(key), dict):
                    flat |= flat.pop(key)
            given = next((flat.pop(key) for key in ("id", "key") if flat.get(key) is not None), None)
            if given is None:
                given = flat["name"] if isinstance(flat.get("name"), str) else place
            ids.append(_text(given))
            attributes.append(
                {str(key): _text(one) for key, one in flat.items() if isinstance(one, str | int | float) and one is not None}
            )
        else:
            ids.append(_text(node))
            attributes.append({})
    twice = next((one for one, count in Counter(ids).items() if count > 1), None)
    if twice is not None:
        raise ValueError(f"{name}: the node {twice!r} stands there twice (a number and the same as text are one name)")
    return ids, attributes


def _edge(name: str, link: Any, place: int) -> tuple[Any, Any, dict[str, str]]:
    if isinstance(link, list) and len(link) in (2, 3):
        first, second, more = link[0], link[1], {"weight": str(link[2])} if len(link) == 3 else {}
    elif isinstance(link, dict):
        keys = [str(key) for key in link]
        pairs = (
            [("source", "target")] if {"source", "target"} <= set(keys) else [(keys[a], keys[b]) for a, b in ends_by_name(keys)]
        )
        if len(pairs) != 1:
            raise ValueError(f"{name}: link {place:,} has {listed(keys) or 'nothing'}, expected source and target")
        first, second = (link[key]["id"] if isinstance(link[key], dict) and "id" in link[key] else link[key] for key in pairs[0])
        more = {str(key): _text(one) for key, one in link.items() if key not in pairs[0] and isinstance(one, str | int | float)}
    else:
        raise ValueError(f"{name}: link {place:,} is no pair and no object; {EXPECTED}")
    for end in (first, second):
        if isinstance(end, bool) or not isinstance(end, str | int | float) or _text(end) == "" or end != end:
            raise ValueError(f"{name}: link {place:,} has {str(end)[:40]!r} in place of a node")
    return first, second, more


def _text(value: Any) -> str:
    """1.0 as 1: JavaScript knows no difference."""
    if isinstance(value, float) and math.isfinite(value) and value == int(value):
        return str(int(value))
    return str(value).strip()


def _counts_places(name: str, edges: list[tuple[Any, Any, dict[str, str]]], known: list[str], graph: RawGraph) -> bool:
    """Whether ends are places in the list of nodes, from 0, in place of ids."""
    ends = [end for first, second, _ in edges for end in (first, second)]
    names = set(known)
    if not known or all(_text(end) in names for end in ends):
        return False
    if all(isinstance(end, int) and 0 <= end < len(known) for end in ends):
        graph.decide("ends", "Ends of links are places in the list of nodes, from 0")
        return True
    return False
