"""Columns called from and to, or start and end, that hold when an edge was there beside two others that hold its ends."""

from __future__ import annotations

from typing import Any

import numpy as np

from vizvae.graph.readers.cells import numbers_of
from vizvae.graph.readers.columns import ends_by_name, tokens
from vizvae.graph.readers.dates import are_timestamps, are_years

CALLED = (("from", "to"), ("start", "end"))
"""Of the names of two ends, those that are names of two moments, too"""
EARLIEST_YEAR = 1000

Pair = tuple[int, int]


def ends_beside_span(frame: Any, names: list[str], usable: list[bool], kinds: list[str]) -> tuple[list[Pair], Pair | None]:
    """Pairs of columns that may be the ends where two others are called like a span of time, and that span; nothing and None where there
    are none, or only the span's own columns are called like ends.

    Only the others if it is plain that it is a span: no row ends before it starts, and they hold years or moments, or the others are
    plainly called ends. Both, and no span, if that may be so.
    """
    words = [tokens(name) for name in names]
    found = [
        (first, second)
        for first in range(len(names))
        for second in range(len(names))
        if len(words[first]) == len(words[second]) == 1 and (words[first][0], words[second][0]) in CALLED
        if usable[first] and usable[second]
    ]
    spans = {span: _looks_like_one(frame, span) for span in found}
    timely = [span for span, (in_order, of_years) in spans.items() if in_order and of_years]
    ordered = [span for span, (in_order, _) in spans.items() if in_order]
    for span in (timely or ordered or found)[:1]:
        others = ends_by_name(names, [able and place not in span for place, able in enumerate(usable)])
        if not others:
            return [], None
        in_order, of_years = spans[span]
        weak = not ends_by_name([names[place] for place in others[0]], hints=False)
        rivals = len(timely or ordered) > 1
        if in_order and (of_years or not weak) and not rivals:
            return others, span
        if rivals or not weak or in_order or _names_beside_numbers(others[0], span, kinds):
            return [span, *others], None
    return [], None


def _looks_like_one(frame: Any, span: Pair) -> tuple[bool, bool]:
    """Whether no row ends before it starts, and whether both columns hold years or moments in time. One that has not ended has no end."""
    columns = frame.iloc[:, list(span)]
    columns = columns[(columns.notna() & (columns != "")).all(axis=1)]
    starts, ends = (numbers_of(columns.iloc[:, place]) for place in (0, 1))
    if len(columns) == 0 or np.isnan(starts).any() or np.isnan(ends).any():
        return False, False
    moments = all(are_timestamps(columns.iloc[:, place]) for place in (0, 1))
    return bool((starts <= ends).all()), moments or are_years(np.concatenate([starts, ends]), EARLIEST_YEAR)


def _names_beside_numbers(others: Pair, span: Pair, kinds: list[str]) -> bool:
    return all(kinds[place] == "word" for place in others) and all(kinds[place] == "whole" for place in span)
