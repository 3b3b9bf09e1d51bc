"""python -m benchmarks.report: write the tables in docs/ from the cards and from benchmarks/results/, and the picture of the rooms from
the imports. --check only compares."""

from __future__ import annotations

import json
import re
import sys
from functools import partial
from typing import Any

from benchmarks import beta_family, graph_tables, results, rooms, seeds, targets, training_cost
from benchmarks.ideas import ideas_list
from benchmarks.results import RESULTS
from vizvae.cards.figures import FACTOR_METRICS, bits_per_dim
from vizvae.catalogue import is_shipped, list_checkpoints
from vizvae.comparison.contenders import contenders_of
from vizvae.comparison.measure import floor_key, read_comparison
from vizvae.metrics.likelihood import Evaluation
from vizvae.metrics.titles import DCI_PARTS, ORIGINAL_TREES
from vizvae.paths import PROJECT, SHIPPED_LABEL_CURVES

DOCS = PROJECT / "docs"
MODEL_COLUMNS = (
    "model", "what", "NLL [95 % interval]", "bits/dim", "samples × images", "ELBO", "reconstruction", "KL", "in use", "active units",
)  # fmt: skip
COMPARE_COLUMNS = ("model", "−log p(x), nats", "Fréchet distance", "one draw, ms", "parameters", "training, s")


def models_table() -> str:
    rows = []
    for checkpoint in filter(is_shipped, list_checkpoints()):
        for fields in checkpoint.card["evaluations"]:
            figures = Evaluation(**fields)
            interval = "" if figures.nll_interval is None else f" [{figures.nll_interval[0]:.2f}, {figures.nll_interval[1]:.2f}]"
            rows.append([
                f"`{checkpoint.name}`", checkpoint.title, f"{results.number(figures.nll)}{interval}",
                "—" if figures.nll is None else f"{bits_per_dim(checkpoint, figures.nll):.3f}",
                f"{f'{figures.num_samples:,} × ' if figures.num_samples else ''}{figures.num_images:,}", results.number(figures.elbo),
                f"{figures.recon_nll:.2f}", results.number(figures.kl), _count(figures.latents_in_use), _count(figures.active_units),
            ])  # fmt: skip
    return results.table(MODEL_COLUMNS, rows)


def _count(latents: int | None) -> str:
    return "—" if latents is None else str(latents)


def factors_table() -> str:
    """Of the models whose data have known factors, see vizvae/metrics/disentanglement/record.py."""
    titles = [*FACTOR_METRICS.values(), *(f"DCI-{part[0].upper()}, original trees" for part in DCI_PARTS)]
    rows = []
    for checkpoint in filter(is_shipped, list_checkpoints()):
        if metrics := checkpoint.card.get("disentanglement"):
            original = checkpoint.card.get(ORIGINAL_TREES, {})
            cells = [_with_interval(metrics[key]) for key in FACTOR_METRICS]
            rows.append([f"`{checkpoint.name}`", *cells, *(results.number(original.get(part)) for part in DCI_PARTS)])
    return results.table(["model", *titles], rows)


def benchmarks_table() -> str:
    rows = []
    for path in sorted(RESULTS.glob("*.json")):
        if path.name.startswith(("graph_", "seeds_")) or path.name in ("load.json", "training_cost.json"):
            continue  # tables of their own
        result = json.loads(path.read_text(encoding="utf-8"))
        for label, value in result["figures"].items():
            for figure, number in value.items() if isinstance(value, dict) else [("", value)]:
                name = f"{label}: {figure}" if figure else label
                rows.append([result["benchmark"], name, results.number(number)])
    return results.table(["benchmark", "figure", "measured"], rows)


LOAD_COLUMNS = {
    "opening_median": "opening, s",
    "opening_p95": "95th percentile",
    "rerun_median": "rerun, s",
    "rerun_p95": "95th percentile",
    "cpu_per_run_ms": "CPU a run, ms",
    "before_mb": "memory before, MB",
    "peak_mb": "peak",
    "after_mb": "after",
    "failed": "dropped",
    "complaints": "errors shown",
}


LOAD_ASKED = {"opening_p95": 1.0, "rerun_p95": 0.3}
"""Seconds, with 200 visitors"""


def load_summary() -> str:
    """Of each crowd the page that answers most slowly, beside what is asked of 200 visitors."""
    head = [
        "server, visitors", f"opening, 95th percentile, s: slowest page ({LOAD_ASKED['opening_p95']:g} asked of 200)",
        f"rerun, 95th percentile, s: slowest page ({LOAD_ASKED['rerun_p95']:g})", "dropped", "errors shown",
    ]  # fmt: skip
    rows = []
    crowds: dict[str, dict[str, dict[str, float]]] = {}
    for label, row in _load_figures().items():
        server, visitors, page = label.split(", ")
        if page != "memory":
            crowds.setdefault(f"{server}, {visitors}", {})[page] = row
    for crowd, pages in crowds.items():
        slowest = []
        for key in LOAD_ASKED:
            page = max(pages, key=lambda name, key=key, pages=pages: pages[name][key])
            slowest.append(f"{results.number(pages[page][key])} ({page})")
        counts = [f"{sum(row[key] for row in pages.values()):.0f}" for key in ("failed", "complaints")]
        rows.append([crowd, *slowest, *counts])
    return results.table(head, rows)


