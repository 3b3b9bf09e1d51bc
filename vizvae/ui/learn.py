"""The Learn page on the server: which step is open, kept equal to the address, and the lines of code that the steps show."""

from __future__ import annotations

import inspect
import textwrap
import uuid
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from vizvae.gaussian import DiagonalGaussian
from vizvae.paths import PROJECT
from vizvae.ui.learn_likelihood import likelihood_data
from vizvae.ui.learn_terms import terms_data
from vizvae.ui.state import ARRIVED, BY_HISTORY

KEY = "learn"
STEP, OPENED_WITH, RESTORE_ID = "learn_step", "learn_opened_with", "learn_restore_id"
SHOWN_CODE = {"std": DiagonalGaussian.std.fget, "at": DiagonalGaussian.at, "sample": DiagonalGaussian.sample}


def open_learn() -> None:
    """On arrival the address's step, or none, which is the first one."""
    arrived = st.session_state.pop(ARRIVED, False)
    linked = arrived and ("step" in st.query_params or st.session_state.get(BY_HISTORY, False))
    if RESTORE_ID in st.session_state and not arrived:
        return
    if linked or STEP not in st.session_state:
        st.session_state[STEP] = st.query_params.get("step", "")[:40]
    st.session_state[OPENED_WITH] = st.session_state[STEP]
    st.session_state[RESTORE_ID] = uuid.uuid4().hex


def learn_data() -> dict[str, Any]:
    """What the component is told; it stays the same until another link is opened."""
    return {
        "step": st.session_state[OPENED_WITH],
        "restoreId": st.session_state[RESTORE_ID],
        "code": shown_code(),
        "terms": terms_data(),
        "likelihood": likelihood_data(),
    }


def take_step() -> None:
    """Callback of the component: another step is read."""
    reported = getattr(st.session_state[KEY], "view", None)
    if isinstance(reported, dict) and reported.get("restoreId") == st.session_state[RESTORE_ID]:
        st.session_state[STEP] = str(reported.get("step", ""))[:40]


def write_learn_address() -> None:
    st.query_params.from_dict({"step": st.session_state[STEP]} if st.session_state[STEP] else {})


@cache
def shown_code() -> dict[str, dict[str, Any]]:
    """The lines of `vizvae` that a step shows, by name: where they stand, and the lines without what documents them."""
    return {name: excerpt(function) for name, function in SHOWN_CODE.items()}


def excerpt(function: Any) -> dict[str, Any]:
    """`file`, the number of the first `line`, and the `lines` of a function as they stand in its file, without its docstring."""
    function = inspect.unwrap(function)
    lines, first = inspect.getsourcelines(function)
    documented = textwrap.dedent("".join(lines))
    if function.__doc__:
        head, _, rest = documented.partition('"""')
        documented = head.rstrip(" ") + rest.partition('"""')[2].lstrip("\n")
    path = Path(inspect.getsourcefile(function) or "")
    return {"file": path.relative_to(PROJECT).as_posix(), "line": first, "lines": documented.rstrip().splitlines()}
