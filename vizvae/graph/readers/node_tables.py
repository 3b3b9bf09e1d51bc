"""Tables that come beside a graph: features and classes of its nodes, as text or as arrays."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from vizvae.graph.arrays import check_features, dense_features, read_arrays
from vizvae.graph.readers.attributes import MOST_ONE_HOT, may_be_classes, number_of
from vizvae.graph.readers.cells import has_commas_of_numbers, is_number, kind_of, numbers_of, said_of_commas
from vizvae.graph.readers.columns import index_name, tokens
from vizvae.graph.readers.cora import read_content
from vizvae.graph.readers.reading import Choices, Decision, UnclearFile, listed
from vizvae.graph.readers.table_frame import table_frame
from vizvae.graph.readers.text import text_table
from vizvae.graph.tables import checked_size, file_content
from vizvae.words import counted

Source = tuple[str, bytes] | Path
KEYS = {"id", "node", "name", "key", "vertex", "user", "nodeid"}


@dataclass(kw_only=True)
class NodeTable:
    """Rows of a table beside a graph, each of a node."""

    name: str
    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    """Of an npz file; its rows are nodes by their place"""
    nodes: list[str] | None = None
    columns: list[str] = field(default_factory=list)
    frame: Any = None
    """Text, without the column of nodes"""
    separator: str = ""
    content: Any = None
    """Features and classes of a `.content` file"""
    decisions: list[Decision] = field(default_factory=list)


def read_node_table(source: Source | None, known: set[str], named: dict[str, str], *, whole: bool) -> NodeTable | None:
    """`known`: ids of the graph's nodes; `named`: names of those that are called otherwise, with their ids; `whole`: all ids are whole
    numbers. Raises ValueError for a table without a column of nodes, or with two rows of a node.
    """
    if source is None:
        return None
    name, content = (source.name, file_content(source)) if isinstance(source, Path) else (source[0], checked_size(*source))
    suffix = Path(name).suffix.lower()
    if suffix == ".npz":
        return NodeTable(name=name, arrays=read_arrays(name, content))
    if suffix == ".content":
        papers, features, classes = read_content(name, content, Choices())
        told = f"Features and classes are those of {name}"
        return NodeTable(name=name, nodes=papers, content=(features, classes), decisions=[Decision(what="table", taken=told)])
    if suffix not in (".csv", ".tsv", ".txt"):
        raise ValueError(f"{name}: expected .csv, .tsv, .txt, .npz or .content")
    try:
        text = text_table(name, content, Choices())
        frame = table_frame(name, text, Choices())
    except UnclearFile as error:
        raise ValueError(f"{name}: {error.why}; save it as CSV with a header") from error
    if frame.shape[1] < 2:
        raise ValueError(f"{name}: expected at least two columns, one with node names")
    table = NodeTable(name=name, separator=text.separator)
    place, rows = _find_nodes(frame, known | set(named), whole)
    nodes = [plain(cell, whole) for cell in frame.iloc[:, place]]
    header = _has_header(frame, nodes, place, known | set(named))
    if header:
        table.columns, frame, nodes = [str(cell) for cell in frame.iloc[0].fillna("")], frame.iloc[1:], nodes[1:]
        told = f"The first row of {name} was taken for a header ({', '.join(cell or '—' for cell in table.columns[:8])})"
        table.decisions.append(
            Decision(what="table", taken=told, why=f"{table.columns[place] or 'it'!r} names no node" if rows else "")
        )
    else:
        table.columns = [f"column {column + 1}" for column in range(frame.shape[1])]
        table.decisions.append(
            Decision(what="table", taken=f"{name} has no header", why=f"its first row names the node {nodes[0]!r}")
        )
    if place:
        table.decisions.append(
            Decision(what="table", taken=f"Nodes of {name} are in its column {table.columns[place] or place + 1}")
        )
    by_name = not set(nodes) & known and bool(set(nodes) & set(named))
    table.nodes = [named.get(node, node) for node in nodes] if by_name else nodes
    seen: set[str] = set()
    for node in table.nodes:
        if node in seen:
            raise ValueError(f"{name}: node {node!r} has more than one row")
        seen.add(node)
    keep = [
        column for column in range(frame.shape[1]) if column != place and not _numbers_rows(frame, table.columns, column, header)
    ]
    table.frame, table.columns = frame.iloc[:, keep], [table.columns[column] for column in keep]
    return table


def plain(cell: Any, whole: bool) -> str:
    """1.0 as 1, where nodes are whole numbers."""
    text = str(cell)
    if whole and not text.isdigit():
        number = number_of(text)
        if number is not None and number % 1 == 0 and abs(number) < 2**53:
            return str(int(number))
    return text


def _find_nodes(frame: Any, known: set[str], whole: bool) -> tuple[int, int]:
    """The column that names the most of the graph's nodes, and how many rows do."""
    first = [str(cell) for cell in frame.iloc[0].fillna("")]
    hits = [sum(plain(cell, whole) in known for cell in frame.iloc[:, place]) for place in range(min(frame.shape[1], 50))]
    best = max(hits)
    likely = [place for place, found in enumerate(hits) if found == best]
    called = [place for place in likely if set(tokens(first[place])) & KEYS] or [
        place for place in likely if not index_name(first[place])
    ]
    return (called or likely)[0], best


