"""Classes of nodes from a table beside a graph: which column holds them, and for which nodes."""

from __future__ import annotations

from vizvae.graph.readers.attributes import is_class_name, may_be_classes, number_of
from vizvae.graph.readers.cells import MISSING, kind_of
from vizvae.graph.readers.edge_list import rows_of
from vizvae.graph.readers.node_tables import NodeTable, plain
from vizvae.graph.readers.reading import Choices, Decision, RawGraph, listed, unclear
from vizvae.words import are, counted

UNKNOWN = MISSING - {"", "none", "NONE", "na", "Na", "."}
"""What tables write where a node's class is not known"""


def classes_of_table(table: NodeTable, nodes: list[str], choices: Choices) -> list[str]:
    """The class of each node, empty where the table has none. Raises ValueError for a table of mostly other nodes, UnclearFile for one with
    several columns that may be classes.
    """
    of = set(nodes)
    unknown = [node for node in table.nodes or () if node not in of]
    if unknown and 2 * len(unknown) >= len(table.nodes or ()):
        raise ValueError(f"{table.name} labels {len(unknown):,} nodes that the graph does not have, such as {min(unknown)!r}")
    if unknown:
        told = f"{counted(len(unknown), 'row')} of {table.name} left out"
        table.decisions.append(Decision(what="classes", taken=told, why=f"the graph has no node {min(unknown)!r}"))
    if table.content is not None:
        cells = table.content[1]
    else:
        cells = table.frame.iloc[:, _class_column(table, choices)].fillna("").tolist()
        if all(number is not None and number % 1 == 0 for number in (number_of(cell) for cell in cells if cell)):
            cells = [plain(cell, True) if cell else "" for cell in cells]
    given = dict(zip(table.nodes or (), cells, strict=True))
    values = [given.get(node, "") for node in nodes]
    without = values.count("")
    if without and without < len(values):
        table.decisions.append(Decision(what="classes", taken=f"{len(values) - without:,} of {len(values):,} nodes have a class"))
    return values


def without_unknown(given: list[str], graph: RawGraph) -> list[str]:
    """Classes, empty where they are written as unknown: `?`, NA and the like, and -1 beside classes numbered from 0 or 1. -1 and 1 alone
    are two classes."""
    values = set(given) - {""}
    unknown = values & UNKNOWN
    numbers = {value: number_of(value) for value in values - unknown}
    others = {number for number in numbers.values() if number != -1}
    if len(others) > 1 and others in (set(range(len(others))), set(range(1, len(others) + 1))):
        unknown |= {value for value, number in numbers.items() if number == -1}
    if not unknown:
        return given
    count = sum(value in unknown for value in given)
    graph.decide(
        "classes", f"{listed(sorted(unknown))} {are(len(unknown))} read as no class", f"{counted(count, 'node')} so have none"
    )
    return ["" if value in unknown else value for value in given]


def _class_column(table: NodeTable, choices: Choices) -> int:
    """The column of classes: the one chosen, the only one, the one that is called so, or the only one with few values."""
    columns = table.columns
    if choices.classes:
        wanted = choices.classes
        if wanted in columns:
            return columns.index(wanted)
        if f"column {wanted}" in columns:
            return columns.index(f"column {wanted}")
        raise ValueError(f"{table.name}: no column {wanted!r}; it has {listed(columns)}")
    if len(columns) == 1:
        return 0
    values = [table.frame.iloc[:, place].fillna("").tolist() for place in range(len(columns))]
    possible = [place for place in range(len(columns)) if may_be_classes(values[place])]
    repeated = [
        place
        for place in range(len(columns))
        if 1 < len(set(values[place])) < len(values[place]) and kind_of(table.frame.iloc[:, place]) != "decimal"
    ]
    called = [place for place in repeated if is_class_name(columns[place])]
    likely = called if len(called) == 1 else possible if len(possible) == 1 else repeated if len(repeated) == 1 else []
    if likely:
        place = likely[0]
        told = f"Classes are the column `{columns[place]}` of {table.name}, which has {counted(len(set(values[place]) - {''}), 'value')}"
        table.decisions.append(
            Decision(what="classes", taken=told, why=f"left out: {listed([one for one in columns if one != columns[place]])}")
        )
        return place
    ways = called or possible or repeated or list(range(len(columns)))
    raise unclear(
        table.name,
        f"several columns may hold the classes: {listed(columns)}",
        choices,
        *(
            (
                f"`{columns[place]}`, with {counted(len(set(values[place])), 'value')}",
                f"--classes-from {columns[place]!r}",
                {"classes": columns[place]},
            )
            for place in ways[:4]
        ),
        rows=(tuple(columns), *rows_of(table.frame)),
    )
