"""Whether the first row of a table names the columns: by what it says, and by what the columns below it hold."""

from __future__ import annotations

import re
from typing import Any

from vizvae.graph.readers.cells import is_number, kind_of
from vizvae.graph.readers.columns import ends_by_name, is_word_of_headers
from vizvae.graph.readers.reading import Choices, unclear

TRAITS = {
    "hold digits": re.compile(r".*\d"),
    "begin with a capital": re.compile(r"[^\W\d_a-zß-öø-ÿ]"),
    "begin with a sign": re.compile(r"[^\w\s\"']"),
    "hold an @": re.compile(r".*@"),
}


def find_header(name: str, frame: Any, choices: Choices, first_rows: tuple[tuple[str, ...], ...]) -> tuple[bool, str]:
    """Whether the first row of the frame (text) is a header, and why. Raises UnclearFile where nothing tells."""
    first, body = [str(cell) for cell in frame.iloc[0].fillna("")], frame.iloc[1:]
    if choices.header is not None:
        return choices.header, "as was said"
    if choices.ends and not all(end.isdigit() for end in choices.ends):
        if all(end in first for end in choices.ends):
            return True, f"it names {choices.ends[0]} and {choices.ends[1]}"
        raise ValueError(
            f"{name}: no columns {choices.ends[0]!r} and {choices.ends[1]!r} in its first row, which is {first[:12]}"
        )
    named = ends_by_name(first, hints=False)
    strong = bool(named)
    if len(body) == 0:
        return strong, "it names the ends of edges" if strong else "there is only one row"
    if first[0] == "" and all(first[1:]) and bool((body.iloc[:, 0] != "").all()):
        return True, "its first column has no name, as in tables that pandas writes"
    kinds = [kind_of(body.iloc[:, place]) for place in range(body.shape[1])]
    counted = [place for place, kind in enumerate(kinds) if kind in ("whole", "decimal", "date")]
    words_above = [place for place in counted if first[place] and not is_number(first[place])]
    numbers_above = [place for place in counted if is_number(first[place])]
    ways = (
        ("the first row names the columns", "--header", {"header": True}),
        ("the first row is an edge", "--no-header", {"header": False}),
    )
    if words_above and not numbers_above:
        return True, "below it the columns hold numbers" if len(counted) > 1 else "below it a column holds numbers"
    if words_above and not (strong and set(named[0]) <= set(words_above)):
        raise unclear(
            name, f"its first row has the word {first[words_above[0]]!r} above numbers and the number {first[numbers_above[0]]!r} above "
            "numbers", choices, *ways, rows=first_rows,
        )  # fmt: skip
    if words_above:
        return True, "it names the ends of edges"
    if numbers_above:
        return _numbers_first(name, first, body, choices, first_rows)
    return _words_first(name, first, body, strong, named, ways, choices, first_rows)


def _numbers_first(
    name: str, first: list[str], body: Any, choices: Choices, first_rows: tuple[tuple[str, ...], ...]
) -> tuple[bool, str]:
    if first == [str(place) for place in range(len(first))] and len(body) > 1 and not (body.isin(["0", "1"])).to_numpy().any():
        raise unclear(
            name, f"its first row is {', '.join(first)}, as pandas numbers columns, and no other row names 0 or 1", choices,
            ("the first row numbers the columns", "--header", {"header": True}),
            ("the first row is an edge", "--no-header", {"header": False}), rows=first_rows,
        )  # fmt: skip
    return False, "it holds numbers, as the columns below it do"


def _words_first(
    name: str, first: list[str], body: Any, strong: bool, named: list[tuple[int, int]], ways: Any, choices: Choices,
    first_rows: tuple[tuple[str, ...], ...],
) -> tuple[bool, str]:  # fmt: skip
    """Only words, above and below."""
    twice = (body == first).all(axis=1)
    below = body[~twice]
    own = [place for place in range(len(first)) if bool((below.iloc[:, place] == first[place]).any())]
    others = [place for place in range(len(first)) if bool((below == first[place]).to_numpy().any())]
    ends = named[0] if named else ()
    if strong and not set(ends) & set(others):
        return True, "it names the ends of edges"
    known = [place for place in range(len(first)) if is_word_of_headers(first[place])]
    if not own and len(known) > 1 and not (strong and set(ends) & set(others)):
        return True, f"{first[known[0]]!r} and {first[known[1]]!r} are names of columns"
    if strong or (others and len(known) > 1):
        place = next(iter([*(set(ends) & set(others)), *others]))
        raise unclear(name, f"{first[place]!r} of its first row could name a column, and stands in other rows as well", choices, *ways,
                      rows=first_rows)  # fmt: skip
    if len(set(first)) < len(first):
        return False, f"no columns are called {' and '.join(map(repr, first[:3]))}"
    if others:
        return False, f"`{first[others[0]]}` of it stands in other rows, too"
    if len(body) > 1:
        for trait, pattern in TRAITS.items():
            apart = [
                place for place in range(len(first))
                if not pattern.match(first[place]) and bool(body.iloc[:, place].str.match(pattern.pattern).all())
            ]  # fmt: skip
            if len(apart) > 1:
                return True, f"the names below it {trait}, and those in it do not"
    if known:
        return True, f"{first[known[0]]!r} is the name of a column"
    if bool(twice.any()):
        return False, "the same row stands there again"
    raise unclear(
        name,
        f"its first row is {' and '.join(map(repr, first[:4]))}, which stand in no other row",
        choices,
        *ways,
        rows=first_rows,
    )
