"""What a page shows, kept equal to its address across reruns, for components that put every change into the address themselves."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from vizvae.ui.explorer.session import ARRIVED, BY_HISTORY
from vizvae.ui.shell import text
from vizvae.ui.shell.errors import guarded_callback


@dataclass(frozen=True)
class Opened:
    """Under one key of the session: see `vizvae.ui.explorer.session.Shown`."""

    address: dict[str, str]
    problems: list[str]
    opened_with: dict[str, str]
    restore_id: str


class PageAddress:
    """Of one page; what a visitor's session knows of it is in `st.session_state`."""

    def __init__(
        self, key: str, tidied: Callable[[Mapping[str, str]], tuple[dict[str, str], list[str]]], links: set[str]
    ) -> None:
        """`key`: of the page's component. `tidied`: what of an address can be used, and a sentence for each part that cannot. `links`:
        parameters of which one says that a link has led here."""
        self.key, self.tidied, self.links = key, tidied, links
        self._opened = f"{key}_opened"

    def open(self) -> None:
        """On arrival what the address says, or what was shown before."""
        arrived = st.session_state.get(ARRIVED, False)
        linked = arrived and (bool(st.query_params.keys() & self.links) or st.session_state.get(BY_HISTORY, False))
        old: Opened | None = st.session_state.get(self._opened)
        if old is not None and not arrived:
            return
        address, problems = self.tidied(st.query_params.to_dict()) if linked or old is None else (old.address, old.problems)
        st.session_state[self._opened] = Opened(address, problems, address, uuid.uuid4().hex)
        st.session_state[ARRIVED] = False  # last: a run that is stopped before has still arrived

    @property
    def _now(self) -> Opened:
        return st.session_state[self._opened]

    @property
    def now(self) -> dict[str, str]:
        return self._now.address

    def told(self) -> dict[str, Any]:
        """What the component is told of it; it stays the same until another link is opened."""
        return {"address": self._now.opened_with, "restoreId": self._now.restore_id}

    @guarded_callback
    def take(self) -> None:
        """Callback of the component: something was chosen, or has come to rest."""
        reported = getattr(st.session_state[self.key], "view", None)
        if not isinstance(reported, dict) or reported.get("restoreId") != self._now.restore_id:
            return
        told = reported.get("address")
        query = {key: text for key, text in told.items() if isinstance(text, str)} if isinstance(told, dict) else {}
        address, problems = self.tidied(query)
        st.session_state[self._opened] = replace(self._now, address=address, problems=problems)

    def show_problems(self) -> None:
        text.show_problems(self._now.problems)

    def write(self) -> None:
        """At once: each step of a lesson is one of the browser's history. A control's new value is not: the component has already put it
        into the address, in these very words, and Streamlit adds nothing to the history for an address that stands there."""
        st.query_params.from_dict(self.now)
