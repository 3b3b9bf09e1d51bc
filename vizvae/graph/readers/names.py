"""Names of nodes in a table of edges: whole numbers written as decimals, names that differ in spelling only, nodes of two kinds."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from vizvae.graph.readers.cells import MISSING
from vizvae.graph.readers.columns import two_kinds
from vizvae.graph.readers.comments import is_konect
from vizvae.graph.readers.reading import Choices, RawGraph, listed
from vizvae.graph.readers.text import TextTable
from vizvae.words import counted

LARGEST_EXACT = 2**53


def node_names(
    name: str, ends: Any, kinds: tuple[str, str], called: tuple[str, str], choices: Choices, graph: RawGraph
) -> tuple[list[str], list[str]]:
    """The two columns as names. Whole numbers are written as such: 1.0 and 1 are one node.

    Raises ValueError for numbers whose last digits a spreadsheet has cut.
    """
    columns: list[list[str]] = []
    for place, kind in enumerate(kinds):
        cells = ends.iloc[:, place].tolist()
        if kind == "decimal" and not choices.ends:
            raise ValueError(
                f"{name}: {called[place]} holds numbers such as {next(c for c in cells if not _is_whole(c))}, expected names"
            )
        columns.append(cells)
    texts: set[str] = {text for cells in columns for text in cells}
    if all(kind == "whole" for kind in kinds):
        whole = {text: _whole(name, text) for text in texts if not text.isdigit() or text[0] == "0"}
        changed = {text: number for text, number in whole.items() if number != text}
        if changed:
            columns = [[changed.get(text, text) for text in cells] for cells in columns]
            example = min(changed)
            graph.decide("names", f"Whole numbers that are written otherwise are read as such ({example} is {changed[example]})")
    composed = {text: unicodedata.normalize("NFC", text) for text in texts if not text.isascii()}
    merged = [text for text, plain in composed.items() if text != plain]
    if merged:
        columns = [[composed.get(text, text) for text in cells] for cells in columns]
        graph.decide(
            "names",
            f"{counted(len(merged), 'name')} written with combining marks were composed, as {listed([composed[merged[0]]])}",
        )
    texts = {text for cells in columns for text in cells}
    zeros = sorted(text for text in texts if text[:1] == "0" and len(text) > 1 and text.isdigit() and text.lstrip("0") in texts)
    if zeros:
        graph.decide("names", f"`{zeros[0]}` and `{zeros[0].lstrip('0')}` are two nodes", "zeros in front are kept")
    odd = sorted(texts & MISSING)
    below_zero = [text for text in texts if text[:1] == "-" and text[1:].isdigit()]
    if len(below_zero) == 1 and all(kind == "whole" for kind in kinds):  # as -1 or -999 stands for a missing value
        odd += below_zero
    if odd:
        graph.decide(
            "names",
            f"{listed(odd)} {'is the name of a node' if len(odd) == 1 else 'are names of nodes'}: if it means none, remove these rows",
        )
    lower: dict[str, set[str]] = {}
    for text in texts:
        lower.setdefault(text.casefold(), set()).add(text)
    alike = sorted(min(found) for found in lower.values() if len(found) > 1)
    if alike:
        graph.decide(
            "names",
            f"{counted(len(alike), 'name')} such as {listed(sorted(lower[alike[0].casefold()])[:3])} differ in capitals only, and are "
            "different nodes",
        )
    return columns[0], columns[1]


def _is_whole(text: str) -> bool:
    try:
        return float(text) % 1 == 0
    except ValueError:
        return False


def _whole(name: str, text: str) -> str:
    """1.0 as 1; zeros in front are kept, for they may be part of a name. Raises ValueError for a number whose last digits are lost."""
    if text.isdigit():
        return text
    found = re.fullmatch(r"([-+]?)(\d*)\.?(\d*)(?:[eE]([-+]?\d+))?", text)
    if found is None:
        return text
    sign, before, after, exponent = found.groups()
    if exponent is not None and (int(exponent) > len(after) or abs(float(text)) > LARGEST_EXACT):
        raise ValueError(
            f"{name}: {text} has lost its last digits, as spreadsheets do to long numbers: save the column as text, and export it again"
        )
    if exponent is None and not after.strip("0"):
        return ("-" if sign == "-" else "") + (before or "0")
    return str(int(float(text)))


def two_kinds_of_nodes(
    sources: list[str], targets: list[str], called: tuple[str, str], named: bool, choices: Choices, graph: RawGraph,
    table: TextTable | None,
) -> tuple[list[str], list[str]]:  # fmt: skip
    """The user 1 and the item 1 are two nodes: each is called with its column's name where the same names stand in both.

    Where the nodes are of two kinds, `graph.kind_names` is what these are called.
    """
    told = is_konect(table) == "bip"
    apart = choices.two_kinds if choices.two_kinds is not None else told or (named and two_kinds(*called))
    both = set(sources) & set(targets)
    why = "as was said" if choices.two_kinds else "as a comment line says" if told else "as the columns are called"
    if not apart:
        if both and named and not _alike(*called):
            graph.decide("kinds", f"A name in both columns ({called[0]} and {called[1]}) is one node")
        if not both and choices.two_kinds is None:
            # Among the edges of one kind of nodes, cycles do not let each node stand in one column only but by chance.
            if len(set(zip(sources, targets, strict=True))) >= len(set(sources) | set(targets)):
                graph.kind_names = called
                graph.decide("kinds", f"Nodes of two kinds: {called[0]} and {called[1]}", "no name stands in both columns")
            else:
                graph.decide("kinds", "No name stands in both columns: if these are nodes of two kinds, say so (--two-kinds)")
        return sources, targets
    graph.kind_names = called
    if not both:
        graph.decide("kinds", f"Nodes of two kinds: {called[0]} and {called[1]}", why)
        return sources, targets
    graph.decide(
        "kinds",
        f"Nodes of two kinds, so that `{min(both)}` in both columns is two nodes ({called[0]} {min(both)}, {called[1]} {min(both)})",
        why,
    )
    return [f"{called[0]} {text}" for text in sources], [f"{called[1]} {text}" for text in targets]


def _alike(first: str, second: str) -> bool:
    from vizvae.graph.readers.columns import ends_by_name

    return bool(ends_by_name([first, second]))
