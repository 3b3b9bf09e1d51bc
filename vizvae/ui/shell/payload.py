"""What a component says."""

from __future__ import annotations

from typing import TypeVar

import streamlit as st

from vizvae.ui.http.contract import Message, read

Said = TypeVar("Said", bound=Message)


def heard(kind: type[Said], component: str, name: str) -> Said:
    """What the component of this key says as `name`; a component's `kind` has a field for each thing that it may say, None where it
    says nothing. Raises ValueError, with what was expected and what came, for anything else."""
    said = getattr(st.session_state.get(component), name, None)
    return read(kind, {} if said is None else {name: said})
