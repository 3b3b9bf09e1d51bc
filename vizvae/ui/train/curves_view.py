"""The curves of the run that is looked at, drawn by `vizvae.figures`, with a new point soon after the run has one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from vizvae.figures import plot_kl_ridges, plot_training
from vizvae.figures.record import RunRecord, run_record
from vizvae.figures.ridges import kl_over_time
from vizvae.runs.events import EVENTS
from vizvae.runs.folder import ALIVE, read_status
from vizvae.single_flight import single_flight
from vizvae.ui.shell.charts import drawn_sheet, live_chart, ready
from vizvae.ui.shell.errors import error_boundary
from vizvae.ui.shell.glossary import explained_caption
from vizvae.ui.shell.pace import look_again
from vizvae.ui.train.payload import readers, run_folder
from vizvae.ui.train.session import RAW, SESSION

if TYPE_CHECKING:
    import plotly.graph_objects as go

LOOK_EVERY, RIDGES_EVERY = 0.25, 2.0
"""Seconds, or more where drawing takes longer"""
Stamp = tuple[str, str, int, int, int]
"""Of the curves of a run: its name, which writing of the file, how many lines of steps and passes, bytes of events"""


def show_curves() -> None:
    """What its family has, with the runs beside it"""
    _while_it_trains(_curves, "curves", LOOK_EVERY)


def show_ridges() -> None:
    """Which latents wake up and which die"""
    _while_it_trains(_ridges, "ridges", RIDGES_EVERY)


def _while_it_trains(draw: Callable[[str, bool], bool], key: str, seconds: float) -> None:
    """Again and again; that it has ended is what the component says as well, and the page is then drawn without."""
    if (name := SESSION.view.run) is not None:
        _again(draw, key, seconds, name, _lives(name))


@st.fragment
def _again(draw: Callable[[str, bool], bool], key: str, seconds: float, name: str, live: bool) -> None:
    shown = False
    with error_boundary():
        shown = draw(name, live)
    if live:
        look_again(key, seconds, drawn=drawn_sheet(key) if shown else None)


def _curves(name: str, live: bool) -> bool:
    """Whether there is a chart"""
    if _lives(name) != live:
        st.rerun()
    stamp = _stamp(name)
    if stamp is None or not stamp[2] + stamp[3]:
        st.caption("The first point comes with the first steps.")
        return False
    beside = tuple(filter(None, (_stamp(other) for other in SESSION.view.beside if other != name)))
    raw = bool(st.session_state.get(RAW))
    live_chart(_curve(stamp, beside, raw), "curves", f"Curves of {name}")
    words = " ".join(f"{curve.title} {curve.unit} {curve.measured_in}" for curve in _record(stamp).curves)
    explained_caption("Point at a curve for the numbers of all of them at that pass.", of=words)
    return True


def _ridges(name: str, live: bool) -> bool:
    """Whether there is a chart"""
    stamp = _stamp(name)
    figure = _ridge(stamp) if stamp else None
    if figure is not None:
        live_chart(figure, "ridges", f"KL of each latent of {name} over time")
        explained_caption("A ridge that stays flat is a latent that says nothing. Point at one for its numbers.", of="KL nats")
    return figure is not None


@single_flight(maxsize=128)
def _curve(stamp: Stamp, beside: tuple[Stamp, ...], raw: bool) -> go.Figure:
    """Drawn once, however many look at it"""
    return ready(plot_training(_record(stamp), beside=[_record(other) for other in beside], raw=raw))


@single_flight(maxsize=32)
def _ridge(stamp: Stamp) -> go.Figure | None:
    """None where there is no KL of each latent, or not yet"""
    record = _record(stamp)
    epochs, kl = kl_over_time(record)
    return ready(plot_kl_ridges(record)) if len(epochs) > 1 and kl.shape[1] > 1 else None


@single_flight(maxsize=16)
def _record(stamp: Stamp) -> RunRecord:
    """At least what there was at that time"""
    folder = run_folder(stamp[0])
    reader = readers.of(folder)
    with readers.lock:
        return run_record(folder, reader)


def _stamp(name: str) -> Stamp | None:
    """None for a run that has been deleted meanwhile. Reads what is new of it."""
    try:
        folder = run_folder(name)
    except ValueError:
        return None
    reader = readers.of(folder)
    with readers.lock:
        reader.update()
        return name, reader.part, len(reader.steps), len(reader.epochs), _size(folder / EVENTS)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _lives(name: str) -> bool:
    try:
        return read_status(run_folder(name)).phase in (*ALIVE, "queued")
    except ValueError:
        return False
