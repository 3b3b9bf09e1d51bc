"""The table of models, to be taken along."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from vizvae.cards.figures import KINDS
from vizvae.cards.rows import ModelRow
from vizvae.tables import Sheet

FACTS = ("name", "kind", "data", "title", "origin", "latents", "weights", "objective", "epochs", "seed", "date", "version")
OF_A_FIGURE = ("low", "high", "sd", "over")
LAST = ("weights_sha256", "cite")
COLUMNS = (*FACTS, *(name for key in KINDS for name in (key, *(f"{key}_{part}" for part in OF_A_FIGURE))), *LAST)


def models_sheet(rows: Iterable[ModelRow]) -> Sheet:
    """A line a model; numbers unrounded, empty where there are none; `cite` is a line to cite."""
    rows = list(rows)
    return Sheet(
        file="vizvae-models", title="Models", rows=[_cells(row) for row in rows], cite="\n".join(row.citation for row in rows)
    )


def _cells(row: ModelRow) -> dict[str, Any]:
    cells: dict[str, Any] = dict.fromkeys(COLUMNS)
    cells |= {name: getattr(row, name) for name in FACTS}
    for key, figure in row.figures.items():
        cells |= {key: figure.value, **{f"{key}_{part}": getattr(figure, part) for part in OF_A_FIGURE}}
    return cells | {"weights_sha256": row.source.weights_sha256, "cite": row.citation}
