"""Projector mode: what is read from the last row. A switch beside the menu, and `?projector=on` in any link."""

from __future__ import annotations

import streamlit as st

from vizvae.ui.shell.arrival import ARRIVED
from vizvae.ui.shell.errors import guarded_callback

PARAMETER = "projector"
ON = "on"
KEPT, SWITCH = "projector_mode", "projector_switch"

# Everything is sized in rem, so larger type is a larger page. What explains instead of showing stays away, as a teacher does that.
LARGER = """<style>
html { font-size: 125%; }
.stApp { --projector: 1; --mark: 1.6; }
.stMainBlockContainer { padding: 4rem 1.5rem 1rem; }
[data-testid=stTopNavLink] { padding-inline: 0.3rem; }
[data-testid=stMain] [data-testid=stCaptionContainer] { display: none; }
[data-testid=stMain] [data-testid=stHeading] h2 { position: absolute; clip-path: inset(50%); white-space: nowrap; }
</style>"""
# In the row of pages, left of the menu; what Streamlit says there of a running script or a lost server, left of that. On a phone nobody
# projects.
PLACED = """<style>
:has(> .st-key-projector) { position: absolute; }
.st-key-projector { position: fixed; top: 1.05rem; right: 4rem; z-index: 1000001; width: auto; }
[data-testid=stStatusWidget] { margin-right: 9rem; }
@media print, (width < 1100px) { .st-key-projector { display: none; } [data-testid=stStatusWidget] { margin-right: 0; } }
</style>"""


def is_projector() -> bool:
    return bool(st.session_state.get(KEPT))


def kept_in_address() -> dict[str, str]:
    """What every page's address says beside its own words."""
    return {PARAMETER: ON} if is_projector() else {}


def projector_mode() -> None:
    """On arrival as the link says; later as the switch does, which is drawn here. Call it before the page."""
    if st.session_state.get(ARRIVED) and PARAMETER in st.query_params:
        st.session_state[KEPT] = st.query_params[PARAMETER] == ON
    st.session_state[SWITCH] = is_projector()
    st.html(PLACED + (LARGER if is_projector() else ""))
    with st.container(key="projector"):
        st.toggle("Projector", key=SWITCH, on_change=_switch, help="Larger type and fewer words, for the last row of a class")


@guarded_callback
def _switch() -> None:
    st.session_state[KEPT] = st.session_state[SWITCH]
    st.query_params.from_dict({**{key: st.query_params[key] for key in st.query_params if key != PARAMETER}, **kept_in_address()})
