"""Pajek's .net: vertices with names in quotes, then arcs, edges, lists of neighbours, or a matrix."""

from __future__ import annotations

import re

import numpy as np

from vizvae.graph.readers.attributes import number_of
from vizvae.graph.readers.reading import DIRECTED, SOME_DIRECTED, RawGraph, indexed, listed
from vizvae.graph.readers.text import decode
from vizvae.graph.tables import natural_order
from vizvae.words import are, counted

VERTEX = re.compile(r"\s*(\d+)(?:\s+(.*))?")
IN_QUOTES = (re.compile(r'"((?:\\.|[^"\\])*)"(?=\s|$)'), re.compile(r'"([^"]*)"'))
"""With quotes within that a backslash marks; else up to the next"""
AFTER_LABEL = {
    *("ellipse", "box", "diamond", "triangle", "cross", "empty"),
    *("ic", "bc", "bw", "lc", "la", "lr", "lphi", "phi", "fos", "font", "x_fact", "y_fact", "s_size"),
}
"""What says how a vertex is drawn, where its label has no quotes"""
RELATION = re.compile(r'\*\w+\s*:\s*(\d+)\s*(?:"([^"]*)")?')
MOST_VERTICES = 5_000_000
SECTIONS = ("*vertices", "*arcs", "*edges", "*arcslist", "*edgeslist", "*matrix")


def read_pajek(name: str, content: bytes) -> RawGraph:
    """Not by networkx, which takes the lines after `*Vertices 5` for vertices, whatever they are, and leaves lists of arcs out.

    Raises ValueError for what is no Pajek network.
    """
    text, decisions = decode(name, content)
    graph = RawGraph(format="Pajek", decisions=decisions)
    section, count, kinds, networks = "", 0, 0, 0
    relation, relations = "", set[str]()
    matrix: list[list[str]] = []
    labels: dict[int, str] = {}
    ends: list[tuple[int, int]] = []
    weights: list[str | None] = []
    directed = undirected = weighted = False
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        if not line.strip() or line.lstrip().startswith("%"):
            continue
        if line.lstrip().startswith("*"):
            words = line.split()
            section = words[0].lower()
            if section == "*network":
                networks += 1
            elif section == "*vertices":
                if count or networks > 1:
                    raise ValueError(f"{name} holds several networks, expected one: put each in a file of its own")
                if len(words) < 2 or not all(word.isdigit() for word in words[1:3]):
                    raise ValueError(
                        f"{name}, line {number}: expected `*Vertices` and how many there are, got {line.strip()[:60]!r}"
                    )
                count, kinds = int(words[1]), int(words[2]) if len(words) > 2 else 0
                if count > MOST_VERTICES:
                    raise ValueError(f"{name} declares {count:,} vertices, and at most {MOST_VERTICES:,} are read")
            elif section not in SECTIONS:
                raise ValueError(f"{name}, line {number}: {words[0][:40]!r} is not read; expected {', '.join(SECTIONS)}")
            told = RELATION.match(line.strip())
            relation = (told[2] or told[1]) if told else ""
            continue
        if section == "*vertices":
            found = VERTEX.match(line)
            if found is None:
                raise ValueError(f"{name}, line {number}: expected a vertex's number and name, got {line.strip()[:60]!r}")
            labels[int(found[1])] = _label(found[2] or "")
        elif section in ("*arcs", "*edges", "*arcslist", "*edgeslist"):
            words = line.split()
            several = section.endswith("list")
            wanted = words if several else words[:2]
            if len(words) < 2 or not all(word.isdigit() for word in wanted):
                raise ValueError(f"{name}, line {number}: expected numbers of two vertices, got {line.strip()[:60]!r}")
            directed |= section in ("*arcs", "*arcslist")
            undirected |= section in ("*edges", "*edgeslist")
            relations.add(relation)
            weighted |= not several and len(words) > 2 and words[2] != "1"
            others = words[1:] if several else words[1:2]
            ends += [(int(words[0]), int(other)) for other in others]
            weights += ["1"] * len(others) if several or len(words) < 3 else [words[2]]
        elif section == "*matrix":
            words = line.split()
            if any(number_of(word) is None for word in words):
                raise ValueError(f"{name}, line {number}: expected a row of numbers, got {line.strip()[:60]!r}")
            matrix.append(words)
        else:
            raise ValueError(f"{name}: expected a Pajek network, which begins with `*Vertices`, got {line.strip()[:60]!r}")
    if not count:
        raise ValueError(f"{name}: expected a Pajek network, which begins with `*Vertices`")
    if matrix:
        entries = _entries(name, matrix, count, kinds)
        weighted |= any(weight != "1" for weight in entries.values())
        directed |= not kinds and any(entries.get((second, first)) != weight for (first, second), weight in entries.items())
        graph.mirrored = not directed and not kinds and not ends
        ends, weights = [*ends, *entries], [*weights, *entries.values()]
    outside = [end for pair in ends for end in pair if not 1 <= end <= count] + [
        vertex for vertex in labels if not 1 <= vertex <= count
    ]
    if outside:
        raise ValueError(f"{name} has {count:,} vertices, and names number {outside[0]:,}")
    if directed:
        graph.directed = not undirected
        graph.decide("direction", SOME_DIRECTED if undirected else DIRECTED)
    if weighted:
        graph.take_weights(weights)
    if len(relations) > 1:
        told = listed(sorted(relations, key=natural_order))
        graph.decide("types", f"Edges of all {len(relations)} relations are read alike ({told})")
    if kinds:
        graph.decide("kinds", f"Nodes of two kinds: {kinds:,} and {count - kinds:,}")
    unnamed = count - len(labels)
    if labels and unnamed:
        graph.decide("names", f"{counted(unnamed, 'vertex', 'vertices')} without a name {are(unnamed)} called by number")
    graph.ids, graph.ends = indexed(
        [str(a) for a, _ in ends], [str(b) for _, b in ends], [str(one) for one in range(1, count + 1)]
    )
    if kinds:
        graph.kinds, graph.kind_names = np.repeat([0, 1], [kinds, count - kinds]), ("first kind", "second kind")
    if labels:
        graph.labels = [labels.get(int(one), "") for one in graph.ids]
    return graph


def _label(text: str) -> str:
    """Of a vertex: what stands in quotes, else the words before its coordinates or what else says how it is drawn."""
    for quoted in IN_QUOTES:
        if found := quoted.match(text):
            return found[1].replace('\\"', '"')
    words = text.split()
    after = [place for place, word in enumerate(words) if place and (number_of(word) is not None or word in AFTER_LABEL)]
    return " ".join(words[: after[0]] if after else words)


def _entries(name: str, matrix: list[list[str]], count: int, kinds: int) -> dict[tuple[int, int], str]:
    """Of a matrix of all vertices, or with two kinds of those of the first and of the second: the two vertices of each entry other than 0.

    Raises ValueError for a matrix of another shape.
    """
    widths = {len(row) for row in matrix}
    between = bool(kinds) and len(matrix) == kinds and widths == {count - kinds}
    if not between and (len(matrix) != count or widths != {count}):
        expected = f"{count} rows of {count} numbers" + (f", or {kinds} of {count - kinds} for two kinds" if kinds else "")
        held = " and of ".join(map(str, sorted(widths)[:3]))
        raise ValueError(f"{name}: expected a matrix of {expected}, found {counted(len(matrix), 'row')} of {held}")
    first = kinds + 1 if between else 1
    return {
        (row, column): word
        for row, words in enumerate(matrix, start=1)
        for column, word in enumerate(words, start=first)
        if float(word) != 0
    }
