"""A sweep's rate and distortion as a figure: the page's and the file's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vizvae.figures.rate_distortion import Single, plot_rate_distortion
from vizvae.sweep.knee import front_of
from vizvae.sweep.record import Sweep
from vizvae.sweep.table import Spread, Summary, half_spread, said

if TYPE_CHECKING:
    import plotly.graph_objects as go

BARS: dict[Spread, str] = {
    "std": "standard deviations over seeds",
    "interval": "95 % intervals of the means over seeds (Student's t)",
}


def summary_figure(sweep: Sweep, summary: Summary, spread: Spread = "std") -> go.Figure:
    """A point for each combination, and a small one for each run where there are several seeds."""
    rows = summary.rows
    rate, distortion = (np.array([row.mean[key] for row in rows]) for key in ("kl", "recon_nll"))
    bars = (np.array([half_spread(row, key, spread) or 0.0 for row in rows]) for key in ("kl", "recon_nll"))
    rate_bars, distortion_bars = bars
    singles = [
        Single(run, place, sweep.scores[run]["kl"], sweep.scores[run]["recon_nll"])
        for place, row in enumerate(rows)
        for run in row.runs
        if len(row.runs) > 1
    ]
    return plot_rate_distortion(
        rate, distortion, [said(summary.settings, row.point) for row in rows],
        front=front_of(list(zip(rate.tolist(), distortion.tolist(), strict=True))), knee=summary.knee.place if summary.knee else None,
        rate_bars=rate_bars, distortion_bars=distortion_bars, singles=singles,
    )  # fmt: skip


def below(spread: Spread = "std") -> str:
    """What the figure shows, in words."""
    return f"Bars: {BARS[spread]}. Joined: combinations of which no other has both a lower rate and a lower distortion."
