"""What stands on a page, for elsewhere: every table, matrix and figure as CSV, as JSON, and as a line to cite."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from vizvae.tables import Sheet
from vizvae.ui.shell.errors import error_boundary
from vizvae.ui.shell.text import plain

LABEL = "CSV, JSON, cite"


def take_along(key: str, sheets: Callable[[], Sequence[Sheet]], *, of: str) -> None:
    """A button that opens on them. `sheets` is asked when it is open. `of`: what they are, in words, for who hears the button."""
    box = st.popover(LABEL, icon=":material/download:", key=key, on_change="rerun", help=of)
    if not box.open:
        return
    with box, st.container(key=f"{key}_sheets"), error_boundary():
        # At the foot of a page Streamlit makes the box as low as what is left below its button, a line or two. One that wants more room
        # than that it puts above the button.
        st.html(f"<style>[data-testid=stPopoverBody]:has(.st-key-{key}_sheets) {{ min-height: min(15rem, 60vh); }}</style>")
        for sheet in sheets():
            st.markdown(f"**{plain(sheet.title)}**")
            with st.container(horizontal=True):
                for kind, text, mime in (("CSV", sheet.csv, "text/csv"), ("JSON", sheet.json, "application/json")):
                    name = f"{sheet.file}.{kind.lower()}"
                    st.download_button(
                        kind, text, file_name=name, mime=mime, key=f"{key}_{name}", icon=":material/download:", on_click="ignore",
                        help=plain(f"{sheet.title}: {name}, numbers unrounded"),
                    )  # fmt: skip
            st.code(sheet.cite, language=None, wrap_lines=True)