def _load_figures() -> dict[str, dict[str, float]]:
    return results.read("load")


def load_table() -> str:
    """Of benchmarks/load.py."""
    figures = _load_figures()
    rows = []
    for label, row in figures.items():
        cells = [
            "" if key not in row else f"{row[key]:.0f}" if key.endswith("_mb") else results.number(row[key])
            for key in LOAD_COLUMNS
        ]
        rows.append([label, *cells])
    return results.table(["server, visitors, page", *LOAD_COLUMNS.values()], rows)


def labels_table() -> str:
    """Accuracies as the command line printed them, see benchmarks/labels.py."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(SHIPPED_LABEL_CURVES.glob("*.json"))]
    counts = found[0]["curves"][0]["num_labels"]
    rows = []
    for one in found:
        for curve in one["curves"]:
            measured = dict(zip(curve["num_labels"], zip(curve["accuracy"], curve["sd"], strict=True), strict=True))
            cells = ["{:.1f} ± {:.1f}".format(*(100 * value for value in measured[n])) if n in measured else "" for n in counts]
            what = f"{curve['representation'].replace('_', ' ')}, {curve['classifier']}"
            rows.append([f"`{one['model']}`", what, *cells])
    return results.table(["model", "representation, classifier", *map(str, counts)], rows)


def compare_table(data: str) -> str:
    """What `python -m vizvae compare --write` kept of the models of a data set."""
    found = read_comparison()
    rows = []
    models = contenders_of(data)
    for one in models:
        figures = found[one.name]
        likelihood = "none"
        if figures["nll"] is not None:
            low, high = figures["nll_interval"]
            likelihood = f"{'' if figures['bound'] == 'exact' else '≤ '}{figures['nll']:.2f} [{low:.2f}, {high:.2f}]"
        training = f"{figures['training_seconds']:,}" + (
            f", on from `{figures['started_from']}`" if figures["started_from"] else ""
        )
        rows.append([
            f"{one.title} (`{one.name}`)", likelihood, f"{figures['classifier_frechet']:.1f}",
            f"{1000 * figures['seconds_per_sample']:.1f}", f"{figures['num_parameters']:,}", training,
        ])  # fmt: skip
    protocol = found[models[0].name]["protocol"]
    floor = found[floor_key(data)]["classifier_frechet"]
    return (
        f"{results.table(COMPARE_COLUMNS, rows)}\n\nReal training images have a distance of {floor:.1f}: the least one can hope for. "
        f"Measured on {protocol}."
    )


def render(text: str) -> str:
    """A page of docs/ with its generated parts written anew."""
    tables = {
        "models": models_table,
        "factors": factors_table,
        "seeds": seeds.table,
        "targets": targets.table,
        **{f"gaps {data}": partial(targets.gaps_table, data) for data in ("faces", "faces-128", "sprites", "letters")},
        "beta family": beta_family.table,
        "training cost": training_cost.table,
        "graph training cost": training_cost.graph_table,
        "labels": labels_table,
        "compare": partial(compare_table, "mnist"),
        "compare clothes": partial(compare_table, "fashion"),
        "load summary": load_summary,
        "load": load_table,
        "benchmarks": benchmarks_table,
        "rooms": rooms.picture,
        "ideas": ideas_list,
        **graph_tables.TABLES,
    }
    for name, table in tables.items():
        pattern = rf"(<!-- generated: {name} -->\n).*?(<!-- end -->)"
        text = re.sub(pattern, lambda match, table=table: f"{match[1]}{table()}\n{match[2]}", text, count=1, flags=re.DOTALL)
    return text


def _with_interval(metric: dict[str, Any]) -> str:
    low, high = metric["interval"]
    return f"{metric['value']:.3f} [{low:.3f}, {high:.3f}]"


def main() -> int:
    stale = []
    for path in sorted(DOCS.glob("*.md")):
        current = path.read_text(encoding="utf-8")
        rendered = render(current)
        if rendered == current:
            continue
        stale.append(path.name)
        if "--check" not in sys.argv:
            path.write_text(rendered, encoding="utf-8")
    if "--check" in sys.argv and stale:
        print(
            f"docs/{', docs/'.join(stale)}: not what cards, benchmark results and imports say; run `python -m benchmarks.report`"
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
