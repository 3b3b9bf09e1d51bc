"""The tables of docs/graphs.md: link prediction and clustering (benchmarks/graph_links.py), and what a model uses of a graph
(benchmarks/graph_effects.py)."""

from __future__ import annotations

from typing import Any

from benchmarks import results
from vizvae.graph.links.baselines import BASELINES

GRAPH_ORDER = ("cora", "citeseer", "pubmed", "karate")
LINK_COLUMNS = ("AUC", "AP", "HR@100", "MRR")


def _figures(name: str) -> dict[str, Any]:
    return results.read(f"graph_effect_{name}")


def _spread(figure: dict[str, Any] | None) -> str:
    return "—" if figure is None else f"{figure['mean']:.2f} ± {figure['sd']:.2f}"


def _link_cells(figures: dict[str, dict[str, float]]) -> list[str]:
    return [_spread(figures[key]) if key in figures else "not measured" for key in ("auc", "ap", "hits_100", "mrr")]


def graphs_table() -> str:
    """Link prediction and clustering as the command line printed them, see benchmarks/graph_links.py."""
    found = [
        results.read(path.stem)
        for path in sorted(results.RESULTS.glob("graph_*.json"))
        if not path.stem.startswith("graph_effect_")
    ]
    links = [figures for figures in found if "auc" in figures]
    rows = []
    for one in sorted(links, key=lambda one: (GRAPH_ORDER.index(one["dataset"]), one["auc"]["mean"])):
        beta = "—" if one["effective_beta"] is None else f"{one['effective_beta']:.2g}"
        rows.append([f"{one['dataset']}{_splits(one)}", f"`{one['model']}`", *_link_cells(one), beta, results.number(one["kl"])])
    tables = [results.table(["graph", "model", *LINK_COLUMNS, "effective β", "KL, nats a node"], rows)]
    if baselines := [figures for figures in found if "baselines" in figures]:
        rows = [
            [f"{one['dataset']}{_splits(figures)}", figures["title"], *_link_cells(figures)]
            for one in sorted(baselines, key=lambda one: GRAPH_ORDER.index(one["dataset"]))
            for figures in sorted(one["baselines"].values(), key=lambda figures: figures["auc"]["mean"])
        ]
        tables.append(results.table(["graph", "baseline", *LINK_COLUMNS], rows))
    if clusters := [figures for figures in found if "acc" in figures]:
        rows = [[one["dataset"], f"`{one['model']}`", *(_spread(one[key]) for key in ("acc", "nmi", "ari"))] for one in clusters]
        tables.append(results.table(["clustering", "model", "ACC", "NMI", "ARI"], rows))
    return "\n\n".join(tables)


def _splits(figures: dict[str, Any]) -> str:
    """How many, where they are not ten."""
    runs = len(figures["auc"]["runs"])
    return "" if runs == 10 else f", {runs} splits"


def baselines_table() -> str:
    """What each of the rows of `graphs_table` is that is no model."""
    return results.table(["baseline", "what it is"], [[one.title, one.explained] for one in BASELINES.values()])


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
    return results.table(["AUC", *columns.values()], rows)


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
    return results.table(head, rows)


def direction_table() -> str:
    named = {"source_target": "two codes a node", "shared": "one code a node", "baseline": "—"}
    rows = []
    for label, row in _figures("direction").items():
        for which, figures in row.items():
            rows.append(
                [f"{label}{_splits(figures)}", named[which], *(_spread(figures[key]) for key in ("auc", "ap", "direction_auc"))]
            )
    return results.table(["graph, model", "codes", "AUC", "AP", "AUC of u → v against v → u"], rows)


def subgraphs_table() -> str:
    rows = []
    for label, row in _figures("subgraphs").items():
        for subgraphs, figures in row.items():
            whole = "the whole graph" if subgraphs == "1" else f"{subgraphs} subgraphs of about {figures['nodes']:,} nodes"
            rows.append(
                [f"{label}, {len(figures['auc']['runs'])} splits", whole, *(_spread(figures[key]) for key in ("auc", "ap"))]
            )
    return results.table(["graph, model", "a step over", "AUC", "AP"], rows)


TABLES = {
    "graphs": graphs_table,
    "graph baselines": baselines_table,
    "graph kinds": kinds_table,
    "graph weights": weights_table,
    "graph direction": direction_table,
    "graph subgraphs": subgraphs_table,
}
