"""What the graph page shows of an answer of the child process, and what stands in its place until it is there."""

from __future__ import annotations

import streamlit as st

from vizvae.ui.graph.answers import Answer, graph_answers
from vizvae.ui.graph.opened import OpenedGraph
from vizvae.ui.jobs.background import TooManyJobs, Underway
from vizvae.ui.shell.text import plain
from vizvae.ui.shell.waiting import forget_failure, look, wait_for


def awaited(what: Answer, opened: OpenedGraph) -> bytes | None:
    """The child's answer; or None, and how far it is, or why it failed, is shown."""
    key = f"links_{what}_{opened.name}_{opened.digest}"

    def known() -> bytes | Underway:
        try:
            return graph_answers().get(what, opened)
        except TooManyJobs as error:
            raise ValueError(str(error)) from error

    found = look(known, key)
    if isinstance(found, str):
        st.error(plain(found), icon=":material/error:")
        st.button("Try again", key=f"{key}_again", on_click=forget_failure, args=(key,))
        return None
    if isinstance(found, Underway):
        wait_for(known, None, key)
        return None
    return found
