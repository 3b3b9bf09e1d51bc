"""GraphML and GEXF, element by element.

Not by networkx, which gives up at a key that is not declared, at GEXF 1.3 and at edges of both kinds, takes the first of several graphs
without a word, and holds a dictionary for each node and edge: many times the file.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

from vizvae.graph.readers.kinds_of_nodes import find_kinds_among_attributes
from vizvae.graph.readers.own_export import without_invented
from vizvae.graph.readers.reading import DIRECTED, SOME_DIRECTED, RawGraph, indexed, listed
from vizvae.words import counted

NAMES = ("label", "name", "NodeLabel", "title")
"""Attributes that hold what a node is called, the first that there is"""
DRAWING = {"x", "y", "z", "r", "g", "b", "size", "width", "height", "graphics", "ShapeNode", "PolyLineEdge", "color", "colour"}


@dataclass(kw_only=True)
class Elements:
    """What a file of either kind holds, before it is a graph."""

    nodes: dict[str, dict[str, str]] = field(default_factory=dict)
    edges: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    """Those that go both ways once for each"""
    directed: int = 0
    graphs: int = 0
    undeclared: set[str] = field(default_factory=set)
    """Keys of data that are nowhere declared"""
    left_out: Counter[str] = field(default_factory=Counter)
    """Kinds of elements that are no nodes and edges"""


def check_xml(name: str, content: bytes) -> None:
    """Expanding entities is how a small file fills the memory. Neither format needs a document type, so none is let through; in UTF-16
    or the like the words below would not be seen as such, so only UTF-8 is read.
    """
    if b"\x00" in content or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise ValueError(f"{name}: expected UTF-8 XML; save it as UTF-8")
    if re.search(rb'encoding\s*=\s*["\'](?!utf-8|us-ascii|iso-8859-1|latin-1|ascii)', content[:200], re.IGNORECASE):
        raise ValueError(f"{name}: expected XML in UTF-8, got another encoding; save it as UTF-8")
    if re.search(rb"<!\s*(DOCTYPE|ENTITY)", content, re.IGNORECASE):
        raise ValueError(
            f"{name} declares a document type or entities, which is refused (entities can be made to fill the memory): remove it"
        )


def _events(name: str, content: bytes, kind: str) -> Iterator[tuple[str, Any, str]]:
    """Start and end of each element with its name without namespace. Raises ValueError for what is no XML of this kind."""
    depth = 0
    try:
        for event, element in ElementTree.iterparse(io.BytesIO(content), ("start", "end")):
            tag = element.tag.rpartition("}")[2]
            depth += 1 if event == "start" else -1
            if depth > 200:
                raise ValueError(f"{name} cannot be read as {kind.upper()}: its elements are nested more than 200 deep")
            if depth == 1 and event == "start" and tag != kind:
                raise ValueError(f"{name} cannot be read as {kind.upper()}: its outermost element is <{tag}>, expected <{kind}>")
            yield event, element, tag
    except (ElementTree.ParseError, LookupError) as error:
        raise ValueError(f"{name} cannot be read as {kind.upper()}: {error}") from error


def read_graphml(name: str, content: bytes) -> RawGraph:
    """Raises ValueError for what is no GraphML."""
    check_xml(name, content)
    found, keys, defaults = Elements(), {}, {}
    owners: list[tuple[str, Any]] = []
    directed_by_default = [False]
    for event, element, tag in _events(name, content, "graphml"):
        if event == "start":
            if tag == "graph":
                found.graphs += not owners  # else within a node, as yEd writes groups
                directed_by_default.append(element.get("edgedefault", "undirected") == "directed")
            elif tag == "node":
                identifier = _given(name, element, "id", "node")
                if identifier in found.nodes:
                    raise ValueError(f"{name}: the node {identifier!r} stands there twice")
                found.nodes[identifier] = {}
                owners.append(("node", found.nodes[identifier]))
            elif tag == "edge":
                attributes: dict[str, str] = {}
                ends = _given(name, element, "source", "edge"), _given(name, element, "target", "edge")
                found.edges.append((*ends, attributes))
                found.directed += element.get("directed", str(directed_by_default[-1])).lower() == "true"
                owners.append(("edge", attributes))
            elif tag == "hyperedge":
                found.left_out["edges between more than two nodes"] += 1
                owners.append(("hyperedge", {}))
            continue
        if tag == "key":
            keys[element.get("id", "")] = element.get("attr.name") or element.get("yfiles.type") or element.get("id", "")
            default = element.find("{*}default")
            if default is not None and default.text and element.get("for") in ("node", "all", None):
                defaults[keys[element.get("id", "")]] = default.text.strip()
        elif tag == "data" and owners:
            key = element.get("key", "")
            if key not in keys:
                found.undeclared.add(key)
            else:
                label = element.find(".//{*}NodeLabel")
                text = label.text if label is not None else element.text
                if label is not None or len(element) == 0:
                    owners[-1][1].setdefault("NodeLabel" if label is not None else keys[key], (text or "").strip())
        elif tag in ("node", "edge", "hyperedge"):
            owners.pop()
        elif tag == "graph":
            directed_by_default.pop()
        if tag in ("node", "edge", "data"):
            element.clear()
    for attributes in found.nodes.values():
        for key, value in defaults.items():
            attributes.setdefault(key, value)
    return _graph(name, found, "GraphML")


def read_gexf(name: str, content: bytes) -> RawGraph:
    """Of any version. Raises ValueError for what is no GEXF."""
    check_xml(name, content)
    found, titles, scope = Elements(), {"node": {}, "edge": {}}, "node"
    owners: list[tuple[str, Any]] = []
    default_type = "undirected"
    for event, element, tag in _events(name, content, "gexf"):
        if event == "start":
            if tag == "graph":
                found.graphs += 1
                default_type = element.get("defaultedgetype", default_type)
            elif tag == "attributes":
                scope = element.get("class", "node")
            elif tag == "attribute":
                titles.setdefault(scope, {})[element.get("id", "")] = element.get("title") or element.get("id", "")
            elif tag == "node":
                identifier = _given(name, element, "id", "node")
                if identifier in found.nodes:
                    raise ValueError(f"{name}: the node {identifier!r} stands there twice")
                found.nodes[identifier] = {"label": element.get("label", "").strip()}
                owners.append(("node", found.nodes[identifier]))
            elif tag == "edge":
                attributes = {key: value for key in ("weight", "label", "kind") if (value := element.get(key))}
                source, target = _given(name, element, "source", "edge"), _given(name, element, "target", "edge")
                kind = element.get("type", default_type)
                ways = [(source, target, attributes), (target, source, attributes)]
                ways = ways if kind == "mutual" and source != target else ways[:1]
                found.edges += ways
                found.directed += len(ways) if kind in ("directed", "mutual") else 0
                owners.append(("edge", attributes))
            elif tag == "attvalue" and owners:
                kind, attributes = owners[-1]
                key = element.get("for", element.get("id", ""))
                if key not in titles.get(kind, {}):
                    found.undeclared.add(key)
                else:
                    attributes.setdefault(titles[kind][key], (element.get("value") or "").strip())
            elif tag == "spell" or (tag in ("node", "edge") and (element.get("start") or element.get("end"))):
                found.left_out["times at which nodes and edges are there"] += 1
            continue
        if tag in ("node", "edge"):
            owners.pop()
            element.clear()
    return _graph(name, found, "GEXF")


def _given(name: str, element: Any, key: str, what: str) -> str:
    value = element.get(key)
    if value is None or not value.strip():
        raise ValueError(f"{name}: an element <{what}> has no {key!r}")
    return value.strip()


def _graph(name: str, found: Elements, kind: str) -> RawGraph:
    if found.graphs > 1:
        raise ValueError(f"{name} holds {found.graphs} graphs, expected one: put each in a file of its own")
    graph = RawGraph(format=kind)
    if found.directed:
        graph.directed = found.directed == len(found.edges)
        graph.decide("direction", DIRECTED if graph.directed else SOME_DIRECTED)
    edges = without_invented(found.edges, graph)
    if any("weight" in attributes for _, _, attributes in edges):
        graph.take_weights([attributes.get("weight") for _, _, attributes in edges])
    others = sorted({key for _, _, attributes in edges for key in attributes} - {"weight", "NodeLabel"} - DRAWING)
    if others:
        graph.decide("edge attributes", f"{counted(len(others), 'attribute')} of edges left out ({listed(others)})")
    if found.undeclared:
        known = listed(sorted(found.undeclared))
        graph.decide("undeclared", f"{counted(len(found.undeclared), 'attribute')} without a declaration left out ({known})")
    for what, count in found.left_out.items():
        graph.decide("left out", f"{count:,} {what} left out")
    undeclared = {end for first, second, _ in edges for end in (first, second)} - set(found.nodes)
    if undeclared and found.nodes:
        raise ValueError(
            f"{name}: edges name {counted(len(undeclared), 'node')} that the file does not have, such as {min(undeclared)!r}"
        )
    graph.ids, graph.ends = indexed([first for first, _, _ in edges], [second for _, second, _ in edges], list(found.nodes))
    columns = list(dict.fromkeys(key for attributes in found.nodes.values() for key in attributes))
    values = {
        column: [found.nodes.get(node, {}).get(column, "") for node in graph.ids] for column in columns if column not in DRAWING
    }
    named = next((column for column in NAMES if any(values.get(column, ()))), None)
    if named is not None:
        graph.labels = values.pop(named)
    graph.attributes = values
    find_kinds_among_attributes(graph)
    return graph
