"""Edge lists: tables with a row for each edge."""

from __future__ import annotations

from typing import Any

from vizvae.graph.readers.cells import kind_of
from vizvae.graph.readers.columns import ends_by_name
from vizvae.graph.readers.comments import names_told
from vizvae.graph.readers.direction import find_direction, types_of_edges
from vizvae.graph.readers.ends import find_ends
from vizvae.graph.readers.header import find_header
from vizvae.graph.readers.heeded import refuse_unheeded
from vizvae.graph.readers.kinds_of_nodes import kinds_of_columns
from vizvae.graph.readers.matrix_market import refuse_size_line
from vizvae.graph.readers.matrix_table import matrix_of_table
from vizvae.graph.readers.names import node_names, two_kinds_of_nodes
from vizvae.graph.readers.other_columns import say_what_is_left_out, take_weights, times_of_edges
from vizvae.graph.readers.own_export import without_invented_rows
from vizvae.graph.readers.reading import SHOWN_ROWS, UNDIRECTED, Choices, RawGraph, indexed
from vizvae.graph.readers.table_frame import table_frame
from vizvae.graph.readers.text import TextTable, split, text_table
from vizvae.words import counted

MOST_COLUMNS = 20_000
"""Of a table of edges or a matrix: each column is looked at by itself"""


def read_edge_list(name: str, content: bytes, choices: Choices) -> RawGraph:
    """A table of edges, or an adjacency matrix, as text.

    Raises ValueError for what is neither, UnclearFile where the file may be read in several ways.
    """
    table = text_table(name, content, choices)
    refuse_size_line(name, table, choices)
    width = len(split(table.lines[0], table.separator))
    if width > MOST_COLUMNS or (width > 1_000 and width > 20 * len(table.lines)):
        raise ValueError(f"{name} has rows of {width:,} columns, expected a row for each edge, or an adjacency matrix")
    frame = table_frame(name, table, choices)
    first_rows = rows_of(frame)
    names = names_told(table, frame, choices)
    matrix = None
    if names is None or choices.matrix:
        matrix = matrix_of_table(name, frame, choices, first_rows, separator=table.separator)
    if matrix is not None:
        refuse_unheeded(name, "an adjacency matrix", choices, "header", "matrix", "comments", "separator")
        matrix.decisions[:0] = table.decisions
        matrix.first_rows = first_rows
        return matrix
    if frame.shape[1] < 2:
        raise ValueError(
            f"{name}: expected two columns of node names, found one; columns are separated by commas, tabs, semicolons, spaces, or marks "
            "such as :: and ->"
        )
    return edges_of_frame(name, frame, choices, table=table, header=names)


def rows_of(frame: Any) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(str(cell) for cell in row[:12]) for row in frame.iloc[:SHOWN_ROWS].fillna("").to_numpy().tolist())


def edges_of_frame(
    name: str, frame: Any, choices: Choices, *, table: TextTable | None = None, header: list[str] | None = None
) -> RawGraph:
    """The edges of a table of text; `header`: names of its columns, where the format or a comment has them apart from the rows."""
    graph = RawGraph(format="edge list", first_rows=rows_of(frame))
    graph.decide("direction", UNDIRECTED)
    graph.decisions += table.decisions if table else []
    names = header
    if names is None:
        if frame.shape[1] == 2 and len(frame) > 1:  # said first: whether there is a header is of no interest then
            headed = bool(ends_by_name([str(cell) for cell in frame.iloc[0].fillna("")], hints=False))
            _whole_rows(name, frame.iloc[1:], (0, 1), RawGraph(format=""), table, first=1 if headed else 2)
        has_header, why = find_header(name, frame, choices, graph.first_rows)
        if has_header:
            names, frame = [str(cell) for cell in frame.iloc[0].fillna("")], frame.iloc[1:]
            graph.decide("header", f"The first row was taken for a header ({', '.join(cell or '—' for cell in names[:8])})", why)
            again = (frame == names).all(axis=1)
            if bool(again.any()):
                frame = frame[~again]
                graph.decide("header", f"{counted(int(again.sum()), 'line')} that repeat the header were left out")
        else:
            graph.decide("header", "The first row was taken for an edge, not for a header", why)
    if names is not None:
        frame = without_invented_rows(name, frame, names, graph)
    if len(frame) == 0:
        raise ValueError(f"{name}: expected at least one edge between two nodes, found a header only")
    kinds = [kind_of(frame.iloc[:, place]) for place in range(frame.shape[1])]
    first, second = find_ends(name, frame, names, kinds, choices, graph, table)
    if table is not None and table.arrows == "back":
        first, second = second, first
    weight = say_what_is_left_out(name, frame, names, kinds, (first, second), choices, graph, table)
    frame, ends = _whole_rows(name, frame, (first, second), graph, table)
    graph.times = times_of_edges(frame, names, graph)
    if weight is not None:
        take_weights(name, frame, names, weight, choices, graph, table)
    called = (names[first], names[second]) if names else (f"column {first + 1}", f"column {second + 1}")
    sources, targets = node_names(name, ends, (kinds[first], kinds[second]), called, choices, graph)
    sources, targets = two_kinds_of_nodes(sources, targets, called, bool(names), choices, graph, table)
    types = types_of_edges(frame, (first, second))
    find_direction(sources, targets, called if names else None, types[1] if types else None, choices, graph, table)
    graph.ids, graph.ends = indexed(sources, targets)
    if graph.kind_names:
        graph.kinds = kinds_of_columns(graph)
    return graph


def _whole_rows(
    name: str, frame: Any, places: tuple[int, int], graph: RawGraph, table: TextTable | None, *, first: int = 1
) -> tuple[Any, Any]:
    """The rows that name two nodes, and these columns of them; `first`: the number of the first row among the edges.

    Raises ValueError for one that names one node.
    """
    ends = frame.iloc[:, list(places)]
    missing = (ends.isna() | (ends == "")).to_numpy()
    empty = missing.all(axis=1)
    half = missing.any(axis=1) & ~empty
    if bool(half.any()):
        row = int(half.argmax())
        line = table.line_of(frame.index[row]) if table else None
        where = f" (line {line:,})" if line else ""
        raise ValueError(f"{name}: edge {row + first:,} has only one end{where}; every row needs two node names")
    if bool(empty.any()):
        frame, ends = frame[~empty], ends[~empty]
        graph.decide("rows", f"{counted(int(empty.sum()), 'row')} without a name left out")
    return frame, ends
