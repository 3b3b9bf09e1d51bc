"""Suggested links as rows of a table, and the sentence that goes with them: the same on the command line and on the page."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from vizvae.graph.links.suggest import RankPrecision, SuggestedLink
from vizvae.words import are, counted

SUGGESTED_COLUMNS = (
    "rank", "first", "second", "probability", "chance", "common_neighbours", "neighbours", "shared_features", "features", "same_class",
)  # fmt: skip


def suggestion_rows(links: Sequence[SuggestedLink]) -> list[dict[str, Any]]:
    """With the keys of `SUGGESTED_COLUMNS`; names joined by "; "."""
    return [
        {key: "; ".join(value) if isinstance(value := getattr(link, key), tuple) else value for key in SUGGESTED_COLUMNS}
        for link in links
    ]


def as_csv(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> str:
    """With a head of `columns`, which are the keys of each row; numbers unrounded."""
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def precision_sentence(precision: RankPrecision) -> str:
    """What one may quote of the first so many: a lower bound, for whether the others are missing links the graph cannot tell."""
    return (
        f"Of the {counted(precision.num_pairs, 'likeliest pair')} that the model was not shown, {precision.hits:,} "
        f"{are(precision.hits)} test edges: {100 * precision.precision:.1f} % (95 % interval {100 * precision.low:.1f} to "
        f"{100 * precision.high:.1f})."
    )
