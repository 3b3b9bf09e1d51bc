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

from vizvae.graph.readers.edge_attributes import take_edge_attributes
from vizvae.graph.readers.kinds_of_nodes import find_kinds_among_attributes
from vizvae.graph.readers.own_export import without_invented
from vizvae.graph.readers.reading import DIRECTED, SOME_DIRECTED, RawGraph, indexed, listed
from vizvae.graph.readers.text import refuse_archive
from vizvae.words import are, counted

NAMES = ("label", "name", "NodeLabel", "title")
"""Attributes that hold what a node is called, the first that there is"""
DRAWING = {"x", "y", "z", "r", "g", "b", "size", "width", "height", "graphics", "ShapeNode", "PolyLineEdge", "color", "colour"}

WHEN = ("start", "end", "startopen", "endopen", "timestamp", "timestamps", "intervals")
"""Attributes of GEXF's elements that say when they are there"""


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
    defaults: dict[str, dict[str, str]] = field(default_factory=lambda: {"node": {}, "edge": {}})
    """What an attribute of nodes, or of edges, is where an element does not say"""
    left_out: Counter[str] = field(default_factory=Counter)
    """Kinds of elements that are no nodes and edges"""
    said: list[str] = field(default_factory=list)
    """What was decided of weights"""


def check_xml(name: str, content: bytes) -> None:
    """Expanding entities is how a small file fills the memory. Neither format needs a document type, so none is let through; in UTF-16
    or the like the words below would not be seen as such, so only UTF-8 is read.
    """
    refuse_archive(name, content, "XML")
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
    found, keys = Elements(), {}
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
            of = element.get("for", "all")
            _note_default(
                element, keys[element.get("id", "")], [scope for scope in found.defaults if of in (scope, "all")], found
            )
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
                label = element.get("label", "").strip()
                found.nodes[identifier] = {"label": label} if label else {}
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
            if tag == "spell" or (tag in ("node", "edge") and any(element.get(one) for one in WHEN)):
                found.left_out["times at which nodes and edges are there"] += 1
            continue
        if tag == "attribute" and scope in found.defaults:
            _note_default(element, titles[scope][element.get("id", "")], [scope], found)
        if tag in ("node", "edge"):
            owners.pop()
            element.clear()
    without = sum("weight" not in attributes for _, _, attributes in found.edges)
    if 0 < without < len(found.edges):
        found.defaults["edge"].setdefault("weight", "1")
        found.said.append(f"{counted(without, 'edge')} without a weight {are(without)} of weight 1, as GEXF has it")
    return _graph(name, found, "GEXF")


def _note_default(element: Any, called: str, scopes: list[str], found: Elements) -> None:
    """The default that the declaration of an attribute has for nodes or edges, if there is one."""
    default = element.find("{*}default")
    if default is not None and default.text and default.text.strip():
        for scope in scopes:
            found.defaults[scope][called] = default.text.strip()


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
    for scope, elements in (("node", found.nodes.values()), ("edge", (attributes for _, _, attributes in found.edges))):
        for attributes in elements if found.defaults[scope] else ():
            attributes |= found.defaults[scope] | attributes
    edges = without_invented(found.edges, graph)
    take_edge_attributes(edges, graph, weights=("weight",), unsaid={"NodeLabel", *DRAWING})
    for told in found.said:
        graph.decide("weights", told, once_used=told)
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
    drawing = [column for column in columns if column in DRAWING]
    if drawing and not graph.format.endswith("VizVAE"):
        told = f"{counted(len(drawing), 'attribute')} of nodes left out ({listed(drawing)})"
        graph.decide("attributes", told, "they say how nodes are drawn")
    values = {
        column: [found.nodes.get(node, {}).get(column, "") for node in graph.ids] for column in columns if column not in DRAWING
    }
    named = next((column for column in NAMES if any(values.get(column, ()))), None)
    if named is not None:
        graph.labels = values.pop(named)
    graph.attributes = values
    find_kinds_among_attributes(graph)
    return graph
