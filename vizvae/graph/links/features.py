"""The features of a node that is not in the graph, from a table."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor

from vizvae.graph.data import Graph
from vizvae.graph.links.pairs import rows_by_known_names
from vizvae.words import counted


def new_features(name: str, content: bytes, graph: Graph) -> Float[Tensor, " feature"]:
    """From rows of feature and value, or from one row with a value for each feature, in the order of a header row where there is one.

    Values are as in the graph's file, and scaled as its own were; what is left out is 0 once scaled.
    Raises ValueError for a feature that the graph does not have, is named twice, or has no number, for a first of two rows that is no
    header, and for a graph whose features were scaled when that was not noted.
    """
    if graph.features is None:
        raise ValueError(f"{graph.title} has no features, so none can be given to a new node")
    width = graph.features.num_columns
    known = {feature: place for place, feature in enumerate(graph.feature_names)}
    rows = rows_by_known_names(name, content, lambda cell: cell in known or _is_number(cell))
    if graph.reading is not None and graph.reading.choices.features and not graph.feature_scales:
        raise ValueError(
            f"{graph.title}: its features were scaled when that was not yet noted, so that none can be given to a new node: upload it "
            "again and train again"
        )
    if len(rows) == 2 and known and set(rows[0]) == set(known) and len(rows[0]) == len(rows[1]) == width:
        rows = [list(pair) for pair in zip(*rows, strict=True)]
    elif len(rows) <= 2 and len(rows[-1]) == width != 2:
        if len(rows) == 2:
            raise ValueError(_no_header(name, rows[0], graph, width))
        return torch.tensor([_scaled(graph, place, _number(name, cell)) for place, cell in enumerate(rows[0])])
    features, given = torch.zeros(width), set()
    for number, row in enumerate(rows):
        if len(row) != 2:
            raise ValueError(
                f"{name}: expected rows of a feature and its value, or one row of {width:,} values; row {number + 1:,} has "
                f"{counted(len(row), 'cell')}"
            )
        if number == 0 and row[0] not in known and len(rows) > 1 and not _is_number(row[1]):
            continue  # a header
        place = known.get(row[0], int(row[0]) if not known and row[0].isascii() and row[0].isdigit() else -1)
        if not 0 <= place < width:
            some = ", ".join(map(repr, graph.feature_names[:3])) or f"numbers from 0 to {width - 1:,}"
            raise ValueError(f"{name}: the graph has no feature {row[0][:60]!r}; some are {some}")
        if place in given:
            raise ValueError(f"{name}: the feature {row[0][:60]!r} is given twice")
        given.add(place)
        features[place] = _scaled(graph, place, _number(name, row[1]))
    return features


def _no_header(name: str, row: list[str], graph: Graph, width: int) -> str:
    if not graph.feature_names:
        return f"{name}: the graph's features have no names, so that one row of {width:,} values is expected, got 2 rows"
    known = set(graph.feature_names)
    odd = next((cell for cell in row if cell not in known), "")
    got = f"got {odd[:60]!r} first that is none" if odd else f"got {counted(len(row), 'cell')} for {len(set(row)):,} of them"
    return f"{name}: expected its first row to name the {width:,} features of the graph, each once, {got}"


def _scaled(graph: Graph, feature: int, value: float) -> float:
    """A value as it stands in a file, as the model reads it."""
    mean, deviation = graph.feature_scales[feature] if graph.feature_scales else (0.0, 1.0)
    return (value - mean) / deviation


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _number(name: str, text: str) -> float:
    if not _is_number(text):
        raise ValueError(f"{name}: expected a number as the value of a feature, got {text[:60]!r}")
    return float(text)
