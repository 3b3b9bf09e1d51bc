"""Pajek's .net: vertices with names in quotes, then arcs, edges, lists of neighbours, or a matrix."""

from __future__ import annotations

import re

import numpy as np

from vizvae.graph.readers.reading import DIRECTED, SOME_DIRECTED, RawGraph, indexed
from vizvae.graph.readers.text import decode
from vizvae.words import are, counted

VERTEX = re.compile(r'\s*(\d+)(?:\s+(?:"([^"]*)"|(\S+)))?')
MOST_VERTICES = 5_000_000
SECTIONS = ("*vertices", "*arcs", "*edges", "*arcslist", "*edgeslist", "*matrix")


def read_pajek(name: str, content: bytes) -> RawGraph:
    """Not by networkx, which takes the lines after `*Vertices 5` for vertices, whatever they are, and leaves lists of arcs out.

    Raises ValueError for what is no Pajek network.
    """
    text, decisions = decode(name, content)
    graph = RawGraph(format="Pajek", decisions=decisions)
    section, count, kinds, row, networks = "", 0, 0, 0, 0
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
            directed |= section in ("*arcs", "*arcslist")
            undirected |= section in ("*edges", "*edgeslist")
            continue
        if section == "*vertices":
            found = VERTEX.match(line)
            if found is None:
                raise ValueError(f"{name}, line {number}: expected a vertex's number and name, got {line.strip()[:60]!r}")
            labels[int(found[1])] = found[2] if found[2] is not None else found[3] or ""
        elif section in ("*arcs", "*edges", "*arcslist", "*edgeslist"):
            words = line.split()
            several = section.endswith("list")
            wanted = words if several else words[:2]
            if len(words) < 2 or not all(word.isdigit() for word in wanted):
                raise ValueError(f"{name}, line {number}: expected numbers of two vertices, got {line.strip()[:60]!r}")
            weighted |= not several and len(words) > 2 and words[2] != "1"
            others = words[1:] if several else words[1:2]
            ends += [(int(words[0]), int(other)) for other in others]
            weights += ["1"] * len(others) if several or len(words) < 3 else [words[2]]
        elif section == "*matrix":
            row += 1
            weighted |= any(word not in ("0", "1") for word in line.split())
            try:
                entries = [(column, word) for column, word in enumerate(line.split(), start=1) if float(word) != 0]
            except ValueError as error:
                raise ValueError(f"{name}, line {number}: expected a row of numbers, got {line.strip()[:60]!r}") from error
            ends += [(row, column) for column, _ in entries]
            weights += [word for _, word in entries]
        else:
            raise ValueError(f"{name}: expected a Pajek network, which begins with `*Vertices`, got {line.strip()[:60]!r}")
    if not count:
        raise ValueError(f"{name}: expected a Pajek network, which begins with `*Vertices`")
    outside = [end for pair in ends for end in pair if not 1 <= end <= count] + [
        vertex for vertex in labels if not 1 <= vertex <= count
    ]
    if outside:
        raise ValueError(f"{name} has {count:,} vertices, and names number {outside[0]:,}")
    if section == "*matrix" and row:
        entries = dict(zip(ends, weights, strict=True))
        directed = any(entries.get((second, first)) != weight for (first, second), weight in entries.items())
        graph.mirrored = not directed
    if directed:
        graph.directed = not undirected
        graph.decide("direction", SOME_DIRECTED if undirected else DIRECTED)
    if weighted:
        graph.take_weights(weights)
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
