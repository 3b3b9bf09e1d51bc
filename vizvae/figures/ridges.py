"""The KL of each latent over time, one ridge behind another: which latents wake up, and which die."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from vizvae.figures.evidence import spread
from vizvae.figures.record import RunRecord, column, find_record
from vizvae.figures.style import BLUE, NEUTRAL, laid_out, latent_name, require_something
from vizvae.latent.aggregate import IN_USE_KL

if TYPE_CHECKING:
    import plotly.graph_objects as go

MOST, POINTS = 24, 240
STEP, PEAK = 18, 36
"""Pixels: from one ridge to the next, and the highest peak"""
FILLS = {BLUE: "rgba(0, 114, 178, 0.45)", NEUTRAL: "rgba(128, 128, 128, 0.3)"}


def kl_over_time(record: RunRecord) -> tuple[Float[np.ndarray, " time"], Float[np.ndarray, "time latent"]]:
    """Passes over the data, and the KL of each latent then, in nats: of the steps, or of the passes where only those are known."""
    for rows, name in ((record.steps, "kl_per_dim"), (record.epochs, "validation_kl_per_dim")):
        known = [row for row in rows if row.get(name)]
        if known:
            return column(known, "epoch"), np.array([row[name] for row in known], dtype=float)
    return np.empty(0), np.empty((0, 0))


def plot_kl_ridges(run: str | Path | RunRecord) -> go.Figure:
    """A ridge for each latent, the one that says most now on top, at most 24 of them; below 0.01 nats it is grey. All have one scale.

    `run` as for `plot_training`. `customdata` of each point is its KL in nats. Raises ValueError for a run that has no KL of each latent,
    which a deterministic model never has, or fewer than two lines of it.
    """
    import plotly.graph_objects as go

    record = find_record(run)
    epochs, kl = kl_over_time(record)
    require_something(
        max(len(kl) - 1, 0), f"the KL of each latent of {record.name} over time", "a VAE has it from its second line of steps on"
    )
    last = kl[-1]
    order = np.argsort(-last, kind="stable")[:MOST]
    most = max(0.05, float(kl[:, order].max()))
    at = spread(len(kl), POINTS)
    x = epochs[at]
    figure = go.Figure()
    for row, latent in enumerate(order.tolist()):
        colour = BLUE if last[latent] > IN_USE_KL else NEUTRAL
        values, base = kl[at, latent], -row * STEP
        figure.add_scatter(
            x=np.r_[x, x[-1], x[0]].astype(np.float32), y=np.r_[base + PEAK * values / most, base, base].astype(np.float32),
            customdata=np.r_[values, np.nan, np.nan].astype(np.float32), name=latent_name(latent), mode="lines", fill="toself",
            fillcolor=FILLS[colour], line={"color": colour, "width": 1.25}, hoveron="points",
            hovertemplate="%{fullData.name}: %{customdata:.3f} nats at pass %{x:.2f}<extra></extra>",
        )  # fmt: skip
    in_use = int((last > IN_USE_KL).sum())
    few = f", the {len(order)} that say most" if len(order) < len(last) else ""
    figure.update_xaxes(title_text="epoch" if record.graph else "passes over the data", showgrid=False, zeroline=False)
    words = [f"{latent_name(latent)} {last[latent]:.2f}" for latent in order.tolist()]
    figure.update_yaxes(
        tickvals=[-row * STEP for row in range(len(order))], ticktext=words,
        side="right", showgrid=False, zeroline=False, title_text=f"KL now, nats; highest peak {most:.1f}",
        range=[-len(order) * STEP + STEP * 0.7, PEAK + 4],
    )  # fmt: skip
    title = f"KL of each latent over time: {in_use} of {len(last)} in use{few}"
    return laid_out(figure, title=title, height=STEP * len(order) + PEAK + 100).update_layout(uirevision=record.name)
