"""How an uploaded graph is read: what it was taken for, and what a visitor is asked where the file does not tell."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from vizvae.graph.readers import AS_FOUND, Choices, Reading, UnclearFile
from vizvae.ui.shell.errors import guarded_callback
from vizvae.ui.shell.text import plain

CHOSEN = "train_reading"
Given = list[str | None]
"""Ids of the uploaded files: an answer belongs to them alone"""


def chosen_reading(given: Given) -> Choices:
    """What the visitor has said so far of these files."""
    of, choices = st.session_state.get(CHOSEN, (None, AS_FOUND))
    return choices if of == given else AS_FOUND


@guarded_callback
def _choose(given: Given, choices: Choices) -> None:
    st.session_state[CHOSEN] = given, choices


@guarded_callback
def _take(given: Given, choices: Choices, classes: str, features: str) -> None:
    """Of widgets with these keys."""
    state = st.session_state
    state[CHOSEN] = given, replace(choices, classes=state[classes], features=tuple(state[features]))


def ask(given: Given, choices: Choices, unclear: UnclearFile) -> None:
    """The first rows, and a button for each way to read them."""
    st.warning(plain(f"{unclear.name}: {unclear.why}. What is right?"), icon=":material/help:")
    if unclear.first_rows:
        _table(unclear.first_rows, ())
    for number, one in enumerate(unclear.alternatives):
        label = plain(one.text[0].upper() + one.text[1:])
        st.button(label, key=f"train_way_{number}", on_click=_choose, args=(given, one.choices))
    start_anew(given, choices)


def start_anew(given: Given, choices: Choices) -> None:
    """A button that takes back what was said, if anything was."""
    if choices != AS_FOUND:
        st.button("Decide anew", key="train_anew", icon=":material/undo:", on_click=_choose, args=(given, AS_FOUND))


def show_reading(given: Given, reading: Reading) -> None:
    """What was decided and why, the first rows, and which attributes may be classes or features."""
    choices = reading.choices
    if reading.offered_as_classes or reading.offered_as_features:
        for_classes, for_features = st.columns(2)
        taken = next(
            (decision.taken for decision in reading.decisions if decision.taken.startswith("Classes are the attribute")), ""
        )
        options = ["", *reading.offered_as_classes]
        keys = tuple(f"train_{what}_from_{'_'.join(map(str, given))}" for what in ("classes", "features"))
        changed = {"on_change": _take, "args": (given, choices, *keys)}
        for_classes.selectbox(
            "Classes from", options, next((place for place, one in enumerate(options) if one and f"`{one}`" in taken), 0),
            format_func=lambda one: one or "none", key=keys[0], **changed,
        )  # fmt: skip
        for_features.multiselect(
            "Features from", list(reading.offered_as_features), [one for one in choices.features if one in reading.offered_as_features],
            help="Numbers are scaled to mean 0 and deviation 1, words one-hot.", key=keys[1], **changed,
        )  # fmt: skip
    with st.expander(f"How the file was read: {reading.format}"):
        if reading.first_rows:
            _table(reading.first_rows, reading.columns)
        rows = [{"What": one.what, "Decided": one.taken, "Because": one.why} for one in reading.decisions]
        st.dataframe(pd.DataFrame(rows, columns=["What", "Decided", "Because"]), hide_index=True, width="stretch")
        start_anew(given, choices)


def _table(rows: tuple[tuple[str, ...], ...], roles: tuple[str, ...]) -> None:
    """The first rows as they stand in the file, each column under what it was taken for."""
    width = max(map(len, rows))
    names = [f"{place + 1}: {roles[place]}" if place < len(roles) else str(place + 1) for place in range(width)]
    st.dataframe(
        pd.DataFrame([(*row, *[""] * (width - len(row))) for row in rows], columns=names), hide_index=True, width="stretch"
    )
