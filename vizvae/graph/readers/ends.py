"""Which two columns of a table are the ends of its edges: by their names wherever they stand, else by what they hold."""

from __future__ import annotations

import itertools
from typing import Any

from vizvae.graph.readers.columns import ends_by_name, index_name, role_of, tokens, two_kinds
from vizvae.graph.readers.node_list import refuse_list_of_nodes
from vizvae.graph.readers.reading import Choices, RawGraph, unclear
from vizvae.graph.readers.spans import ends_beside_span
from vizvae.graph.readers.text import TextTable
from vizvae.graph.readers.time_before import time_or_number_before

MOST_OFFERED = 4


def find_ends(
    name: str, frame: Any, names: list[str] | None, kinds: list[str], choices: Choices, graph: RawGraph, table: TextTable | None
) -> tuple[int, int]:
    """Places of the two columns; what was decided is added to the graph.

    Raises ValueError for choices that are no columns, UnclearFile where several pairs may be meant.
    """
    if choices.ends:
        places = _chosen(name, names, frame.shape[1], choices)
        graph.decide("ends", f"Ends are {_called(places, names)}", "as was said")
        return places
    usable = [kind in ("whole", "word") for kind in kinds]
    if names is not None:
        named, span = ends_beside_span(frame, names, usable, kinds)
        if span:
            graph.decide("dates", f"{_called(span, names)} hold when each edge was there, and are left out")
        named = named or ends_by_name(names, usable)
        if len(named) > 1:
            return _of_several(name, frame, names, named, choices, graph)
        if named:
            graph.decide("ends", f"Ends found by the columns' names ({_called(named[0], names)})")
            return named[0]
    places = _unnamed(name, frame, names, kinds, usable, choices, graph, table)
    if names is not None:
        refuse_list_of_nodes(name, frame, names, places)
    return places


def _unnamed(
    name: str, frame: Any, names: list[str] | None, kinds: list[str], usable: list[bool], choices: Choices, graph: RawGraph,
    table: TextTable | None,
) -> tuple[int, int]:  # fmt: skip
    """The two columns where no names call them ends."""
    if names is not None:
        after_kinds = [
            pair
            for pair in itertools.combinations([place for place, able in enumerate(usable) if able], 2)
            if two_kinds(names[pair[0]], names[pair[1]])
        ]
        if len(after_kinds) == 1:
            graph.decide("ends", f"Ends are {_called(after_kinds[0], names)}", "called after two kinds of things")
            return after_kinds[0]
    left = [place for place, kind in enumerate(kinds) if kind in ("whole", "word") and not (names and role_of(names[place]))]
    if len(left) > 2:  # memberships and other marks
        marks = [place for place in left if set(frame.iloc[:, place]) <= {"0", "1", ""}]
        left = [place for place in left if place not in marks or len(marks) == frame.shape[1]]
    if names is not None and len(left) > 2:
        indexes = [
            place for place in left
            if index_name(names[place]) and frame.iloc[:, place].is_unique and (names[place] or kinds[place] == "whole")
        ]  # fmt: skip
        for place in indexes[: len(left) - 2]:
            graph.decide("index", f"The column {names[place] or 'without a name'!r} numbers the rows, and is left out")
            left.remove(place)
    if len(left) == 2:
        if frame.shape[1] > 2:
            graph.decide(
                "ends", f"Ends are {_called((left[0], left[1]), names)}", "the only columns left that may hold names of nodes"
            )
        return left[0], left[1]
    if len(left) < 2:
        return _of_few(name, names, kinds, choices, graph, frame)
    return _by_content(name, frame, names, kinds, left, choices, graph, table)


def _chosen(name: str, names: list[str] | None, width: int, choices: Choices) -> tuple[int, int]:
    found = [chosen_column(name, names, width, end) for end in choices.ends]
    if found[0] == found[1]:
        raise ValueError(f"{name}: expected two different columns as ends, got {choices.ends[0]!r} twice")
    return found[0], found[1]


def chosen_column(name: str, names: list[str] | None, width: int, chosen: str) -> int:
    """The place of a column that is named, or numbered from 1. Raises ValueError for none."""
    if names and chosen in names:
        return names.index(chosen)
    if chosen.isdigit() and 1 <= int(chosen) <= width:
        return int(chosen) - 1
    raise ValueError(f"{name}: no column {chosen!r}; it has {', '.join(names) if names else f'{width} columns, from 1'}")


def _called(places: tuple[int, int], names: list[str] | None) -> str:
    first, second = (f"`{names[place]}`" if names and names[place] else f"column {place + 1}" for place in places)
    return f"{first} and {second}"


def _of_several(
    name: str, frame: Any, names: list[str], named: list[tuple[int, int]], choices: Choices, graph: RawGraph
) -> tuple[int, int]:
    """Such as source_id and target_id beside source_name and target_name: the same graph, if each id has one name."""
    texts = [frame.iloc[:, list(pair)] for pair in named]
    if len(named) == 2 and not set(named[0]) & set(named[1]):
        one, other = ([*text.iloc[:, 0], *text.iloc[:, 1]] for text in texts)
        if len(set(zip(one, other, strict=True))) == len(set(one)) == len(set(other)):
            wordy = 1 if any("name" in tokens(names[place]) or "label" in tokens(names[place]) for place in named[1]) else 0
            graph.decide("ends", f"Ends found by the columns' names ({_called(named[wordy], names)})",
                         f"{_called(named[1 - wordy], names)} tell the same")  # fmt: skip
            return named[wordy]
    raise unclear(
        name, "several pairs of its columns are called like the ends of edges", choices,
        *_ways(named, names),
        rows=graph.first_rows,
    )  # fmt: skip


