"""What a page's room says of itself: see `vizvae/ui/shell/pages.py`, which lists the rooms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from starlette.routing import Route
from streamlit.components.v2 import component as register

from vizvae.ui.access.permission import why_not_change
from vizvae.ui.http.contract import Payload
from vizvae.ui.http.payload import payload


@dataclass(frozen=True)
class Component:
    """The browser half of a page, or of a panel in it: built from the folder of this name in `frontend/src/pages`,
    with `_` for `/`."""

    name: str

    def __call__(self, *, key: str, data: Payload, **callbacks: Any) -> Any:
        """Draw it. `data`: of its room's `contract.py`; `callbacks`: Streamlit's `on_…_change`. Beside the data every component is told why
        its visitor may change nothing, see frontend/src/parts/widgets/change.ts."""
        return self._mount(key=key, data=payload(data, why_not_change()), **callbacks)

    @cached_property
    def _mount(self) -> Callable[..., Any]:
        return register(f"vizvae.{self.name}", js=f"{self.name}-*.js", css=f"{self.name}-*.css")


@dataclass(frozen=True, kw_only=True)
class Page:
    name: str
    """Of its room, of its file in `pages/` and its folder in the frontend, and of its address"""
    title: str
    icon: str
    """A Material symbol, as Streamlit names it"""
    components: Sequence[Component] = ()
    routes: Sequence[Route] = ()
    """What its browser half may fetch, beside what all pages may"""
    prepare: Callable[[], None] | None = None
    """Called once after the server has started, in a thread of its own: what the first visitor would wait for. It raises nothing."""
    close: Callable[[], None] | None = None
    """Called once when the server ends"""
    former_names: Sequence[str] = ()
    """Addresses that it once had, which lead to it"""
