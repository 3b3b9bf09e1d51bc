"""What was brought, before it is added: what was found, what becomes of it with which settings, and its name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

import streamlit as st

from vizvae.data.fit import AUTO, Fit
from vizvae.data.own.incoming import Incoming
from vizvae.data.own.naming import check_new_name, name_from
from vizvae.data.own.options import LARGEST, SMALLEST, Options
from vizvae.data.own.sheet import Sheet
from vizvae.data.own.store import OwnSet
from vizvae.ui.access.permission import why_not_change
from vizvae.ui.data.cells import sheet_html
from vizvae.ui.data.looks import looks
from vizvae.ui.data.report import show_report
from vizvae.ui.data.session import add, look_again, look_with, looked_with, stop, stopped, take_back
from vizvae.ui.jobs.background import Underway
from vizvae.ui.shell.buttons import pressed
from vizvae.ui.shell.text import plain
from vizvae.words import counted

FITS: Mapping[Fit, str] = {"crop": "middle cut out", "pad": "whole, ground beside", "stretch": "stretched"}
GROUNDS = {AUTO: "as its ink shows", "black": "black", "white": "white", "#808080": "grey"}
LOOK_EVERY = 0.5
"""Seconds"""
_LAST = "data_last_sheet"


def show_draft(incoming: Incoming) -> None:
    """Raises ValueError where the visitor may change nothing."""
    with st.container(border=True):
        heading, back = st.columns([4, 1], vertical_alignment="center")
        heading.subheader(plain(incoming.title), anchor=False)
        back.button(
            "Take back", key="data_back", icon=":material/close:", on_click=take_back, args=(incoming,), width="stretch",
            disabled=bool(why_not_change()), help="It is forgotten; nothing was added yet.",
        )  # fmt: skip
        if reason := why_not_change():
            raise ValueError(reason)
        options = _settings(incoming)
        look_with(incoming, options)
        with st.container():  # each in a place of its own: a field that moves down loses what is being typed into it
            found = _show_sheet(incoming, options)
        with st.container():
            own = _show_build(incoming, options) if found else None
            if isinstance(own, OwnSet):
                show_report(own)
        _add(incoming, options, own)


def _settings(incoming: Incoming) -> Options:
    """Of a visitor who was on another page meanwhile, as they were."""
    before, sheet = looked_with(incoming), st.session_state.get(_LAST)
    usual = sheet[1].size if sheet and sheet[0] == incoming.token else None
    size, grey, fit, ground = st.columns([2, 2, 3, 3])
    chosen_size = size.number_input(
        "Pixels a side", SMALLEST, LARGEST, before.size, key=f"data_size_{incoming.token}",
        placeholder=str(usual) if usual else "chosen", help=f"{SMALLEST} to {LARGEST}; left empty, that of the pictures, else 64.",
    )  # fmt: skip
    chosen_grey = grey.selectbox(
        "Colours", [False, True], int(before.grey), key=f"data_grey_{incoming.token}",
        format_func=lambda grey: "all grey" if grey else "as found",
    )  # fmt: skip
    fits, grounds = list(FITS), list(GROUNDS)
    chosen_fit = fit.selectbox(
        "What does not fit a square", fits, fits.index(before.fit), format_func=FITS.__getitem__, key=f"data_fit_{incoming.token}"
    )
    chosen_ground = ground.selectbox(
        "Ground of transparent ones", grounds, grounds.index(before.ground) if before.ground in grounds else 0,
        format_func=GROUNDS.__getitem__, key=f"data_ground_{incoming.token}",
        help="And beside pictures that are kept whole. As its ink shows: dark under light ink, light under dark.",
    )  # fmt: skip
    return Options(size=chosen_size, grey=chosen_grey, fit=chosen_fit, ground=chosen_ground)


def _show_sheet(incoming: Incoming, options: Options) -> bool:
    """The last one stays until the next is there. False where there is none, which is said."""
    sheet = looks().sheet(incoming, options)
    if isinstance(sheet, str):
        _say_problem(incoming, options, sheet)
        return False
    if isinstance(sheet, Sheet):
        st.session_state[_LAST] = (incoming.token, sheet)
    else:
        kept = st.session_state.get(_LAST)
        sheet = kept[1] if kept and kept[0] == incoming.token else None
    if sheet is None:
        return True
    few = "" if len(sheet.cells) == sheet.num_files else f" {len(sheet.cells)} of them:"
    st.caption(
        f"{counted(sheet.num_files, 'picture')} in a {sheet.kind}.{few} each as it was found → as the model will see it, "
        f"{sheet.size} × {sheet.size}."
    )
    st.html(sheet_html(sheet.cells, "Pictures as they were found, and the images that become of them"))
    return True


def _show_build(incoming: Incoming, options: Options) -> OwnSet | None:
    """Of all pictures, what was found and done; as long as it is not known, how far it is."""
    if stopped():
        st.info("Stopped. What you brought is still here.", icon=":material/pause:")
        st.button("Go on", key="data_again", on_click=look_again, args=(incoming, options))
        return None
    own = looks().build(incoming, options)
    if isinstance(own, str):
        _say_problem(incoming, options, own)
        return None
    if isinstance(own, Underway):
        _wait(incoming, options)
        return None
    if looks().sheet(incoming, options) is None:
        _wait_for_sheet(incoming, options)
    return own


@st.fragment(run_every=LOOK_EVERY)
def _wait(incoming: Incoming, options: Options) -> None:
    own = looks().build(incoming, options)
    sheet = looks().sheet(incoming, options)
    kept = st.session_state.get(_LAST)
    if not isinstance(own, Underway) or (sheet is not None and (not kept or kept[1] is not sheet)):
        st.rerun()
    bar, button = st.columns([5, 1], vertical_alignment="center")
    bar.progress(own.progress, f"All are looked at: {plain(own.message)}")
    button.button("Stop", key="data_stop", on_click=stop, args=(incoming, options), width="stretch")


@st.fragment(run_every=LOOK_EVERY)
def _wait_for_sheet(incoming: Incoming, options: Options) -> None:
    if looks().sheet(incoming, options) is not None:
        st.rerun()


def _say_problem(incoming: Incoming, options: Options, problem: str) -> None:
    st.error(plain(problem), icon=":material/error:")
    st.button("Try again", key="data_again", on_click=look_again, args=(incoming, options))


def _add(incoming: Incoming, options: Options, own: OwnSet | None) -> None:
    key = f"data_name_{incoming.token}"
    if key not in st.session_state:
        st.session_state[key] = _suggested(incoming)
    name, button = st.columns([4, 1], vertical_alignment="bottom")
    chosen = name.text_input("Name", key=key, help="Letters a–z, digits, dots, dashes and underscores.")
    problem = _problem(chosen)
    if pressed(
        button, "Add", key="data_add", type="primary", icon=":material/add:", width="stretch", disabled=own is None or bool(problem)
    ) and own is not None:  # fmt: skip
        add(incoming, options, chosen)
        st.rerun()
    if problem:
        st.error(plain(problem), icon=":material/error:")


def _problem(name: str) -> str:
    try:
        check_new_name(name.strip())
    except ValueError as error:
        return str(error)
    return ""


def _suggested(incoming: Incoming) -> str:
    """After the file or folder; a number where that is taken."""
    base = name_from(PurePosixPath(incoming.title).stem) or "images"
    numbered = [base, *(f"{base[:60]}-{number}" for number in range(2, 100))]
    return next((name for name in numbered if not _problem(name)), base)
