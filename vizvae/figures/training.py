"""The curves of a run: its terms as they are trained, and of the validation images after each pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import Float

from vizvae.figures.evidence import spread
from vizvae.figures.record import RunRecord, column, find_record
from vizvae.figures.style import (
    BLUE,
    DASHES,
    GREEN,
    LINES,
    NEUTRAL,
    VERMILION,
    escaped,
    laid_out,
    legend_below,
    require_something,
)
from vizvae.training.curves import CurveWords

if TYPE_CHECKING:
    import plotly.graph_objects as go

PANEL, AROUND = 130, 130
"""Pixels: a panel with what is between it and the next, and what all of them have above and below"""
GAP = 0.28
"""Between two panels, of the height of one"""
LETTERS = 16
"""Pixels of a line of words"""
MOST_POINTS = 800
"""Of a line; no screen is as wide"""
START_IGNORED = 0.04
"""The share of a line at its start by which its axis is not stretched: the first steps would squeeze all others flat."""
MARK_ROWS = 4
"""Words of marks that are near each other stand on so many lines."""
YET_TO_COME = "not measured at every step:<br>comes with the validation after a pass"
MARKED = ("changed", "failed", "resumed")
SETTINGS = {"beta": "β", "learning_rate": "learning rate", "capacity": "capacity", "free_bits": "free bits"}
GRAPH_LINES = {
    "loss": (("loss", "loss"), ("recon_nll", "edges"), ("weighted_kl", "weighted KL")),
    "auc": (("validation_auc", "AUC"), ("validation_ap", "AP")),
}
"""Columns of each curve, and what they are called"""


@dataclass(frozen=True, kw_only=True)
class Line:
    name: str
    x: Float[np.ndarray, " point"]
    y: Float[np.ndarray, " point"]
    """NaN where it was not measured"""
    colour: str
    dash: str = "solid"


def plot_training(
    run: str | Path | RunRecord,
    *,
    beside: Sequence[str | Path | RunRecord] = (),
    curve: str | None = None,
    raw: bool = False,
    marked_at: float | None = None,
) -> go.Figure:
    """A panel for each curve of the run's family, or that of `curve` alone ("elbo", "recon", "kl", "loss"…), over the passes over the data.

    `run`: a name, a folder, or what `run_record` reads of one. `beside`: runs to compare with, whose validation is drawn. `raw`: validation
    of the weights as they are, where an average of them is kept. `marked_at`: a pass to mark. A line of more than 800 points is drawn
    with 800 of them. Raises ValueError for a run of which nothing is known yet, and for a curve that its family has not.
    """
    import plotly.graph_objects as go

    record = find_record(run)
    others = [other for other in map(find_record, beside) if other.name != record.name]
    require_something(len(record.steps) + len(record.epochs), f"curves of {record.name}", "its first steps are still to come")
    shown = [words for words in record.curves if curve in (None, words.key)]
    if not shown:
        raise ValueError(f"expected a curve out of {', '.join(words.key for words in record.curves)}, got {curve!r}")
    traces, notes, axes = [], [], {}
    named: set[str] = set()
    for row, words in enumerate(shown):
        lines = _graph_lines(record, words) if record.graph else _lines(record, words, others, raw)
        axis = _axis(row)
        traces += [_trace(line, axis, first=line.name not in named) for line in lines]
        named |= {line.name for line in lines}
        top = 1 - row * (1 + GAP) / (len(shown) + GAP * (len(shown) - 1))
        bottom = top - 1 / (len(shown) + GAP * (len(shown) - 1))
        known = _range(lines)
        axes[axis.replace("y", "yaxis")] = {
            "domain": [max(0, bottom), top], "range": known, "title": {"text": escaped(words.measured_in)}, "zeroline": False,
            "showticklabels": known is not None,
        }  # fmt: skip
        if known is None:  # an axis with numbers that nothing has would be a picture of nothing
            notes.append({
                "x": 0.5, "xref": "paper", "y": (max(0, bottom) + top) / 2, "yref": "paper", "showarrow": False, "text": YET_TO_COME,
            })  # fmt: skip
        notes.append({
            "x": 0, "xref": "paper", "xanchor": "left", "y": top, "yref": "paper", "yanchor": "bottom", "showarrow": False,
            "text": f"<b>{escaped(words.title)}</b>  {escaped(words.unit)}",
        })  # fmt: skip
    marks = _marks(record) + ([(marked_at, "shown")] if marked_at is not None else [])
    notes += [_said(place, x, words) for place, (x, words) in enumerate(marks)]
    # One axis of passes for all panels, at the foot of the last
    passes = "epoch" if record.graph else "passes over the data"
    foot = {"anchor": _axis(len(shown) - 1), "title": {"text": passes}, "showgrid": False, "zeroline": False}
    figure = go.Figure(traces, {"xaxis": foot, **axes, "annotations": notes, "shapes": [_guide(x) for x, _ in marks]})
    height = PANEL * len(shown) + AROUND
    legend_below(laid_out(figure, title=f"Training of {record.name}", height=height))
    return figure.update_layout(hovermode="x unified", uirevision=record.name)


def _axis(row: int) -> str:
    return f"y{row + 1 if row else ''}"


def _lines(record: RunRecord, words: CurveWords, others: Sequence[RunRecord], raw: bool) -> list[Line]:
    lines = []
    if record.steps:
        lines.append(Line(name="training", x=column(record.steps, "epoch"), y=column(record.steps, words.term), colour=BLUE))
    elif not words.held_out or np.isfinite(column(record.epochs, words.term)).any():
        lines.append(Line(name="training", x=column(record.epochs, "epoch"), y=column(record.epochs, words.term), colour=BLUE))
    if words.held_out:
        lines.append(_held_out(record, words.term, raw, name=validation_name(record, raw), colour=VERMILION))
    for place, other in enumerate(others):
        look = {"name": other.name, "colour": LINES[(place + 2) % len(LINES)], "dash": DASHES[1 + place % (len(DASHES) - 1)]}
        if words.held_out:
            lines.append(_held_out(other, words.term, raw, **look))
        else:
            lines.append(Line(x=column(other.epochs, "epoch"), y=column(other.epochs, words.term), **look))
    return lines


def validation_name(record: RunRecord, raw: bool) -> str:
    if not record.averages:
        return "validation"
    return "validation, weights as they are" if raw else "validation, averaged weights"


def _held_out(record: RunRecord, term: str, raw: bool, **look: str) -> Line:
    """Of the average of the weights, or of the weights as they are where they have been scored, too."""
    y = column(record.epochs, f"raw_validation_{term}") if raw else np.array([])
    if not np.isfinite(y).any():
        y = column(record.epochs, f"validation_{term}")
    return Line(x=column(record.epochs, "epoch"), y=y, **look)


def _graph_lines(record: RunRecord, words: CurveWords) -> list[Line]:
    epochs, lines = column(record.epochs, "epoch"), []
    for (term, name), colour, dash in zip(GRAPH_LINES[words.key], (BLUE, VERMILION, GREEN), DASHES, strict=False):
        y = column(record.epochs, term)
        known = np.isfinite(y)  # not looked at in every epoch
        if known.any():
            lines.append(Line(name=name, x=epochs[known], y=y[known], colour=colour, dash=dash))
    return lines


def _trace(line: Line, axis: str, *, first: bool) -> dict[str, Any]:
    shown = spread(len(line.x), MOST_POINTS)
    return {
        "type": "scatter", "mode": "lines" if len(shown) > 1 else "markers", "name": escaped(line.name), "legendgroup": line.name,
        # Half the bytes, and more digits than the run has kept
        "x": line.x[shown].astype(np.float32), "y": line.y[shown].astype(np.float32), "yaxis": axis, "showlegend": first,
        "line": {"color": line.colour, "width": 2, "dash": line.dash}, "marker": {"color": line.colour},
        "hovertemplate": f"{escaped(line.name)}: %{{y:.5~g}}<extra></extra>",
    }  # fmt: skip


def _marks(record: RunRecord) -> list[tuple[float, str]]:
    """Where something was changed by hand, or went wrong"""
    return [
        (event.epoch, f"{SETTINGS.get(event.field, event.field)} {event.new:g}" if event.kind == "changed" else event.kind)
        for event in record.events
        if event.kind in MARKED
    ]


def _guide(x: float) -> dict[str, Any]:
    """Through all panels"""
    return {
        "type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper", "line": {"color": NEUTRAL, "width": 1, "dash": "dot"},
    }  # fmt: skip


def _said(place: int, x: float, words: str) -> dict[str, Any]:
    """Those that are near each other stand on lines of their own."""
    return {
        "x": x, "y": 1, "yref": "paper", "text": escaped(words), "showarrow": False, "xanchor": "left", "yanchor": "top", "xshift": 2,
        "yshift": -LETTERS * (place % MARK_ROWS),
    }  # fmt: skip


def _range(lines: Sequence[Line]) -> list[float] | None:
    late = [line.y[int(START_IGNORED * len(line.y)) :] for line in lines]
    values = np.concatenate([*late, [np.nan]])
    values = values[np.isfinite(values)]
    if not len(values):
        return None
    low, high = float(values.min()), float(values.max())
    margin = 0.05 * (high - low) or 0.05 * abs(high) or 1.0
    return [low - margin, high + margin]
