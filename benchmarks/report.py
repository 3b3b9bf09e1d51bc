"""python -m benchmarks.report: write the tables in docs/ from the cards and from benchmarks/results/, and the picture of the rooms from
the imports. --check only compares."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

from benchmarks import graph_effect_tables, rooms, seeds, training_cost
from benchmarks.ideas import ideas_list
from benchmarks.results import RESULTS
from vizvae.cards.figures import FACTOR_METRICS, bits_per_dim
from vizvae.catalogue import is_shipped, list_checkpoints
from vizvae.comparison.contenders import CONTENDERS
from vizvae.comparison.measure import FLOOR, read_comparison
from vizvae.graph.links.baselines import BASELINES
from vizvae.metrics.likelihood import Evaluation
from vizvae.metrics.titles import DCI_PARTS, ORIGINAL_TREES
from vizvae.paths import PROJECT, SHIPPED_LABEL_CURVES

DOCS = PROJECT / "docs"
GRAPH_ORDER = ("cora", "citeseer", "pubmed", "karate")


def models_table() -> str:
    lines = [
        "| model | what | NLL [95 % interval] | bits/dim | samples × images | ELBO | reconstruction | KL | in use | active units |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for checkpoint in filter(is_shipped, list_checkpoints()):
        for fields in checkpoint.card["evaluations"]:
            figures = Evaluation(**fields)
            interval = "" if figures.nll_interval is None else f" [{figures.nll_interval[0]:.2f}, {figures.nll_interval[1]:.2f}]"
            bits = "—" if figures.nll is None else f"{bits_per_dim(checkpoint, figures.nll):.3f}"
            lines.append(
                f"| `{checkpoint.name}` | {checkpoint.title} | {_number(figures.nll)}{interval} | {bits} "
                f"| {f'{figures.num_samples:,} × ' if figures.num_samples else ''}{figures.num_images:,} | {_number(figures.elbo)} "
                f"| {figures.recon_nll:.2f} | {_number(figures.kl)} | {_count(figures.latents_in_use)} | {_count(figures.active_units)} |"
            )
    return "\n".join(lines)


def _count(latents: int | None) -> str:
    return "—" if latents is None else str(latents)


def factors_table() -> str:
    """Of the models whose data have known factors, see vizvae/metrics/disentanglement/record.py."""
    titles = [*FACTOR_METRICS.values(), *(f"DCI-{part[0].upper()}, original trees" for part in DCI_PARTS)]
    lines = [f"| model | {' | '.join(titles)} |", "|---" * (1 + len(titles)) + "|"]
    for checkpoint in filter(is_shipped, list_checkpoints()):
        if metrics := checkpoint.card.get("disentanglement"):
            cells = [_with_interval(metrics[key]) for key in FACTOR_METRICS]
            original = checkpoint.card.get(ORIGINAL_TREES, {})
            cells += [_number(original.get(part)) for part in DCI_PARTS]
            lines.append(f"| `{checkpoint.name}` | {' | '.join(cells)} |")
    return "\n".join(lines)


def benchmarks_table() -> str:
    lines = ["| benchmark | figure | measured |", "|---|---|---|"]
    for path in sorted(RESULTS.glob("*.json")):
        if path.name.startswith("graph_") or path.name in ("load.json", "training_cost.json"):
            continue  # tables of their own
        result = json.loads(path.read_text(encoding="utf-8"))
        for label, value in result["figures"].items():
            for figure, number in value.items() if isinstance(value, dict) else [("", value)]:
                name = f"{label}: {figure}" if figure else label
                lines.append(f"| {result['benchmark']} | {name} | {_number(number)} |")
    return "\n".join(lines)


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
    lines = [
        f"| server, visitors | opening, 95th percentile, s: slowest page ({LOAD_ASKED['opening_p95']:g} asked of 200) "
        f"| rerun, 95th percentile, s: slowest page ({LOAD_ASKED['rerun_p95']:g}) | dropped | errors shown |",
        "|---" * 5 + "|",
    ]
    crowds: dict[str, dict[str, dict[str, float]]] = {}
    for label, row in _load_figures().items():
        server, visitors, page = label.split(", ")
        if page != "memory":
            crowds.setdefault(f"{server}, {visitors}", {})[page] = row
    for crowd, pages in crowds.items():
        slowest = []
        for key in LOAD_ASKED:
            page = max(pages, key=lambda name, key=key, pages=pages: pages[name][key])
            slowest.append(f"{_number(pages[page][key])} ({page})")
        counts = [f"{sum(row[key] for row in pages.values()):.0f}" for key in ("failed", "complaints")]
        lines.append(f"| {crowd} | {' | '.join([*slowest, *counts])} |")
    return "\n".join(lines)


def _load_figures() -> dict[str, dict[str, float]]:
    return json.loads((RESULTS / "load.json").read_text(encoding="utf-8"))["figures"]


def load_table() -> str:
    """Of benchmarks/load.py."""
    figures = _load_figures()
    lines = [f"| server, visitors, page | {' | '.join(LOAD_COLUMNS.values())} |", "|---" * (1 + len(LOAD_COLUMNS)) + "|"]
    for label, row in figures.items():
        cells = [
            "" if key not in row else f"{row[key]:.0f}" if key.endswith("_mb") else _number(row[key]) for key in LOAD_COLUMNS
        ]
        lines.append(f"| {label} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _link_cells(figures: dict[str, dict[str, float]]) -> str:
    return " | ".join(_spread(figures[key]) if key in figures else "not measured" for key in ("auc", "ap", "hits_100", "mrr"))


def graphs_table() -> str:
    """Link prediction and clustering as the command line printed them, see benchmarks/graph_links.py."""
    lines = ["| graph | model | AUC | AP | HR@100 | MRR | effective β | KL, nats a node |", "|---" * 8 + "|"]
    paths = [path for path in sorted(RESULTS.glob("graph_*.json")) if not path.name.startswith("graph_effect_")]
    found = [json.loads(path.read_text(encoding="utf-8"))["figures"] for path in paths]
    links = [figures for figures in found if "auc" in figures]
    for one in sorted(links, key=lambda one: (GRAPH_ORDER.index(one["dataset"]), one["auc"]["mean"])):
        beta = "—" if one["effective_beta"] is None else f"{one['effective_beta']:.2g}"
        runs = "" if len(one["auc"]["runs"]) == 10 else f", {len(one['auc']['runs'])} splits"
        lines.append(f"| {one['dataset']}{runs} | `{one['model']}` | {_link_cells(one)} | {beta} | {_number(one['kl'])} |")
    baselines = [figures for figures in found if "baselines" in figures]
    if baselines:
        lines += ["", "| graph | baseline | AUC | AP | HR@100 | MRR |", "|---" * 6 + "|"]
    for one in sorted(baselines, key=lambda one: GRAPH_ORDER.index(one["dataset"])):
        for figures in sorted(one["baselines"].values(), key=lambda figures: figures["auc"]["mean"]):
            runs = "" if len(figures["auc"]["runs"]) == 10 else f", {len(figures['auc']['runs'])} splits"
            lines.append(f"| {one['dataset']}{runs} | {figures['title']} | {_link_cells(figures)} |")
    clusters = [figures for figures in found if "acc" in figures]
    if clusters:
        lines += ["", "| clustering | model | ACC | NMI | ARI |", "|---|---|---|---|---|"]
        lines += [
            f"| {one['dataset']} | `{one['model']}` | {_spread(one['acc'])} | {_spread(one['nmi'])} | {_spread(one['ari'])} |"
            for one in clusters
        ]
    return "\n".join(lines)


def baselines_table() -> str:
    """What each of the rows of `graphs_table` is that is no model."""
    lines = ["| baseline | what it is |", "|---|---|"]
    return "\n".join([*lines, *(f"| {one.title} | {one.explained} |" for one in BASELINES.values())])


def labels_table() -> str:
    """Accuracies as the command line printed them, see benchmarks/labels.py."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(SHIPPED_LABEL_CURVES.glob("*.json"))]
    counts = found[0]["curves"][0]["num_labels"]
    lines = [f"| model | {' | '.join(['representation, classifier', *map(str, counts)])} |", "|---" * (2 + len(counts)) + "|"]
    for one in found:
        for curve in one["curves"]:
            measured = dict(zip(curve["num_labels"], zip(curve["accuracy"], curve["sd"], strict=True), strict=True))
            cells = ["{:.1f} ± {:.1f}".format(*(100 * value for value in measured[n])) if n in measured else "" for n in counts]
            what = f"{curve['representation'].replace('_', ' ')}, {curve['classifier']}"
            lines.append(f"| `{one['model']}` | {what} | {' | '.join(cells)} |")
    return "\n".join(lines)


