"""python -m benchmarks.report: write the README's tables from the cards and from benchmarks/results/. --check only compares."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

from benchmarks.results import RESULTS
from vizvae.catalogue import is_shipped, list_checkpoints
from vizvae.metrics.likelihood import Evaluation
from vizvae.paths import PROJECT

README = PROJECT / "README.md"


def models_table() -> str:
    lines = [
        "| model | what | NLL [95 % interval] | samples × images | ELBO | reconstruction | KL | active |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for checkpoint in filter(is_shipped, list_checkpoints()):
        for fields in checkpoint.card["evaluations"]:
            figures = Evaluation(**fields)
            interval = "" if figures.nll_interval is None else f" [{figures.nll_interval[0]:.2f}, {figures.nll_interval[1]:.2f}]"
            lines.append(
                f"| `{checkpoint.name}` | {checkpoint.title} | {_number(figures.nll)}{interval} "
                f"| {f'{figures.num_samples:,} × ' if figures.num_samples else ''}{figures.num_images:,} | {_number(figures.elbo)} "
                f"| {figures.recon_nll:.2f} | {_number(figures.kl)} | {'—' if figures.active_units is None else figures.active_units} |"
            )
    return "\n".join(lines)


def benchmarks_table() -> str:
    lines = ["| benchmark | figure | measured |", "|---|---|---|"]
    for path in sorted(RESULTS.glob("*.json")):
        result = json.loads(path.read_text(encoding="utf-8"))
        for label, value in result["figures"].items():
            for figure, number in value.items() if isinstance(value, dict) else [("", value)]:
                name = f"{label}: {figure}" if figure else label
                lines.append(f"| {result['benchmark']} | {name} | {_number(number)} |")
    return "\n".join(lines)


def render(readme: str) -> str:
    """The README with its generated parts written anew."""
    for name, table in {"models": models_table, "benchmarks": benchmarks_table}.items():
        pattern = rf"(<!-- generated: {name} -->\n).*?(<!-- end -->)"
        readme = re.sub(pattern, lambda match, table=table: f"{match[1]}{table()}\n{match[2]}", readme, count=1, flags=re.DOTALL)
    return readme


def _number(value: Any) -> str:
    if value is None:
        return "—"
    return str(value) if not isinstance(value, float) else f"{value:.2f}" if abs(value) >= 1 else f"{value:.3f}"


def main() -> int:
    current = README.read_text(encoding="utf-8")
    rendered = render(current)
    if "--check" in sys.argv:
        if rendered != current:
            print("README.md does not agree with cards and benchmark results: run `python -m benchmarks.report`")
        return int(rendered != current)
    README.write_text(rendered, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
