"""What a visitor does with sweeps: start one, look at it, stop it, go on with it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from vizvae.runs import queue
from vizvae.runs.folder import ALIVE
from vizvae.sweep.plan import Axis, PlannedRun, plan
from vizvae.sweep.record import Sweep, keep_runs, planned_again, read_sweep, sweep_names
from vizvae.sweep.running import enqueue, missing_of, suspend
from vizvae.ui.access.permission import require_may_change
from vizvae.ui.shell.errors import guarded_callback
from vizvae.ui.train.session import SESSION
from vizvae.ui.train.sweep_scoring import scoring
from vizvae.words import counted

MOST_RUNS = 100
"""Of one sweep, and of all that wait or train when more are asked for: whoever fills the queue with more keeps all others waiting."""
NAME_USED = "sweep_name_used"
"""A sweep has been started: the next one needs another name."""
_PROBLEM = "sweep_problem"


def start_sweep(name: str, base: dict[str, Any], axes: Sequence[Axis], seeds: int) -> None:
    """`name`: empty for one that is chosen. Raises ValueError for what cannot be trained, a name whose sweep or runs have other settings,
    too many runs, and where the visitor may change nothing."""
    require_may_change()
    name = name or _free_name(base)
    planned = plan(name, base, axes, seeds, most=MOST_RUNS)
    _check_room(planned)
    keep_runs(name, base, axes, planned)
    enqueue(planned)
    show_sweep(name)
    st.session_state[NAME_USED] = True
    st.rerun()  # with the name's field empty


def show_sweep(name: str | None) -> None:
    st.session_state.pop(_PROBLEM, None)
    SESSION.change(replace(SESSION.view, sweep=name), SESSION.shown.problems)


@guarded_callback
def stop_sweep(sweep: Sweep) -> None:
    """Callback: what waits leaves the queue, what trains saves where it is and ends."""
    _said(lambda: suspend([run.name for run in sweep.runs]))


@guarded_callback
def go_on(name: str) -> None:
    """Callback: what is missing is put into the queue, and what could not be measured is measured again."""

    def begin() -> None:
        sweep = read_sweep(name)
        if sweep is None:
            raise ValueError(f"There is no sweep named {name} any more.")
        planned = planned_again(sweep)
        _check_room(planned)
        scoring().try_again()
        enqueue(planned)

    _said(begin)


def problem() -> str:
    """Why the last that was asked for was not done; empty if it was."""
    return st.session_state.get(_PROBLEM, "")


def _said(work: Callable[[], object]) -> None:
    """Beside its button, until the next press: the page is drawn anew every second or so."""
    st.session_state.pop(_PROBLEM, None)
    try:
        require_may_change()
        work()
    except ValueError as error:
        st.session_state[_PROBLEM] = str(error)


def _check_room(planned: Sequence[PlannedRun]) -> None:
    asked = len(missing_of(planned))
    waiting = sum(job.status.phase in (*ALIVE, "queued") for job in queue.list_runs())
    if waiting + asked > MOST_RUNS:
        raise ValueError(
            f"{counted(asked, 'run')} would be put into the queue, where {counted(waiting, 'run')} wait or train already; expected at most "
            f"{MOST_RUNS} together: choose fewer, or wait until some have ended"
        )


def _free_name(base: dict[str, Any]) -> str:
    """data-model-sweep-number"""
    taken = set(sweep_names())
    stem = f"{base['data']}-{base['model'].replace('_', '-')}"[:28].rstrip("-._")
    return next(name for number in itertools.count(1) if (name := f"{stem}-sweep-{number}") not in taken)
