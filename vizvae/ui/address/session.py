"""What a visitor looks at, across the reruns of a page, and its address: one mechanism for all pages.

A page is opened with what a link says; later on the component reports what was changed, and the address follows. The component is told
to begin anew, by another `restore_id`, when another view must be shown, and only then: it would jump under the next drag.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

import streamlit as st

from vizvae.ui.address.contract import Report
from vizvae.ui.http.contract import Message
from vizvae.ui.shell import text
from vizvae.ui.shell.arrival import ARRIVED, BY_HISTORY
from vizvae.ui.shell.payload import heard
from vizvae.ui.shell.projector import kept_in_address

View = TypeVar("View")
Said = TypeVar("Said", bound=Message)
Reported = TypeVar("Reported", bound=Report)


@dataclass(frozen=True)
class Shown(Generic[View]):
    """Under one key of the session: Streamlit may stop a script before any look at its state, and of two keys one might be of another
    view than the other."""

    view: View
    """As it is now"""
    start: View
    """What the component was told to begin with"""
    digest: str
    """Of the model's weights, where there is one"""
    restore_id: str
    """Another one whenever the component is told to begin anew"""
    problems: tuple[str, ...]
    """What could not be used of the link or of the last change, a sentence each"""


class Session(Generic[View]):
    """What a visitor's session knows of a page, or of pages that show the same."""

    def __init__(self, key: str, *, links: Collection[str]) -> None:
        """`key`: in `st.session_state`. `links`: parameters of which one says that a link has led here."""
        self.key, self.links = key, frozenset(links)

    @property
    def last(self) -> Shown[View] | None:
        """What was shown when the script last ran, on this page or before another one."""
        return st.session_state.get(self.key)

    @property
    def shown(self) -> Shown[View]:
        return st.session_state[self.key]

    @property
    def view(self) -> View:
        return self.shown.view

    @property
    def arrived(self) -> bool:
        """The component is new: it was not on the page in the run before."""
        return st.session_state.get(ARRIVED, False)

    @property
    def linked(self) -> bool:
        """The address says what to show."""
        return self.arrived and (bool(st.query_params.keys() & self.links) or st.session_state.get(BY_HISTORY, False))

    def begin(self, view: View, problems: Iterable[str] = (), digest: str = "") -> None:
        """The component begins with `view`."""
        self.put(Shown(view, view, digest, uuid.uuid4().hex, tuple(problems)))

    def put(self, shown: Shown[View]) -> None:
        st.session_state[self.key] = shown
        self.settle()

    def go_on(self) -> None:
        """What was shown is shown still. Taken down meanwhile, the component begins where it was, not where it once began."""
        if self.arrived:
            self.begin(self.view, self.shown.problems, self.shown.digest)

    def settle(self) -> None:
        """Last, once there is something to show: a run that is stopped before has still arrived."""
        st.session_state[ARRIVED] = False

    def heard(self, kind: type[Said], component: str, name: str) -> Said:
        """What the component says as `name`, see `vizvae.ui.shell.payload.heard`: nothing where that cannot be, which is said."""
        try:
            return heard(kind, component, name)
        except ValueError as error:
            self.complain(f"The last change could not be kept in the address: {error}.")
            return kind()

    def current(self, report: Reported | None) -> Reported | None:
        """The report, unless it was sent before the component was told to begin anew."""
        return report if report is not None and report.restore_id == self.shown.restore_id else None

    def change(self, view: View, problems: Iterable[str] = ()) -> None:
        """The component shows it already."""
        st.session_state[self.key] = replace(self.shown, view=view, problems=tuple(problems))

    def complain(self, *problems: str) -> None:
        """What is shown stays."""
        st.session_state[self.key] = replace(self.shown, problems=problems)

    def show_problems(self) -> None:
        text.show_problems(self.shown.problems)

    def write(self, address: Mapping[str, str]) -> None:
        """So that copying the address copies the view. At once: every change of the address is a step of the browser's history, and one
        that the component has made already, in these very words, is none."""
        st.query_params.from_dict({**address, **kept_in_address()})
