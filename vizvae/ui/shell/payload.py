"""What a component is told, as one JSON text, and what it says.

Streamlit turns what it is given into JSON twice at every run of a page, and looks whether any of it is a table: a text it takes as it is,
and what is the same for all visitors is turned into text once.
"""

from __future__ import annotations

from typing import TypeVar

import streamlit as st

from vizvae.ui.http.contract import Message, Payload, encode, read

Said = TypeVar("Said", bound=Message)


class Told(Payload):
    """What every component is told: `frontend/src/hosts/mount.tsx` reads it."""

    data: Payload
    why_not_change: str
    """Why its visitor may change nothing; empty if they may"""


def payload(data: Payload, why_not_change: str) -> dict[str, str]:
    """`data` for the component; `hosts/streamlit.ts` reads it."""
    return {"json": encode(Told(data=data, why_not_change=why_not_change)).decode()}


def heard(kind: type[Said], component: str, name: str) -> Said:
    """What the component of this key says as `name`; a component's `kind` has a field for each thing that it may say, None where it
    says nothing. Raises ValueError, with what was expected and what came, for anything else."""
    said = getattr(st.session_state.get(component), name, None)
    return read(kind, {} if said is None else {name: said})
