"""Where a benchmark's figures go, and how they are printed."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from vizvae.beta_family import Spread

RESULTS = Path(__file__).parent / "results"


def write(name: str, rows: dict[str, Any]) -> None:
    """Write `results/NAME.json` and print the rows. `rows`: label to value, or to a dictionary of them."""
    RESULTS.mkdir(exist_ok=True)
    machine = {"cpus": os.cpu_count(), "processor": platform.machine(), "torch": torch.__version__, "load": os.getloadavg()[0]}
    text = json.dumps({"benchmark": name, "machine": machine, "figures": rows}, indent=2, ensure_ascii=False)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    show(name, rows)


def read(name: str) -> dict[str, Any]:
    """The figures of `results/NAME.json`; none where there is no such file."""
    path = RESULTS / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))["figures"] if path.exists() else {}


def show(name: str, rows: dict[str, Any]) -> None:
    """Print the rows alone: what is a part of a benchmark, or a trial of it, is not kept."""
    print(f"\n{name}  (load when it ended: {os.getloadavg()[0]:.1f})")
    for label, value in rows.items():
        print(f"  {label:58} {_shown(value)}")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """In Markdown."""
    return "\n".join([_line(head), "|---" * len(head) + "|", *map(_line, rows)])


def number(value: Any) -> str:
    """As tables show it: a dash for none."""
    if value is None:
        return "—"
    if not isinstance(value, float):
        return str(value)
    return f"{value:.2f}" if abs(value) >= 1 else f"{value:.3f}" if value == 0 or abs(value) >= 5e-4 else f"{value:.1e}"


def mean_and_sd(spread: Spread | None, places: int) -> str:
    """Over seeds; the mean alone where there is one."""
    if spread is None:
        return number(None)
    return f"{spread.mean:,.{places}f}" + ("" if spread.sd is None else f" ± {spread.sd:.{places}f}")


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "  ".join(f"{key} {_shown(part)}" for key, part in value.items())
    return f"{value:.4g}" if isinstance(value, float) else str(value)
