"""Several values of some settings, tried at once: what is asked for, how many runs that is and how long they take, and the start."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import streamlit as st

from vizvae.data.own.store import own_fingerprint
from vizvae.runs.queue import max_runs
from vizvae.single_flight import single_flight
from vizvae.sweep.plan import Axis, PlannedRun, plan
from vizvae.sweep.record import sweep_path
from vizvae.ui.access.permission import why_not_change
from vizvae.ui.shell.buttons import pressed
from vizvae.ui.shell.text import plain
from vizvae.ui.train.fields import Setting, words_of
from vizvae.ui.train.shown_cost import show_cost_of_all
from vizvae.ui.train.sweep_axes import FIRST, axis_of, base_of, proposed, variable_settings
from vizvae.ui.train.sweep_session import MOST_RUNS, NAME_USED, start_sweep
from vizvae.ui.train.values import Values
from vizvae.words import counted

PREFIX = "sweep_field_"
"""Of the keys of what is typed here"""
VARY, SEEDS, NAME, VALUES = PREFIX + "vary", PREFIX + "seeds", PREFIX + "name", PREFIX + "values_"
MOST_SEEDS = 20
KEPT_PLANS = 64
TEMPORARY = "sweep"


def sweep_form(values: Values) -> None:
    """`values`: of the form above, which all runs have in common."""
    for key in st.session_state:  # a widget that is not drawn loses its value with the run: kept by saying it again
        if str(key).startswith(PREFIX):
            st.session_state[key] = st.session_state[key]
    details = st.expander("Try several values: which β, how many latents?", key="details_sweep", on_change="rerun")
    if not details.open:
        return
    with details:
        st.caption(
            "A sweep trains every combination of the values below, each with every seed; all else is as above. They are ordinary runs "
            "in the queue. In the end a figure and a table say what each choice costs and what it gives."
        )
        try:
            asked = _asked(values)
        except ValueError as error:  # said here, where it was typed; what is above can be started all the same
            st.error(plain(str(error)), icon=":material/error:")
            asked = None
        reason = why_not_change()
        place = st.container()
        if pressed(
            place, "Start the sweep", key="sweep_start", icon=":material/play_arrow:", width="stretch",
            disabled=asked is None or bool(reason), help=reason or None,
        ) and asked is not None:  # fmt: skip
            start_sweep(st.session_state[NAME].strip(), *asked)


def _asked(values: Values) -> tuple[dict[str, Any], list[Axis], int]:
    """What is typed: the settings in common, the grid, and how many seeds. Raises ValueError, in one sentence, for what cannot be."""
    offered = variable_settings(values)
    if not offered:
        raise ValueError("This model has no number that could be varied.")
    axes, seeds = _fields(offered, values)
    if not axes:
        raise ValueError("Choose at least one setting to vary.")
    base = base_of(values, axes)
    images = own_fingerprint(str(base.get("data", "")))
    described = json.dumps([base, [[axis.setting, axis.values] for axis in axes], seeds, images])
    planned = _planned(described)
    if isinstance(planned, str):
        raise ValueError(planned)
    points = " × ".join(str(len(axis.values)) for axis in axes)
    num_points = len(planned) // seeds
    combinations = counted(num_points, "combination") if len(axes) == 1 else f"{points} = {counted(num_points, 'combination')}"
    at_once = max_runs()
    show_cost_of_all(
        [run.config for run in planned],
        f"**{counted(len(planned), 'run')}**: {combinations}, {counted(seeds, 'seed')} each.",
        at_once,
    )
    return base, axes, seeds


def _fields(offered: dict[str, Setting], values: Values) -> tuple[list[Axis], int]:
    if VARY not in st.session_state:
        st.session_state[VARY] = [path for path in offered if path in FIRST]
    st.session_state[VARY] = [path for path in st.session_state[VARY] if path in offered]
    chosen = st.multiselect("Vary", list(offered), format_func=lambda path: words_of(offered[path]).label, key=VARY)
    texts = {}
    for path in chosen:
        setting, key = offered[path], VALUES + path
        if key not in st.session_state:
            st.session_state[key] = proposed(setting, values.get(path, setting.default))
        words = words_of(setting)
        texts[path] = st.text_input(f"{words.label}: values", key=key, help=f"{words.help} Numbers with commas between them.")
    if st.session_state.pop(NAME_USED, False) or NAME not in st.session_state:
        st.session_state[NAME] = ""
    st.session_state.setdefault(SEEDS, 1)
    left, right = st.columns(2, vertical_alignment="bottom")
    seeds = left.number_input(
        "Seeds", 1, MOST_SEEDS, key=SEEDS,
        help="Runs of each combination that differ in chance alone: how far they lie apart says which differences mean something.",
    )  # fmt: skip
    name = right.text_input(
        "Name of the sweep",
        key=NAME,
        placeholder="chosen for you",
        help="That of a sweep which is there adds values or seeds to it.",
    )
    if name.strip():
        sweep_path(name.strip())  # raises for what cannot be one
    return [axis_of(offered[path], text) for path, text in texts.items()], int(seeds)


@single_flight(KEPT_PLANS)
def _planned(described: str) -> Sequence[PlannedRun] | str:
    """Or why it cannot be: asked at every run of the page, and not found out anew, as long as the images are the same."""
    base, axes, seeds, _ = json.loads(described)
    try:
        return plan(TEMPORARY, base, [Axis(setting, tuple(given)) for setting, given in axes], seeds, most=MOST_RUNS)
    except ValueError as error:
        return str(error)
