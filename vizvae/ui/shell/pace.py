"""A fragment that is drawn again and again, each time after the last is on the screen.

`st.fragment(run_every=…)` asks by the clock alone: where a browser takes longer to draw than the time between two runs, what is not drawn
yet is replaced, and nothing at all is seen. Here the browser asks when it is ready (frontend/src/pages/shell/pace), so that a slow one asks
less often, and one whose page is in the background not at all.
"""

from __future__ import annotations

import streamlit as st

from vizvae.ui.shell.errors import guarded_callback
from vizvae.ui.shell.pace_contract import PaceData
from vizvae.ui.shell.page import Component

pace = Component("shell_pace")


def look_again(key: str, seconds: float, *, drawn: str | None = None) -> None:
    """To be called at the end of a fragment: it runs again so many seconds later, or when `drawn`, a selector, is on the screen, if that
    is later. `key`: of one such place of the page."""
    place = f"pace_{key}"
    turn = st.session_state[f"{place}_turn"] = st.session_state.get(f"{place}_turn", 0) + 1
    pace(key=place, data=PaceData(turn=turn, every_ms=1000 * seconds, drawn=drawn), on_turn_change=_nothing_more)
    st.html(f"<style>.st-key-{place} {{ display: none; }}</style>")


@guarded_callback
def _nothing_more() -> None:
    """Callback of the component: that the fragment runs is all."""
