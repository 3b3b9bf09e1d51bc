"""The curves of the graph run that is looked at, drawn by `vizvae.figures`, with a new point soon after the run has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from vizvae.figures import plot_training
from vizvae.figures.record import run_record
from vizvae.single_flight import single_flight
from vizvae.ui.graph.training_contract import Watched
from vizvae.ui.graph.training_runs import find_run, readers
from vizvae.ui.shell.charts import drawn_sheet, live_chart, ready
from vizvae.ui.shell.errors import error_boundary
from vizvae.ui.shell.glossary import explained_caption
from vizvae.ui.shell.pace import look_again

if TYPE_CHECKING:
    import plotly.graph_objects as go

LOOK_EVERY = 0.25
"""Seconds, or more where drawing takes longer"""
KEY = "graph_curves"


def show_graph_curves(watched: Watched) -> None:
    """Again and again while it trains: the component says when that has ended"""
    _again(watched.run, watched.marked, watched.live)


@st.fragment
def _again(run: str, marked: float | None, live: bool) -> None:
    shown = False
    with error_boundary():
        shown = _curves(run, marked)
    if live:
        look_again(KEY, LOOK_EVERY, drawn=drawn_sheet(KEY) if shown else None)


def _curves(run: str, marked: float | None) -> bool:
    """Whether there is a chart"""
    try:
        folder = find_run(run)
    except KeyError:  # put away just now
        return False
    reader = readers.of(folder)
    with readers.lock:
        reader.update()
        lines = len(reader.epochs)
    if lines:
        live_chart(_curve(run, reader.part, lines, marked), KEY, f"Curves of {folder.name}")
        explained_caption("Point at a curve for the numbers of all of them at that epoch.", of="KL nats AUC AP")
    return lines > 0


@single_flight(maxsize=64)
def _curve(run: str, part: str, lines: int, marked: float | None) -> go.Figure:
    """Drawn once, however many look at it; `part` and `lines` tell one state of the run from another."""
    del part, lines
    folder = find_run(run)
    reader = readers.of(folder)
    with readers.lock:
        record = run_record(folder, reader)
    return ready(plot_training(record, marked_at=marked))
