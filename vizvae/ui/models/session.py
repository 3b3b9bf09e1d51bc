"""Which card a visitor looks at, kept equal to the page's address."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import streamlit as st

from vizvae.ui.address.session import Session
from vizvae.ui.shell.errors import guarded_callback

SESSION = Session[str]("model_card", links={"model"})
"""The name of the model, empty for none"""


def open_card(names: Collection[str]) -> str:
    """The model whose card is shown: that of a link, else the one that was looked at before."""
    if SESSION.last is None or SESSION.linked:
        asked = st.query_params.get("model", "")
        known = not asked or asked in names
        SESSION.begin(asked if known else "", [] if known else [f"There is no model named {asked[:40]!r} here."])
    else:
        SESSION.go_on()
    if SESSION.view not in names:  # deleted meanwhile
        SESSION.change("", SESSION.shown.problems)
    return SESSION.view


@guarded_callback
def take_choice(table: str, names: Sequence[str]) -> None:
    """Callback of the table: another cell was clicked, or come to with the arrow keys. Where none is any more, as after sorting, the card
    stays."""
    cells = st.session_state[table].selection.cells
    row = int(cells[0][0]) if cells else len(names)
    if row < len(names):
        SESSION.change(names[row])


def write_card_address() -> None:
    SESSION.write({"model": SESSION.view} if SESSION.view else {})
