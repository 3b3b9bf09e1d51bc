"""How an uploaded graph is read: what it was taken for, what a visitor is asked where the file does not tell, and how to say otherwise."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from vizvae.graph.readers import AS_FOUND, Choices, Reading, UnclearFile
from vizvae.ui.shell.errors import guarded_callback
from vizvae.ui.shell.text import plain

CHOSEN, TURN = "train_reading", "train_reading_turn"
"""`TURN`: how often everything was decided at once; widgets from before show what is not true any more"""
Given = list[str | None]
"""Ids of the uploaded files: an answer belongs to them alone"""
ENDS = ("one end", "the other end")
"""Of `Reading.columns`"""
AS_READ = "as it was found"


def chosen_reading(given: Given) -> Choices:
    """What the visitor has said so far of these files."""
    of, choices = st.session_state.get(CHOSEN, (None, AS_FOUND))
    return choices if of == given else AS_FOUND


@guarded_callback
def _choose(given: Given, choices: Choices) -> None:
    _decide(given, choices)


def _decide(given: Given, choices: Choices) -> None:
    st.session_state[CHOSEN] = given, choices
    st.session_state[TURN] = _turn() + 1


def _turn() -> int:
    return st.session_state.get(TURN, 0)


@guarded_callback
def _take(given: Given, choices: Choices, field: str, key: str) -> None:
    """Into this field of the choices, of the widget with this key."""
    value = st.session_state[key]
    st.session_state[CHOSEN] = given, replace(choices, **{field: tuple(value) if isinstance(value, list) else value})


@guarded_callback
def _read_otherwise(given: Given, choices: Choices, keys: dict[str, str]) -> None:
    """Of a form's widgets. Raises ValueError for the same column as both ends."""
    said = {field: st.session_state[key] for field, key in keys.items()}
    whether = {None: None, "yes": True, "no": False}
    header, directed = (whether[said[field]] for field in ("header", "directed"))
    _decide(given, replace(choices, header=header, directed=directed, ends=(said["first"], said["second"])))


def ask(given: Given, choices: Choices, unclear: UnclearFile) -> None:
    """The first rows, and a button for each way to read them."""
    st.warning(plain(f"{unclear.name}: {unclear.why}. What is right?"), icon=":material/help:")
    if unclear.first_rows:
        _rows(unclear.first_rows, ())
    for number, one in enumerate(unclear.alternatives):
        label = plain(one.text[0].upper() + one.text[1:])
        st.button(label, key=f"train_way_{number}", on_click=_choose, args=(given, one.choices))
    start_anew(given, choices)


def start_anew(given: Given, choices: Choices) -> None:
    """A button that takes back what was said, if anything was."""
    if choices != AS_FOUND:
        st.button("Decide anew", key="train_anew", icon=":material/undo:", on_click=_choose, args=(given, AS_FOUND))


def choose_what_is_used(given: Given, reading: Reading) -> None:
    """Which column holds weights, which attributes are classes or features, where the file has what may be meant."""
    of_file = "_".join(map(str, [_turn(), *given]))
    offered = [
        (reading.offered_as_weights, _weights),
        (reading.offered_as_classes, _classes),
        (reading.offered_as_features, _features),
    ]
    shown = [show for names, show in offered if names]
    if shown:
        for column, show in zip(st.columns(max(2, len(shown))), shown, strict=False):
            with column:
                show(given, reading, of_file)


def _weights(given: Given, reading: Reading, of_file: str) -> None:
    names, key = ["", *reading.offered_as_weights], f"train_weights_from_{of_file}"
    chosen = reading.choices.weights
    if chosen is None:  # as found: the one column that was taken for weights, if any
        taken = [place for place, role in enumerate(reading.columns) if role == "weight"]
        beside = [place for place, role in enumerate(reading.columns) if role in ("weight", "number")]
        chosen = ""
        if len(taken) == 1 and len(beside) == len(reading.offered_as_weights):
            chosen = reading.offered_as_weights[beside.index(taken[0])]
    st.selectbox(
        "Weights from", names, names.index(chosen) if chosen in names else 0, format_func=lambda one: one or "none: all edges alike",
        key=key, on_change=_take, args=(given, reading.choices, "weights", key),
        help="The column that says how strong an edge is. A number may also be an age or a price: which is meant, only you know.",
    )  # fmt: skip


