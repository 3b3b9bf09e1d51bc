"""Suggested links as rows of a table, and the sentence that goes with them: the same on the command line and on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from vizvae.graph.links.score import ScoredPair
from vizvae.graph.links.suggest import RankPrecision, SuggestedLink
from vizvae.words import are, counted

SUGGESTED_COLUMNS = (
    "rank", "first", "second", "probability", "chance", "common_neighbours", "neighbours", "shared_features", "features", "same_class",
)  # fmt: skip


WEIGHT_COLUMNS = ("weight", "weight_low", "weight_high")
"""Of a model with weights"""


OF_ONE_KIND, OF_TWO_KINDS = ("common_neighbours", "neighbours"), ("paths", "along")
"""What two nodes share, in a graph of one kind of nodes and in one of two"""
OF_FEATURES = ("shared_features", "features")
"""In a graph that has some"""


def suggestion_rows(links: Sequence[SuggestedLink]) -> list[dict[str, Any]]:
    """With the keys of `SUGGESTED_COLUMNS`, in a graph of two kinds those of `OF_TWO_KINDS` in the place of `OF_ONE_KIND`, of a model with
    weights those of `WEIGHT_COLUMNS`, too, in a graph without features not those of `OF_FEATURES`; names joined by "; "."""
    return [
        {key: "; ".join(value) if isinstance(value := getattr(link, key), tuple) else value for key in _columns(link)}
        for link in links
    ]


def scored_rows(scored: Sequence[ScoredPair]) -> list[dict[str, Any]]:
    """The fields of `ScoredPair`; of a model without weights, without those."""
    return [
        {key: value for key, value in asdict(one).items() if value is not None or key not in WEIGHT_COLUMNS} for one in scored
    ]


def _columns(link: SuggestedLink) -> tuple[str, ...]:
    swapped = {} if link.paths is None else dict(zip(OF_ONE_KIND, OF_TWO_KINDS, strict=True))
    left_out = OF_FEATURES if link.shared_features is None else ()
    columns = tuple(swapped.get(key, key) for key in SUGGESTED_COLUMNS if key not in left_out)
    return columns if link.weight is None else (*columns, *WEIGHT_COLUMNS)


def precision_sentence(precision: RankPrecision) -> str:
    """What one may quote of the first so many: a lower bound, for whether the others are missing links the graph cannot tell."""
    return (
        f"Of the {counted(precision.num_pairs, 'likeliest pair')} that the model was not shown, {precision.hits:,} "
        f"{are(precision.hits)} test edges: {100 * precision.precision:.1f} % (95 % interval {100 * precision.low:.1f} to "
        f"{100 * precision.high:.1f})."
    )
