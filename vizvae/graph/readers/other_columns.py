"""What the columns of a table of edges hold beside the ends: weights, dates, types, or what is left out."""

from __future__ import annotations

from typing import Any

import numpy as np

from vizvae.graph.readers.cells import numbers_of, said_of_commas
from vizvae.graph.readers.columns import role_of
from vizvae.graph.readers.dates import are_timestamps, times_of
from vizvae.graph.readers.direction import types_of_edges
from vizvae.graph.readers.ends import choice_of_column, chosen_column
from vizvae.graph.readers.reading import Choices, RawGraph, listed
from vizvae.graph.readers.text import TextTable
from vizvae.words import counted


def _column(names: list[str] | None, place: int) -> str:
    return f"`{names[place] or '—'}`" if names else f"column {place + 1}"


def _described_column(names: list[str] | None, place: int, role: str) -> str:
    called = _column(names, place)
    return called if role in ("left out", "number") else f"{called} ({'weights' if role == 'weight' else role})"


def _left_out(columns: list[str], *, such_as_weights: bool) -> str:
    weighted, more = ", such as weights," if such_as_weights else "", " …" if len(columns) > 8 else ""
    return f"Other columns ({len(columns)}){weighted} are left out: {', '.join(columns[:8])}{more}"


def say_what_is_left_out(
    name: str, frame: Any, names: list[str] | None, kinds: list[str], ends: tuple[int, int], choices: Choices, graph: RawGraph,
    table: TextTable | None,
) -> int | None:  # fmt: skip
    """Each column's role; returns the place of the one that holds weights, None where there is none or there are several."""
    types = types_of_edges(frame, ends)
    columns: list[str] = []
    for place in range(frame.shape[1]):
        if place in ends:
            columns.append("one end" if place == ends[0] else "the other end")
            continue
        role = role_of(names[place]) if names else ""
        if not role or (role == "weight" and kinds[place] not in ("whole", "decimal")):
            moments = kinds[place] in ("whole", "decimal") and are_timestamps(frame.iloc[:, place])
            kind = "date" if moments else kinds[place]
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
    if not weights and weight is None and names and choices.weights is None:
        for place in range(len(columns)):
            called_so = columns[place] == "left out" and role_of(names[place]) == "weight"
            if called_so and bool(frame.iloc[:, place].str.contains(r"\d").any()):
                take_weights(name, frame, names, place, choices, graph, table)
    for place in weights:
        values = numbers_of(frame.iloc[:, place], _separator(table))
        none, below = int((values == 0).sum()), int((values < 0).sum())
        if none or below:
            told = [
                f"{counted(count, 'row')} with a weight {what}" for count, what in ((none, "of 0"), (below, "below 0")) if count
            ]
            graph.decide(
                "weights of 0", f"{' and '.join(told)} {'is an edge' if none + below == 1 else 'are edges'} as the others are"
            )
    of_types = [place for place in range(len(columns)) if columns[place] == "type" and place != (types and types[0])]
    if names and any(kinds[place] == "word" and role_of(names[place]) == "type" for place in of_types):
        values = [listed(sorted(set(frame.iloc[:, place]))[:4]) for place in of_types]
        graph.decide("types", f"Edges of all types are read alike ({'; '.join(values[:2])})")
    return weight


def take_weights(
    name: str, frame: Any, names: list[str] | None, place: int, choices: Choices, graph: RawGraph, table: TextTable | None
) -> None:
    """The numbers of a column, where each edge has one. Raises ValueError where some edge has none, and the column was asked for."""
    cells = frame.iloc[:, place]
    numbers = numbers_of(cells, _separator(table))
    without = ~np.isfinite(numbers)
    if bool(without.any()):
        row = int(without.argmax())
        cell, line = str(cells.iloc[row]) if cells.notna().iloc[row] else "", table.line_of(cells.index[row]) if table else None
        where = f"line {line:,}" if line else f"edge {row + 1:,}"
        why = f"some edge has none that is a finite number ({f'`{cell[:40]}`' if cell else 'an empty cell'} in {where})"
        if choices.weights:
            raise ValueError(
                f"{name}: {_column(names, place)} cannot be weights, {why}: write numbers there, or leave out --weights"
            )
        graph.decide("no weights", f"Edge weights ({_column(names, place)}) are left out", why)
        return
    graph.weights = numbers
    if said := said_of_commas(cells, _separator(table)):
        told = f"Numbers of {_column(names, place)} with commas are read so: {said}"
        graph.decide("weights", told, once_used=told)


def _separator(table: TextTable | None) -> str:
    return table.separator if table else ""


def times_of_edges(frame: Any, names: list[str] | None, graph: RawGraph) -> Any:
    """Of the one column of dates; None where there is none, or there are several."""
    places = [place for place, role in enumerate(graph.columns) if role == "date"]
    if len(places) != 1:
        return None
    times, said = times_of(frame.iloc[:, places[0]])
    called = f"`{names[places[0]]}`" if names else f"column {places[0] + 1}"
    kept = "Edges can be split by time" if times is not None else "Edges have no order in time"
    graph.decide("dates", f"{kept}: {called}, {said}")
    return times
