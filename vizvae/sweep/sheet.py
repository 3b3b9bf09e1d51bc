"""What came of a sweep as a table to take along."""

from __future__ import annotations

from typing import Any

from vizvae.cards.source import running_version
from vizvae.sweep.record import Sweep
from vizvae.sweep.scores import NUM_IMAGES, NUM_SAMPLES
from vizvae.sweep.table import HEADS, Summary, said
from vizvae.tables import Sheet
from vizvae.words import counted, decimal


def sweep_sheet(sweep: Sweep, summary: Summary) -> Sheet:
    """A row for each combination: means over its seeds with their standard deviation and 95 % interval, where it has several."""
    seeds = {run.name: run.seed for run in sweep.runs}
    rows, lines = [], []
    for row in summary.rows:
        cells: dict[str, Any] = dict(zip(summary.settings, row.point, strict=True))
        for key, mean in row.mean.items():
            low, high = row.interval.get(key, (None, None))
            cells |= {key: mean, f"{key}_sd": row.std.get(key), f"{key}_low": low, f"{key}_high": high}
        rows.append(
            cells | {"seeds": " ".join(str(seeds[run]) for run in row.runs), "runs": " ".join(row.runs), "on_front": row.on_front}
        )
        figures = ", ".join(_figure(HEADS[key], mean, row.interval.get(key)) for key, mean in row.mean.items() if key in HEADS)
        over = counted(len(row.runs), "seed") + (f" ({', '.join(str(seeds[run]) for run in row.runs)})")
        lines.append(f"{said(summary.settings, row.point)}: {figures}, over {over}")
    base = ", ".join(f"{sweep.base.get(key, usual)}" for key, usual in (("data", "mnist"), ("model", "vae_mlp")))
    how = f"of at most {NUM_IMAGES:,} validation images, with {counted(NUM_SAMPLES, 'posterior draw')} of each"
    head = (
        f"Sweep {sweep.name} of {base}, trained on this machine. Rate, distortion and ELBO: {how}, in nats; intervals of the mean over "
        f"seeds by Student's t. VizVAE {running_version()}."
    )
    return Sheet(file=f"{sweep.name}-sweep", title=f"Sweep {sweep.name}", rows=rows, cite="\n".join([head, *lines]))


def _figure(head: str, mean: float, interval: tuple[float, float] | None) -> str:
    if interval is None:
        return f"{head} {decimal(mean, 3)}"
    return f"{head} {decimal(mean, 3)} (95 % interval {decimal(interval[0], 3)} to {decimal(interval[1], 3)})"