def compare_table() -> str:
    """What `python -m vizvae compare --write` kept."""
    found = read_comparison()
    lines = ["| model | −log p(x), nats | Fréchet distance | one draw, ms | parameters | training, s |", "|---" * 6 + "|"]
    for one in CONTENDERS.values():
        figures = found[one.name]
        likelihood = "none"
        if figures["nll"] is not None:
            low, high = figures["nll_interval"]
            likelihood = f"{'' if figures['bound'] == 'exact' else '≤ '}{figures['nll']:.2f} [{low:.2f}, {high:.2f}]"
        training = f"{figures['training_seconds']:,}" + (
            f", on from `{figures['started_from']}`" if figures["started_from"] else ""
        )
        cells = [
            f"{one.title} (`{one.name}`)", likelihood, f"{figures['classifier_frechet']:.1f}",
            f"{1000 * figures['seconds_per_sample']:.1f}", f"{figures['num_parameters']:,}", training,
        ]  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    protocol = found[next(iter(CONTENDERS))]["protocol"]
    floor = found[FLOOR]["classifier_frechet"]
    return "\n".join(
        [*lines, "", f"Real training images have a distance of {floor:.1f}: the least one can hope for. Measured on {protocol}."]
    )


def render(text: str) -> str:
    """A page of docs/ with its generated parts written anew."""
    tables = {
        "models": models_table,
        "factors": factors_table,
        "seeds": seeds.table,
        "training cost": training_cost.table,
        "graphs": graphs_table,
        "graph baselines": baselines_table,
        "labels": labels_table,
        "compare": compare_table,
        "load summary": load_summary,
        "load": load_table,
        "benchmarks": benchmarks_table,
        "rooms": rooms.picture,
        "ideas": ideas_list,
        **graph_effect_tables.TABLES,
    }
    for name, table in tables.items():
        pattern = rf"(<!-- generated: {name} -->\n).*?(<!-- end -->)"
        text = re.sub(pattern, lambda match, table=table: f"{match[1]}{table()}\n{match[2]}", text, count=1, flags=re.DOTALL)
    return text


def _spread(figure: dict[str, Any]) -> str:
    return f"{figure['mean']:.2f} ± {figure['sd']:.2f}"


def _with_interval(metric: dict[str, Any]) -> str:
    low, high = metric["interval"]
    return f"{metric['value']:.3f} [{low:.3f}, {high:.3f}]"


def _number(value: Any) -> str:
    if value is None:
        return "—"
    if not isinstance(value, float):
        return str(value)
    return f"{value:.2f}" if abs(value) >= 1 else f"{value:.3f}" if value == 0 or abs(value) >= 5e-4 else f"{value:.1e}"


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
