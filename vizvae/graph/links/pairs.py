"""A table of pairs of nodes that somebody asks about, read by what its graph's nodes are called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Int
from torch import Tensor

from vizvae.graph.data import Graph
from vizvae.graph.links.names import NodeFinder
from vizvae.graph.readers import Choices
from vizvae.graph.readers.text import SAMPLE, SEPARATORS, split, text_table
from vizvae.words import counted

MOST_PAIRS = 1_000_000
SHOWN = 3


@dataclass(frozen=True, kw_only=True, eq=False)
class AskedPairs:
    pairs: Int[Tensor, "2 pair"]
    left_out: tuple[str, ...]
    """Rows that name no two nodes which could be joined, why, a sentence each"""
    notes: tuple[str, ...]
    """How the table was read"""


def read_pairs(name: str, content: bytes, graph: Graph) -> AskedPairs:
    """A row for each pair; the two columns are those whose cells are names of nodes, the first row a header if it names none.

    Raises ValueError for what is no text, has no two such columns, or more than `MOST_PAIRS` rows.
    """
    finder = NodeFinder(graph)
    rows = rows_by_known_names(name, content, finder.knows)
    if len(rows) > MOST_PAIRS:
        raise ValueError(f"{name}: expected at most {MOST_PAIRS:,} pairs, got {len(rows):,} rows: ask in parts")
    first, second, header = _columns(name, rows, finder)
    pairs, left_out = [], []
    for number, row in enumerate(rows[header:], start=1 + header):
        if max(first, second) >= len(row):
            left_out.append(f"Row {number:,} has {counted(len(row), 'column')}.")
            continue
        try:
            pair = finder.find(row[first]), finder.find(row[second])
        except ValueError as error:
            left_out.append(f"Row {number:,}: {error}.")
            continue
        if pair[0] == pair[1]:
            left_out.append(f"Row {number:,} pairs {row[first]!r} with itself.")
        elif graph.kinds is not None and graph.kinds[pair[0]] == graph.kinds[pair[1]]:
            kind = graph.kind_names[int(graph.kinds[pair[0]])]
            left_out.append(f"Row {number:,} pairs two nodes of one kind ({kind}), which no edge of this graph joins.")
        else:
            pairs.append(pair)
    if not pairs:
        of_each = "" if graph.kinds is None else ", one of each kind"
        raise ValueError(f"{name}: no row names two different nodes of this graph{of_each}. {' '.join(left_out[:SHOWN])}")
    notes = [f"Nodes are in columns {first + 1} and {second + 1}."] if len(rows[0]) > 2 else []
    if header:
        notes.append(f"The first row ({', '.join(rows[0][:8])}) was taken for a header: it names no nodes.")
    return AskedPairs(pairs=torch.tensor(pairs, dtype=torch.int64).T.contiguous(), left_out=tuple(left_out), notes=tuple(notes))


def rows_by_known_names(name: str, content: bytes, knows: Callable[[str], bool]) -> list[list[str]]:
    """The rows of a table of text, parted by what leaves the most cells that are known names: names may hold spaces and commas.

    Lines that begin with # are comments unless such a name is known. Raises ValueError for what is no text, or is empty.
    """
    tables = [text_table(name, content, Choices(separator=mark, comments=False)) for mark in SEPARATORS]
    sample = {mark: [cell for line in table.lines[:SAMPLE] for cell in split(line, mark)]
              for mark, table in zip(SEPARATORS, tables, strict=True)}  # fmt: skip
    separator = max(sample, key=lambda mark: sum(map(knows, sample[mark])))
    rows = [split(line, separator) for line in tables[list(SEPARATORS).index(separator)].lines]
    rows = [row for row in rows if not (row[0].startswith("#") and not any(map(knows, row)))]
    if not rows:
        raise ValueError(f"{name} is empty")
    return rows


def _columns(name: str, rows: list[list[str]], finder: NodeFinder) -> tuple[int, int, bool]:
    """The two columns with names of nodes in most rows, and whether the first row is a header."""
    width = max(len(row) for row in rows)
    known = [sum(place < len(row) and finder.knows(row[place]) for row in rows) for place in range(width)]
    by_count = sorted(range(width), key=lambda place: -known[place])[:2]
    if width < 2 or known[by_count[1]] == 0:
        example = ", ".join(rows[min(1, len(rows) - 1)][:4])
        try:
            finder.find(rows[-1][0])
            hint = ""
        except ValueError as error:
            hint = f": {error}"
        raise ValueError(f"{name}: expected two columns with names of this graph's nodes, found rows such as {example!r}{hint}")
    first, second = sorted(by_count)
    top = rows[0]
    header = len(rows) > 1 and not any(place < len(top) and finder.knows(top[place]) for place in (first, second))
    return first, second, header
