"""The curves of the graph run that is looked at, drawn by `vizvae.figures`, with a new point soon after the run has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from vizvae.figures import plot_training
from vizvae.figures.record import run_record
from vizvae.single_flight import single_flight
from vizvae.ui.graph.training_contract import Watched
from vizvae.ui.graph.training_runs import find_run, readers
from vizvae.ui.shell.charts import live_chart, ready
from vizvae.ui.shell.errors import error_boundary

if TYPE_CHECKING:
    import plotly.graph_objects as go

LOOK_EVERY = 0.5
"""Seconds"""


def show_graph_curves(watched: Watched) -> None:
    """Again and again while it trains: the component says when that has ended"""
    st.fragment(_curves, run_every=LOOK_EVERY if watched.live else None)(watched.run, watched.marked)


def _curves(run: str, marked: float | None) -> None:
    with error_boundary():
        try:
            folder = find_run(run)
        except KeyError:  # put away just now
            return
        reader = readers.of(folder)
        with readers.lock:
            reader.update()
            lines = len(reader.epochs)
        if lines:
            live_chart(_curve(run, reader.part, lines, marked), "graph_curves", f"Curves of {folder.name}")


@single_flight(maxsize=64)
def _curve(run: str, part: str, lines: int, marked: float | None) -> go.Figure:
    """Drawn once, however many look at it; `part` and `lines` tell one state of the run from another."""
    del part, lines
    folder = find_run(run)
    reader = readers.of(folder)
    with readers.lock:
        record = run_record(folder, reader)
    return ready(plot_training(record, marked_at=marked))
