"""What a page shows, kept equal to its address across reruns, for components that put every change into the address themselves."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from vizvae.ui.errors import guarded_callback
from vizvae.ui.state import ARRIVED, BY_HISTORY


class PageAddress:
    """Of one page; what a visitor's session knows of it is in `st.session_state`."""

    def __init__(
        self, key: str, tidied: Callable[[Mapping[str, str]], tuple[dict[str, str], list[str]]], links: set[str]
    ) -> None:
        """`key`: of the page's component. `tidied`: what of an address can be used, and a sentence for each part that cannot. `links`:
        parameters of which one says that a link has led here."""
        self.key, self.tidied, self.links = key, tidied, links
        self._address, self._opened_with, self._restore_id, self._problems = (
            f"{key}_{what}" for what in ("address", "opened_with", "restore_id", "problems")
        )

    def open(self) -> None:
        """On arrival what the address says, or what was shown before."""
        arrived = st.session_state.pop(ARRIVED, False)
        linked = arrived and (bool(st.query_params.keys() & self.links) or st.session_state.get(BY_HISTORY, False))
        if self._restore_id in st.session_state and not arrived:
            return
        if linked or self._address not in st.session_state:
            st.session_state[self._address], st.session_state[self._problems] = self.tidied(st.query_params.to_dict())
        st.session_state[self._opened_with] = st.session_state[self._address]
        st.session_state[self._restore_id] = uuid.uuid4().hex

    @property
    def now(self) -> dict[str, str]:
        return st.session_state[self._address]

    def told(self) -> dict[str, Any]:
        """What the component is told of it; it stays the same until another link is opened."""
        return {"address": st.session_state[self._opened_with], "restoreId": st.session_state[self._restore_id]}

    @guarded_callback
    def take(self) -> None:
        """Callback of the component: something was chosen, or has come to rest."""
        reported = getattr(st.session_state[self.key], "view", None)
        if not isinstance(reported, dict) or reported.get("restoreId") != st.session_state[self._restore_id]:
            return
        told = reported.get("address")
        query = {key: text for key, text in told.items() if isinstance(text, str)} if isinstance(told, dict) else {}
        st.session_state[self._address], st.session_state[self._problems] = self.tidied(query)

    def show_problems(self) -> None:
        if st.session_state[self._problems]:
            st.warning("  \n".join(st.session_state[self._problems]), icon=":material/info:")

    def write(self) -> None:
        """At once: each step of a lesson is one of the browser's history. A control's new value is not: the component has already put it
        into the address, in these very words, and Streamlit adds nothing to the history for an address that stands there."""
        st.query_params.from_dict(self.now)
