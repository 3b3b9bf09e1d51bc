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


def weights_table() -> str:
    head = [
        "graph, model", "AUC with weights", "without", "correlation of test weights", "mean absolute error", "of the median for all",
        "in intervals of 90 %",
    ]  # fmt: skip
    rows = []
    for label, row in _figures("weights").items():
        of = row["with"]["weights"]
        cells = [_spread(row["with"]["auc"]), _spread(row["without"]["auc"])]
        cells += [_spread(of[key]) for key in ("correlation", "mae", "mae_of_median")]
        rows.append([label, *cells, f"{of['within_90']['mean']:.0%}"])
    return _table(head, rows)


def direction_table() -> str:
    named = {"source_target": "two codes a node", "shared": "one code a node", "baseline": "—"}
    rows = []
    for label, row in _figures("direction").items():
        for which, figures in row.items():
            runs = len(figures["auc"]["runs"])
            splits = "" if runs == 10 else f", {runs} splits"
            rows.append([f"{label}{splits}", named[which], *(_spread(figures[key]) for key in ("auc", "ap", "direction_auc"))])
    return _table(["graph, model", "codes", "AUC", "AP", "AUC of u → v against v → u"], rows)


def subgraphs_table() -> str:
    rows = []
    for label, row in _figures("subgraphs").items():
        for subgraphs, figures in row.items():
            whole = "the whole graph" if subgraphs == "1" else f"{subgraphs} subgraphs of about {figures['nodes']:,} nodes"
            rows.append(
                [f"{label}, {len(figures['auc']['runs'])} splits", whole, *(_spread(figures[key]) for key in ("auc", "ap"))]
            )
    return _table(["graph, model", "a step over", "AUC", "AP"], rows)


TABLES = {
    "graph kinds": kinds_table,
    "graph weights": weights_table,
    "graph direction": direction_table,
    "graph subgraphs": subgraphs_table,
}
