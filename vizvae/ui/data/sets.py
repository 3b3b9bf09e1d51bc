"""The data sets that were added: what each is, shown, renamed, removed, and brought back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from vizvae.cards.data_sheets import data_sheets
from vizvae.data.own.report import summary
from vizvae.data.own.sheet import Cell, sheet_of_set
from vizvae.data.own.store import OwnSet, find_set, list_sets, open_labels, unreadable_sets
from vizvae.data.own.use import users_of
from vizvae.paths import own_data_dir
from vizvae.single_flight import single_flight
from vizvae.trash import DAYS_KEPT, places
from vizvae.ui.access.permission import why_not_change
from vizvae.ui.data.cells import sheet_html
from vizvae.ui.data.report import show_report
from vizvae.ui.data.session import Done, done, remove, rename, restore, show, shown
from vizvae.ui.shell.errors import error_boundary, guarded_callback
from vizvae.ui.shell.navigation import page_named
from vizvae.ui.shell.take_along import take_along
from vizvae.ui.shell.text import plain

SHEETS_KEPT = 32
USERS_NAMED = 6
_ASKED = "data_asked_to_remove"


def say_what_was_done() -> None:
    """With the way back, and the way on."""
    last = done()
    if last is None:
        return
    words, button = st.columns([4, 1], vertical_alignment="center")
    text = {"added": "was added", "renamed": "is called so now", "restored": "is back", "removed": "was removed"}[last.what]
    words.success(f"**{plain(last.name)}** {text}.", icon=":material/check:")
    with button:
        _way_on(last)


def _way_on(last: Done) -> None:
    if last.what == "removed":
        st.button("Undo", key="data_undo", icon=":material/undo:", on_click=restore, args=(last.name,), width="stretch")
    elif find_set(last.name) is not None:
        train_on_it(last.name, key="data_train_last", primary=True)


def train_on_it(name: str, *, key: str, primary: bool = False) -> None:
    """A button to the Train page, with this set chosen."""
    if st.button(
        "Train on it", key=key, icon=":material/model_training:", type="primary" if primary else "secondary", width="stretch"
    ):
        st.switch_page(page_named("train"), query_params={"data": name})


def show_sets() -> None:
    sets = list_sets()
    st.subheader("Your sets", anchor=False)
    wanted = shown()
    if wanted is not None and wanted not in {own.name for own in sets}:
        formerly = find_set(wanted)
        if formerly is None:
            st.warning(plain(f"There is no data set {wanted[:64]!r} here."), icon=":material/info:")
        show(formerly.name if formerly else None)
    if not sets:
        st.caption("None yet. What you add is listed here, and on the Train page beside the sets that come with the program.")
    for own in sets:
        with st.container(border=True), error_boundary():
            _row(own)
    for name, why in unreadable_sets().items():
        st.error(plain(f"{name}: {why}"), icon=":material/error:")
    _show_removed({own.name for own in sets})


def _row(own: OwnSet) -> None:
    reason = why_not_change()
    is_shown = shown() == own.name
    words, look, train, name, away = st.columns([5, 2, 2, 2, 2], vertical_alignment="center")
    words.markdown(f"**{plain(own.name)}**  \n{plain(_facts(own))}")
    look.button(
        "Hide" if is_shown else "Show", key=f"data_show_{own.name}", width="stretch",
        on_click=show, args=(None if is_shown else own.name,),
    )  # fmt: skip
    with train:
        train_on_it(own.name, key=f"data_train_{own.name}")
    with (
        name.popover("Rename", width="stretch", disabled=bool(reason), help=reason or None),
        error_boundary(),
        st.form(f"data_rename_{own.name}", border=False),
    ):
        new = st.text_input("New name", own.name, help="Models that were trained on it find it all the same.")
        if st.form_submit_button("Rename"):
            rename(own.name, new)
            st.rerun()
    away.button(
        "Remove", key=f"data_remove_{own.name}", width="stretch", on_click=_ask_or_remove, args=(own.name,), disabled=bool(reason),
        help=reason or None,
    )  # fmt: skip
    if st.session_state.get(_ASKED) == own.name:
        _ask(own)
    if is_shown:
        show_report(own)
        take_along("data_along", lambda: data_sheets(own, open_labels(own)), of=f"How many images {own.name} has of what")
        st.html(sheet_html(_sheet(own.name, own.fingerprint), f"Images of {own.name}"))


def _facts(own: OwnSet) -> str:
    classes = f", {len(own.class_names):,} classes" if own.labels_from != "nothing" else ""
    factors = f", {len(own.factor_names)} factors" if own.factor_names else ""
    return f"{summary(own)}{classes}{factors}, added {_day(own.created)}"


def _day(created: str) -> str:
    try:
        day = datetime.fromisoformat(created).astimezone(UTC)
    except ValueError:
        return "at some time"
    return f"{day.day} {day:%B %Y}"


@guarded_callback
def _ask_or_remove(name: str) -> None:
    own = find_set(name)
    if own is not None and users_of(own):
        st.session_state[_ASKED] = name
    else:
        remove(name)


def _ask(own: OwnSet) -> None:
    users = users_of(own)
    named = ", ".join(users[:USERS_NAMED]) + (" …" if len(users) > USERS_NAMED else "")
    st.warning(
        plain(f"{own.name} is used by {named}: runs cannot be resumed, nor models shown, without their images."),
        icon=":material/info:",
    )
    yes, no, _ = st.columns([2, 2, 5])
    yes.button("Remove all the same", key="data_remove_really", on_click=_remove_asked, args=(own.name,), width="stretch")
    no.button("Keep it", key="data_keep", on_click=_stop_asking, width="stretch")


@guarded_callback
def _remove_asked(name: str) -> None:
    _stop_asking()
    remove(name)


@guarded_callback
def _stop_asking() -> None:
    st.session_state.pop(_ASKED, None)


def _show_removed(there: set[str]) -> None:
    removed = [name for name in places(own_data_dir()) if name not in there]
    if not removed:
        return
    with st.expander(f"Removed in the last {DAYS_KEPT:.0f} days"):
        for name in removed:
            words, button = st.columns([5, 2], vertical_alignment="center")
            words.markdown(plain(name))
            button.button(
                "Bring back",
                key=f"data_restore_{name}",
                on_click=restore,
                args=(name,),
                width="stretch",
                disabled=bool(why_not_change()),
            )


@single_flight(SHEETS_KEPT)
def _sheet(name: str, fingerprint: str) -> Sequence[Cell]:
    own = find_set(name)
    assert own is not None
    assert own.fingerprint == fingerprint
    return sheet_of_set(own)
