"""Buttons whose press is not lost."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from vizvae.ui.shell.errors import guarded_callback


def pressed(place: DeltaGenerator, label: str, *, key: str, **options: Any) -> bool:
    """Draw a button in `place`; whether it has been pressed since this last was asked.

    `st.button` is true in one run of the script only. Where that run is cut short above the button, as by a component that reports
    something at that moment, the press would be gone: it is noted before the run begins, and stays until it is seen here.
    """
    place.button(label, key=key, on_click=_note, args=(key,), **options)
    return st.session_state.pop(f"{key}_pressed", False)


@guarded_callback
def _note(key: str) -> None:
    st.session_state[f"{key}_pressed"] = True
