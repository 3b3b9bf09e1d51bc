"""Pages whose components put every change into the address themselves: what they show is an address."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import streamlit as st

from vizvae.ui.address.contract import AddressSaid
from vizvae.ui.address.session import Session
from vizvae.ui.shell.errors import guarded_callback


class PageAddress(Session[dict[str, str]]):
    def __init__(
        self,
        component: str,
        tidied: Callable[[Mapping[str, str]], tuple[dict[str, str], list[str]]],
        links: Collection[str],
        kept: Collection[str] = (),
    ) -> None:
        """`component`: its key. `tidied`: what of an address can be used, and a sentence for each part that cannot. `kept`: parameters that
        belong to other parts of the page, whatever the component says of them."""
        super().__init__(f"{component}_shown", links=links)
        self.component, self.tidied, self.kept = component, tidied, frozenset(kept)

    def open(self) -> None:
        """On arrival what the address says, or what was shown before."""
        if self.last is None or self.linked:
            self.begin(*self.tidied(st.query_params.to_dict()))
        else:
            self.go_on()

    def told(self) -> dict[str, Any]:
        """The fields of `AddressData`; they stay the same until another link is opened."""
        return {"address": self.shown.start, "restore_id": self.shown.restore_id}

    def elsewhere(self) -> dict[str, str]:
        """What of the address belongs to other parts of the page, as it stands now."""
        return {name: value for name, value in self.view.items() if name in self.kept}

    @guarded_callback
    def take(self) -> None:
        """Callback of the component: something was chosen, or has come to rest."""
        if (report := self.current(self.heard(AddressSaid, self.component, "view").view)) is not None:
            said = {name: value for name, value in report.address.items() if name not in self.kept}
            self.change(*self.tidied(said | self.elsewhere()))