def choice_of_column(place: int, names: list[str] | None) -> str:
    """What `chosen_column` finds it by: its name, or where it has none of its own, its number from 1."""
    return names[place] if names and names[place] and names.count(names[place]) == 1 else str(place + 1)


def _ways(pairs: list[tuple[int, int]], names: list[str] | None) -> list[tuple[str, str, dict[str, Any]]]:
    """As `unclear` wants them."""
    ways = []
    for pair in pairs[:MOST_OFFERED]:
        fields = (choice_of_column(pair[0], names), choice_of_column(pair[1], names))
        ways.append((f"ends are {_called(pair, names)}", f"--ends {','.join(fields)}", {"ends": fields}))
    return ways


def _of_few(
    name: str, names: list[str] | None, kinds: list[str], choices: Choices, graph: RawGraph, frame: Any
) -> tuple[int, int]:
    if frame.shape[1] == 2 and not {"decimal", "empty"} & set(kinds):
        return 0, 1
    held = ", ".join(f"{f'`{names[place]}`' if names else f'column {place + 1}'}: {kind}" for place, kind in enumerate(kinds[:8]))
    if {"decimal"} & set(kinds[:2]) or frame.shape[1] == 2:
        raise ValueError(
            f"{name}: expected two columns of node names, whole numbers or words, found {held}. If these are names, say which: --ends A,B"
        )
    pairs = list(itertools.combinations([place for place, kind in enumerate(kinds) if kind in ("whole", "word", "date")], 2))
    if not pairs:
        raise ValueError(f"{name}: expected two columns of node names, whole numbers or words, found {held}")
    raise unclear(
        name, f"no two columns are plainly the ends of edges ({held})", choices,
        *_ways(pairs, names),
        rows=graph.first_rows,
    )  # fmt: skip


def _by_content(
    name: str, frame: Any, names: list[str] | None, kinds: list[str], left: list[int], choices: Choices, graph: RawGraph,
    table: TextTable | None,
) -> tuple[int, int]:  # fmt: skip
    values = {place: set(frame.iloc[:, place]) for place in left}
    running = _runs(frame.iloc[:, left[0]], kinds[left[0]])
    if names is None and {kinds[place] for place in left[:3]} == {"whole"}:
        before = time_or_number_before(frame.iloc[:, left[:3]], running=running)
        if before:
            graph.decide("index", f"Column {left[0] + 1} {before}, and is left out")
            graph.decide("ends", f"Ends are {_called((left[1], left[2]), names)}", "the same names stand in both")
            return left[1], left[2]
        if before is None:
            raise unclear(
                name, f"column {left[0] + 1} never falls, as a time or a number of the row does not, or names one end", choices,
                *_ways([(left[0], left[1]), (left[1], left[2])], names), rows=graph.first_rows,
            )  # fmt: skip
    shared = {
        pair: len(values[pair[0]] & values[pair[1]]) / min(len(values[pair[0]]), len(values[pair[1]]))
        for pair in itertools.combinations(left, 2)
    }
    first_two = (left[0], left[1])
    if (
        names is None
        and kinds[left[0]] == kinds[left[1]] == "whole"
        and not (running and shared[left[1], left[2]] > shared[first_two])
    ):
        graph.decide("ends", f"Ends are {_called(first_two, names)}", "the first two columns, by custom")
        return first_two
    words = [place for place in left if kinds[place] == "word"]
    if (
        len(words) == 2
        and kinds[left[0]] == "whole"
        and (running or frame.iloc[:, left[0]].is_unique)
        and shared[words[0], words[1]]
    ):
        graph.decide("index", f"{_called((left[0], left[0]), names).split(' and ')[0]} numbers the rows, and is left out")
        graph.decide("ends", f"Ends are {_called((words[0], words[1]), names)}", "the same names stand in both")
        return words[0], words[1]
    best = sorted(shared, key=lambda pair: -shared[pair])
    spaces = table is not None and table.separator == " " and any(kinds[place] == "word" for place in left[2:])
    if shared[best[0]] > 0 and shared[best[0]] > 2 * shared[best[1]] and not spaces:
        graph.decide("ends", f"Ends are {_called(best[0], names)}", "the same names stand in both, as in no other columns")
        return best[0]
    why = (
        "names may hold spaces, or be the first two words of each row"
        if spaces
        else "no two of its columns are plainly the ends of edges"
    )
    raise unclear(
        name, why, choices,
        *_ways(sorted(best), names),
        rows=graph.first_rows,
    )  # fmt: skip


def _runs(cells: Any, kind: str) -> bool:
    """Whether a column numbers the rows: 0, 1, 2 … or from 1."""
    import numpy as np

    if kind != "whole":
        return False
    numbers = cells.astype(float).to_numpy()
    return bool((np.diff(numbers) == 1).all()) and numbers[0] in (0, 1)