def _classes(given: Given, reading: Reading, of_file: str) -> None:
    names, key = ["", *reading.offered_as_classes], f"train_classes_from_{of_file}"
    taken = next((decision.taken for decision in reading.decisions if decision.taken.startswith("Classes are the attribute")), "")
    st.selectbox(
        "Classes from", names, next((place for place, one in enumerate(names) if one and f"`{one}`" in taken), 0),
        format_func=lambda one: one or "none", key=key, on_change=_take, args=(given, reading.choices, "classes", key),
    )  # fmt: skip


def _features(given: Given, reading: Reading, of_file: str) -> None:
    names, key = list(reading.offered_as_features), f"train_features_from_{of_file}"
    st.multiselect(
        "Features from", names, [one for one in reading.choices.features if one in names],
        help="Numbers are scaled to mean 0 and deviation 1, words one-hot.",
        key=key, on_change=_take, args=(given, reading.choices, "features", key),
    )  # fmt: skip


def show_reading(reading: Reading, given: Given | None) -> None:
    """What was decided and why, with the first rows; a graph that was uploaded just now, as `given`, can be read otherwise."""
    with st.expander(f"How the file was read: {reading.format}", key="train_how_read"):
        if reading.first_rows:
            _rows(reading.first_rows, reading.columns)
        rows = [{"Decided": plain(one.taken), "Because": plain(one.why) or "—"} for one in reading.decisions]
        st.table(pd.DataFrame(rows, columns=["Decided", "Because"]).set_index("Decided"))  # its rows wrap, on a phone, too
        if given is None:
            return
        if set(ENDS) <= set(reading.columns):
            _otherwise(given, reading)
        start_anew(given, reading.choices)


def _otherwise(given: Given, reading: Reading) -> None:
    """Of a table: which columns are the ends, whether the first row names them, and whether edges have a direction."""
    columns = [str(place + 1) for place in range(len(reading.columns))]
    first_row = reading.first_rows[0] if reading.first_rows else ()

    def called(column: str) -> str:
        place = int(column) - 1
        return f"column {column}: {first_row[place]} …" if place < len(first_row) else f"column {column}"

    of_file = "_".join(map(str, [_turn(), *given]))
    keys = {field: f"train_{field}_{of_file}" for field in ("first", "second", "header", "directed")}
    with st.popover("Read it otherwise", icon=":material/edit:"), st.form(f"train_otherwise_{of_file}", border=False):
        for field, label, end in (("first", "One end of an edge", ENDS[0]), ("second", "The other end", ENDS[1])):
            st.selectbox(label, columns, reading.columns.index(end), format_func=called, key=keys[field])
        for field, label in (
            ("header", "The first row names the columns"),
            ("directed", "Edges go from the one end to the other"),
        ):
            said = getattr(reading.choices, field)
            st.selectbox(
                label,
                [None, "yes", "no"],
                0 if said is None else 2 - said,
                format_func=lambda one: one or AS_READ,
                key=keys[field],
            )
        st.form_submit_button("Read it so", on_click=_read_otherwise, args=(given, reading.choices, keys))


def _rows(rows: tuple[tuple[str, ...], ...], roles: tuple[str, ...]) -> None:
    """The first rows as they stand in the file, each column under what it was taken for."""
    width = max(map(len, rows))
    names = [f"{place + 1}: {roles[place]}" if place < len(roles) else str(place + 1) for place in range(width)]
    st.dataframe(
        pd.DataFrame([(*row, *[""] * (width - len(row))) for row in rows], columns=names), hide_index=True, width="stretch"
    )
