"""What an encoder is worth to a classifier with few labels, as a table to take along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vizvae.cards.sheets import Cite
from vizvae.figures.labels import label_lines
from vizvae.metrics.label_efficiency import NUM_DRAWS
from vizvae.tables import Sheet
from vizvae.words import counted, decimal

FIELDS = ("representation", "classifier", "num_labels", "accuracy", "sd", "weight_decay")


def labels_sheet(name: str, figures: Mapping[str, Any], cite: Cite) -> Sheet:
    """A row for each representation, classifier and number of labels. `figures`: what `python -m vizvae labels NAME --json` says."""
    rows: list[dict[str, Any]] = [
        dict(zip(FIELDS, (one["representation"], one["classifier"], *cells), strict=True))
        for one in figures["curves"]
        for cells in zip(one["num_labels"], one["accuracy"], one["sd"], _decay(one), strict=True)
    ]
    said = "; ".join(
        f"{line.name} "
        + ", ".join(
            f"{decimal(100 * accuracy, 2)} (± {decimal(100 * sd, 2)} SD) with {counted(count, 'label')}"
            for count, accuracy, sd in zip(line.num_labels, line.accuracy, line.sd, strict=True)
        )
        for line in label_lines(figures)
    )
    draws = figures["num_draws"]
    over = f"over {counted(draws, 'draw')} of the labels" + (f", seeds 0 to {draws - 1}" if draws == NUM_DRAWS else "")
    protocol = figures["protocol"].rstrip(".")
    line = cite(f"Accuracy, %, {over}, on {figures['test']}: {said}. {protocol[:1].upper()}{protocol[1:]}")
    return Sheet(file=f"{name}-labels", title="Accuracy with few labels", rows=rows, cite=line)


def _decay(curve: Mapping[str, Any]) -> list[float | None]:
    """Nothing was chosen for some classifiers."""
    return curve.get("weight_decay") or [None] * len(curve["num_labels"])
