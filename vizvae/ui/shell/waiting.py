"""What a page waits for while it is computed in the background: how far it is, a button that stops it, and why it failed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from vizvae.ui.access.permission import require_may_change, why_not_change
from vizvae.ui.jobs.background import JobFailed, Underway
from vizvae.ui.shell.errors import guarded_callback
from vizvae.ui.shell.text import plain

LOOK_EVERY = 0.5
"""Seconds"""


def look(known: Callable[[], Any], key: str) -> Any:
    """What `known` gives, or the sentence with which it failed: a job says that once, the page each time, until `forget_failure`.
    `key`: of what is computed, in the visitor's session."""
    try:
        found = known()
    except JobFailed as error:
        st.session_state[_failed(key)] = f"This could not be computed: {error}"
        found = None
    return st.session_state.get(_failed(key)) if found is None else found


@guarded_callback
def forget_failure(key: str) -> None:
    """It is begun anew."""
    st.session_state.pop(_failed(key), None)


@st.fragment(run_every=LOOK_EVERY)
def wait_for(known: Callable[[], Any], stop: Callable[[], object] | None, key: str) -> None:
    """Until `known` is not `Underway` any more; then the page is drawn anew. Without `stop`, it cannot be stopped."""
    found = look(known, key)
    if not isinstance(found, Underway):
        st.rerun()
    if stop is None:
        st.progress(min(1.0, found.progress), plain(found.message))
        return
    bar, button = st.columns([5, 1], vertical_alignment="center")
    bar.progress(min(1.0, found.progress), plain(found.message))
    button.button("Stop", key=f"{key}_stop", on_click=_stop, args=(stop,), width="stretch", disabled=bool(why_not_change()))


@guarded_callback
def _stop(stop: Callable[[], object]) -> None:
    require_may_change()
    stop()


def _failed(key: str) -> str:
    return f"{key}_failed"
