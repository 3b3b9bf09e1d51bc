"""Folders of runs with curves that a test knows."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from vizvae.runs.events import Event, append_event
from vizvae.runs.folder import RunSpec, write_run
from vizvae.runs.metrics import MetricsWriter
from vizvae.training.config import TrainConfig

NUM_LATENTS = 4


def write_image_run(folder: Path, *, lines: int = 30, passes: int = 3, **settings: Any) -> Path:
    folder.mkdir(parents=True)
    write_run(folder, RunSpec(config=TrainConfig(**settings), command="test", title="", created=0.0))
    writer = MetricsWriter(folder, step=0, epoch=0)
    for line in range(lines):
        writer.append(step_row(line, lines / max(1, passes)))
    for number in range(1, passes + 1):
        terms = {"recon_nll": 90.0 - number, "kl": 20.0 + number, "elbo": -110.0 + number / 2}
        row = {"kind": "epoch", "step": number * 100, "epoch": number, "seconds": 1.0 * number, **terms}
        row |= {f"validation_{name}": value + 1 for name, value in terms.items()}
        row |= {f"raw_validation_{name}": value + 2 for name, value in terms.items()}
        writer.append(row)
    writer.close()
    return folder


def step_row(line: int, lines_a_pass: float = 10.0) -> dict[str, Any]:
    kl_per_dim = [3.0 / (1 + line), 0.1 * line, 1.0 + math.sin(line), 0.0]
    terms = {"recon_nll": 200.0 * math.exp(-line / 8) + 80, "kl": sum(kl_per_dim), "elbo": -300.0 * math.exp(-line / 8) - 100}
    where = {"step": 10 * line, "epoch": line / lines_a_pass, "seconds": 0.1 * line}
    return {"kind": "step", **where, **terms, "kl_per_dim": kl_per_dim, "num_steps": 10}


def change(folder: Path, field: str, epoch: float, new: float) -> None:
    append_event(folder, Event(kind="changed", time=0.0, step=1, epoch=epoch, field=field, old=1.0, new=new))
