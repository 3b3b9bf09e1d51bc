"""Edge lists: tables with a row for each edge."""

from __future__ import annotations

from typing import Any

from vizvae.graph.readers.cells import kind_of, numbers_of
from vizvae.graph.readers.columns import role_of
from vizvae.graph.readers.dates import are_timestamps, times_of
from vizvae.graph.readers.direction import find_direction
from vizvae.graph.readers.ends import choice_of_column, chosen_column, find_ends
from vizvae.graph.readers.header import find_header
from vizvae.graph.readers.heeded import refuse_unheeded
from vizvae.graph.readers.kinds_of_nodes import kinds_of_columns
from vizvae.graph.readers.matrix import matrix_of_table
from vizvae.graph.readers.matrix_market import refuse_size_line
from vizvae.graph.readers.names import node_names, two_kinds_of_nodes
from vizvae.graph.readers.own_export import without_invented_rows
from vizvae.graph.readers.reading import SHOWN_ROWS, UNDIRECTED, Choices, RawGraph, indexed, listed
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
    matrix = matrix_of_table(name, frame, choices, first_rows)
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
    return edges_of_frame(name, frame, choices, table=table)


def rows_of(frame: Any) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(str(cell) for cell in row[:12]) for row in frame.iloc[:SHOWN_ROWS].fillna("").to_numpy().tolist())


def edges_of_frame(
    name: str, frame: Any, choices: Choices, *, table: TextTable | None = None, header: list[str] | None = None
) -> RawGraph:
    """The edges of a table of text; `header`: names of its columns, where the format has them apart from the rows."""
    graph = RawGraph(format="edge list", first_rows=rows_of(frame))
    graph.decide("direction", UNDIRECTED)
    graph.decisions += table.decisions if table else []
    names = header
    if names is None:
        if frame.shape[1] == 2 and len(frame) > 1:  # said first: whether there is a header is of no interest then
            _whole_rows(name, frame.iloc[1:], (0, 1), RawGraph(format=""))
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
    weight = _say_what_is_left_out(name, frame, names, kinds, (first, second), choices, graph)
    frame, ends = _whole_rows(name, frame, (first, second), graph)
    graph.times = _times(frame, names, graph)
    if weight is not None:
        numbers = numbers_of(frame.iloc[:, weight].str.replace(",", ".", regex=False))
        graph.take_weights(numbers, _column(names, weight), said=True)
    called = (names[first], names[second]) if names else (f"column {first + 1}", f"column {second + 1}")
    sources, targets = node_names(name, ends, (kinds[first], kinds[second]), called, choices, graph)
    sources, targets = two_kinds_of_nodes(sources, targets, called, bool(names), choices, graph, table)
    comments = table.comments if table else []
    find_direction(
        sources,
        targets,
        (names[first], names[second]) if names else None,
        choices,
        graph,
        comments,
        arrows=table is not None and table.arrows,
    )
    graph.ids, graph.ends = indexed(sources, targets)
    if graph.kind_names:
        graph.kinds = kinds_of_columns(graph)
    return graph


def _times(frame: Any, names: list[str] | None, graph: RawGraph) -> Any:
    """Of the one column of dates; None where there is none, or there are several."""
    places = [place for place, role in enumerate(graph.columns) if role == "date"]
    if len(places) != 1:
        return None
    times, said = times_of(frame.iloc[:, places[0]])
    called = f"`{names[places[0]]}`" if names else f"column {places[0] + 1}"
    kept = "Edges can be split by time" if times is not None else "Edges have no order in time"
    graph.decide("dates", f"{kept}: {called}, {said}")
    return times


def _whole_rows(name: str, frame: Any, places: tuple[int, int], graph: RawGraph) -> tuple[Any, Any]:
    """The rows that name two nodes, and these columns of them. Raises ValueError for one that names one node."""
    ends = frame.iloc[:, list(places)]
    missing = (ends.isna() | (ends == "")).to_numpy()
    empty = missing.all(axis=1)
    if bool(empty.any()):
        frame, ends, missing = frame[~empty], ends[~empty], missing[~empty]
        graph.decide("rows", f"{counted(int(empty.sum()), 'row')} without a name left out")
    if bool(missing.any()):
        row = int(missing.any(axis=1).argmax()) + 1
        raise ValueError(f"{name}: edge {row:,} has only one end; every row needs two node names")
    return frame, ends


def _column(names: list[str] | None, place: int) -> str:
    return f"`{names[place] or '—'}`" if names else f"column {place + 1}"


def _described_column(names: list[str] | None, place: int, role: str) -> str:
    called = _column(names, place)
    return called if role in ("left out", "number") else f"{called} ({'weights' if role == 'weight' else role})"


def _left_out(columns: list[str], *, such_as_weights: bool) -> str:
    weighted, more = ", such as weights," if such_as_weights else "", " …" if len(columns) > 8 else ""
    return f"Other columns ({len(columns)}){weighted} are left out: {', '.join(columns[:8])}{more}"


def _say_what_is_left_out(
    name: str, frame: Any, names: list[str] | None, kinds: list[str], ends: tuple[int, int], choices: Choices, graph: RawGraph
) -> int | None:
    """Each column's role; returns the place of the one that holds weights, None where there is none or there are several."""
    columns: list[str] = []
    for place in range(frame.shape[1]):
        if place in ends:
            columns.append("one end" if place == ends[0] else "the other end")
            continue
        role = role_of(names[place]) if names else ""
        if not role or (role == "weight" and kinds[place] not in ("whole", "decimal")):
            kind = "date" if kinds[place] == "whole" and are_timestamps(frame.iloc[:, place]) else kinds[place]
            role = {"date": "date", "decimal": "weight", "whole": "number"}.get(kind, "") if role != "type" else role
        columns.append(role or "left out")
    weights = [place for place, role in enumerate(columns) if role == "weight"]
    weight = weights[0] if len(weights) == 1 else None
    if choices.weights is not None:
        weight = chosen_column(name, names, frame.shape[1], choices.weights) if choices.weights else None
    if weight is not None:
        columns[weight] = "weight"
    graph.columns = tuple(columns)
    numbers = [place for place, kind in enumerate(kinds) if kind in ("whole", "decimal") and place not in ends]
    graph.offered_as_weights = tuple(choice_of_column(place, names) for place in numbers)
    rest = [_described_column(names, place, columns[place]) for place in range(len(columns)) if place not in ends]
    if rest:
        others = [text for text in rest if weight is None or text != _described_column(names, weight, "weight")]
        graph.decide(
            "other columns" if weight is None else "weights",
            _left_out(rest, such_as_weights="weight" in columns),
            once_used=_left_out(others, such_as_weights=False) if others else "",
        )
    for place in weights:
        values = numbers_of(frame.iloc[:, place].str.replace(",", ".", regex=False))
        none, below = int((values == 0).sum()), int((values < 0).sum())
        if none or below:
            told = [
                f"{counted(count, 'row')} with a weight {what}" for count, what in ((none, "of 0"), (below, "below 0")) if count
            ]
            graph.decide(
                "weights of 0", f"{' and '.join(told)} {'is an edge' if none + below == 1 else 'are edges'} as the others are"
            )
    if names and any(
        kinds[place] == "word" and role_of(names[place]) == "type" for place in range(len(names)) if place not in ends
    ):
        values = [listed(sorted(set(frame.iloc[:, place]))[:4]) for place in range(len(names)) if columns[place] == "type"]
        graph.decide("types", f"Edges of all types are read alike ({'; '.join(values[:2])})")
    return weight