def _has_header(frame: Any, nodes: list[str], place: int, known: set[str]) -> bool:
    first = [str(cell) for cell in frame.iloc[0].fillna("")]
    if nodes[0] in known:
        return nodes.count(nodes[0]) > 1
    for column in range(frame.shape[1]):
        below = frame.iloc[1:, column]
        if column == place or len(below) == 0:
            continue
        if is_number(first[column]) and kind_of(below) in ("whole", "decimal"):
            return False
        if first[column] and column < 50 and bool((below == first[column]).any()):
            return False
    return True


def _numbers_rows(frame: Any, columns: list[str], column: int, header: bool) -> bool:
    """Whether a column without a name counts the rows, as pandas writes them."""
    if not header or tokens(columns[column]) not in ((), ("unnamed", "0"), ("index",)):
        return False
    return frame.iloc[:, column].tolist() in (
        [str(row) for row in range(len(frame))],
        [str(row + 1) for row in range(len(frame))],
    )


def features_of_table(table: NodeTable, nodes: list[str]) -> tuple[Any, tuple[str, ...]]:
    """(node, feature) csr_array of a table of text, and what its columns are called. Raises ValueError for words among numbers."""
    rows = _rows(table, nodes)
    if table.content is not None:
        check_features(table.name, table.content[0].shape[1])
        return dense_features(table.name, table.content[0][rows]), ()
    check_features(table.name, table.frame.shape[1])
    try:
        return dense_features(table.name, table.frame.to_numpy(dtype=str).astype(np.float32)[rows]), tuple(table.columns)
    except ValueError as error:
        if "finite" in str(error):
            raise
    blocks, names, left_out = [], [], []
    for column, called in enumerate(table.columns):
        numbers = numbers_of(table.frame.iloc[:, column], table.separator)
        if not np.isnan(numbers).any():
            blocks.append(numbers.astype(np.float32)[:, None])
            names.append(called)
            if said := said_of_commas(table.frame.iloc[:, column], table.separator):
                table.decisions.append(Decision(what="features", taken=f"Numbers of `{called}` with commas are read so: {said}"))
            continue
        cells = table.frame.iloc[:, column].tolist()
        of_numbers = [number_of(cell) is not None or has_commas_of_numbers(cell) for cell in cells]
        if any(of_numbers) or (not may_be_classes(cells) and len(set(cells)) < len(cells)):
            other = False in of_numbers
            row = of_numbers.index(False) if other else next(place for place, cell in enumerate(cells) if "," in cell)
            why = "" if other else f", which may be {cells[row].replace(',', '')} or {cells[row].replace(',', '.')}"
            raise ValueError(
                f"{table.name}: every column after the first must hold numbers, and {called!r} holds {cells[row]!r} for the node "
                f"{(table.nodes or ())[row]!r}{why}"
            )
        different = sorted(set(cells) - {""})
        if len(different) == len(cells) or len(different) > MOST_ONE_HOT:
            left_out.append(called)
            continue
        blocks.append(np.array([[cell == one for one in different] for cell in cells], np.float32))
        names += [f"{called} {one}" for one in different]
        table.decisions.append(
            Decision(what="features", taken=f"The words of `{called}` are one-hot, {counted(len(different), 'column')}")
        )
    if left_out:
        why = "nearly every node has a word of its own there"
        table.decisions.append(
            Decision(
                what="features",
                taken=f"{counted(len(left_out), 'column')} of {table.name} left out ({listed(left_out)})",
                why=why,
            )
        )
    if not blocks:
        raise ValueError(f"{table.name}: every column after the first must hold numbers, or words that stand at several nodes")
    return dense_features(table.name, np.concatenate(blocks, axis=1)[rows]), tuple(names)


def _rows(table: NodeTable, nodes: list[str]) -> np.ndarray:
    place = {node: row for row, node in enumerate(table.nodes or ())}
    return np.array([place[node] for node in nodes], np.int64)
