"""The tables of docs/graphs.md about what a model uses of a graph, from what benchmarks/graph_effects.py measured."""

from __future__ import annotations

import json
from typing import Any

from benchmarks.results import RESULTS


def _figures(name: str) -> dict[str, Any]:
    return json.loads((RESULTS / f"graph_effect_{name}.json").read_text(encoding="utf-8"))["figures"]


def _spread(figure: dict[str, Any] | None) -> str:
    return "—" if figure is None else f"{figure['mean']:.2f} ± {figure['sd']:.2f}"


def _table(head: list[str], rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])


def kinds_table() -> str:
    columns = {
        "all_all": "trained and tested among all pairs",
        "all_between": "trained among all, tested between kinds",
        "between_between": "trained and tested between kinds",
    }
    rows = [
        [label, *(_spread(row[key]["auc"] if key in row else None) for key in columns)]
        for label, row in _figures("kinds").items()
    ]
    return _table(["AUC", *columns.values()], rows)


TABLES = {"graph kinds": kinds_table}
