"""The features of a node that is not in the graph, from a table."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor

from vizvae.graph.data import Graph
from vizvae.graph.links.pairs import rows_by_known_names
from vizvae.words import counted


def new_features(name: str, content: bytes, graph: Graph) -> Float[Tensor, " feature"]:
    """From rows of feature and value, those that are left out being 0, or from one row with a value for each feature.

    Raises ValueError for a feature that the graph does not have, is named twice, or has no number.
    """
    if graph.features is None:
        raise ValueError(f"{graph.title} has no features, so none can be given to a new node")
    width = graph.features.num_columns
    known = {feature: place for place, feature in enumerate(graph.feature_names)}
    rows = rows_by_known_names(name, content, lambda cell: cell in known or _is_number(cell))
    if len(rows) <= 2 and len(rows[-1]) == width != 2:
        return torch.tensor([_number(name, cell) for cell in rows[-1]])
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
        features[place] = _number(name, row[1])
    return features


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
