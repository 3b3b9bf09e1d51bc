"""Node-link JSON, as networkx, d3, Cytoscape, Graphology, vis.js and the JSON Graph Format write it; and plain lists of pairs."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from vizvae.graph.readers.columns import ends_by_name, says_direction
from vizvae.graph.readers.edge_attributes import take_edge_attributes
from vizvae.graph.readers.json_parts import EXPECTED, Parts, flat, loaded, parts_of
from vizvae.graph.readers.kinds_of_nodes import find_kinds_among_attributes
from vizvae.graph.readers.own_export import without_invented
from vizvae.graph.readers.reading import DIRECTED, SOME_DIRECTED, RawGraph, indexed, listed
from vizvae.graph.readers.text import decode
from vizvae.words import counted

NAMES = ("label", "name", "title")
OF_DIRECTION = {"arrows", "directed", "undirected"}
"""Attributes of a link that say whether it has one: those of vis.js, of the JSON Graph Format and of Graphology"""


def read_json_graph(name: str, content: bytes) -> RawGraph:
    """Raises ValueError for any other JSON."""
    text, decisions = decode(name, content)
    parts = parts_of(name, loaded(name, text))
    graph = RawGraph(format="node-link JSON", decisions=decisions)
    known, attributes = _nodes(name, parts.nodes, graph)
    edges = [edge for place, link in enumerate(parts.links, start=1) for edge in _edges(name, link, place)]
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
    _find_direction(parts, graph)
    ends = without_invented(ends, graph)
    take_edge_attributes(ends, graph, weights=("weight", "value"), unsaid={"key", "index", "id", *OF_DIRECTION})
    graph.ids, graph.ends = indexed([first for first, _, _ in ends], [second for _, second, _ in ends], known)
    columns = list(dict.fromkeys(key for one in attributes for key in one))
    values = {column: [one.get(column, "") for one in attributes] + [""] * (len(graph.ids) - len(known)) for column in columns}
    named = next((column for column in NAMES if any(values.get(column, ()))), None)
    if named is not None:
        graph.labels = values.pop(named)
    graph.attributes = values
    find_kinds_among_attributes(graph)
    return graph


def _find_direction(parts: Parts, graph: RawGraph) -> None:
    """By what the file says of all links, by what each says of itself, or by what their ends are called."""
    said = [direction for link in parts.links if (direction := _direction(link, default=parts.directed)) is not None]
    directed = sum(said)
    if said and len(said) == len(parts.links):
        graph.directed = directed == len(said)
    elif not said:
        pairs = {_pair(link) for link in parts.links if isinstance(link, dict)}
        # vis.js calls the ends of any link from and to, and has a list of nodes.
        graph.directed = len(pairs) == 1 and all(
            says_direction(*pair) and not (parts.nodes and pair == ("from", "to")) for pair in pairs
        )
    if graph.directed:
        graph.decide("direction", DIRECTED)
    elif directed:
        graph.decide("direction", SOME_DIRECTED)


def _direction(link: Any, *, default: bool | None) -> bool | None:
    """Whether a link has a direction, as it says itself; `default` where it does not say."""
    if not isinstance(link, dict):
        return default
    link = flat(link)
    if OF_DIRECTION.isdisjoint(link):
        return default
    if "arrows" in link:
        return bool(_arrows(link["arrows"]))
    if isinstance(link.get("directed"), bool):
        return link["directed"]
    return not link["undirected"] if isinstance(link.get("undirected"), bool) else default


def _arrows(said: Any) -> set[str]:
    """Of `to` and `from` those ends of a link of vis.js that have an arrow."""
    if isinstance(said, dict):
        return {
            end for end in ("to", "from") if (one := said.get(end)) and (not isinstance(one, dict) or one.get("enabled", True))
        }
    return {end for end in ("to", "from") if end in str(said).lower()}


def _nodes(name: str, nodes: list[Any], graph: RawGraph) -> tuple[list[str], list[dict[str, str]]]:
    """Ids and attributes. Nodes without an id are known by their place, from 0, as d3 has it; else by their name."""
    ids, attributes, no_text = [], [], set[str]()
    for place, node in enumerate(nodes):
        if isinstance(node, dict):
            known = dict(flat(node))
            given = next((known.pop(key) for key in ("id", "key") if known.get(key) is not None), None)
            if given is None:
                given = known["name"] if isinstance(known.get("name"), str) else place
            ids.append(_text(given))
            no_text |= {key for key, one in known.items() if isinstance(one, list | dict)}
            attributes.append({key: _text(one) for key, one in known.items() if isinstance(one, str | int | float)})
        else:
            ids.append(_text(node))
            attributes.append({})
    twice = next((one for one, count in Counter(ids).items() if count > 1), None)
    if twice is not None:
        raise ValueError(f"{name}: the node {twice!r} stands there twice (a number and the same as text are one name)")
    if no_text:
        told = f"{counted(len(no_text), 'attribute')} of nodes left out ({listed(sorted(no_text))})"
        graph.decide("attributes", told, "lists and objects are no values")
    return ids, attributes


def _edges(name: str, link: Any, place: int) -> list[tuple[Any, Any, dict[str, str]]]:
    """Source, target and attributes of a link: two edges of one with arrows at both ends."""
    arrows: set[str] = set()
    if isinstance(link, list) and len(link) in (2, 3):
        first, second, more = link[0], link[1], {"weight": str(link[2])} if len(link) == 3 else {}
    elif isinstance(link, dict):
        known = flat(link)
        pair = _pair(link)
        arrows = _arrows(known["arrows"]) if "arrows" in known else set()
        if len(pair) != 2:
            raise ValueError(f"{name}: link {place:,} has {listed(list(known)) or 'nothing'}, expected source and target")
        first, second = (one["id"] if isinstance(one := known[key], dict) and "id" in one else one for key in pair)
        more = {
            key: "" if isinstance(one, list | dict) else _text(one)
            for key, one in known.items()
            if key not in pair and one is not None
        }
    else:
        raise ValueError(f"{name}: link {place:,} is no pair and no object; {EXPECTED}")
    for end in (first, second):
        if isinstance(end, bool) or not isinstance(end, str | int | float) or _text(end) == "" or end != end:
            raise ValueError(f"{name}: link {place:,} has {str(end)[:40]!r} in place of a node")
    forward, back = (first, second, more), (second, first, more)
    return [back] if arrows == {"from"} else [forward, back] if arrows == {"from", "to"} else [forward]


def _pair(link: dict[str, Any]) -> tuple[str, ...]:
    """What the two ends of a link are called; empty where that cannot be told. JSON knows no order of keys."""
    if "source" in link and "target" in link:
        return "source", "target"
    keys = sorted(flat(link))
    if "source" in keys and "target" in keys:
        return "source", "target"
    pairs = ends_by_name(keys)
    return (keys[pairs[0][0]], keys[pairs[0][1]]) if len(pairs) == 1 else ()


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
