"""The browser halves of the pages, as Streamlit components, built from `frontend/`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from streamlit.components.v2 import component as register

from vizvae.ui.access.permission import why_not_change
from vizvae.ui.shell.payload import payload


def _component(name: str) -> Callable[..., Any]:
    """To be called with a key, its data (see `payload`), and Streamlit's `on_…_change`. Beside the data every component is told why its
    visitor may change nothing, see frontend/src/widgets/change.ts."""
    mount = register(f"vizvae.{name}", js=f"{name}-*.js", css=f"{name}-*.css")

    def draw(*, key: str, data: Mapping[str, Any], **callbacks: Any) -> Any:
        return mount(key=key, data=payload({**data, "whyNotChange": why_not_change()}), **callbacks)

    return draw


sliders = _component("sliders")
disentanglement = _component("disentanglement")
compare = _component("compare")
constructed = _component("constructed")
family = _component("family")
graph = _component("graph")
graph_training = _component("graph_training")
learn = _component("learn")
manifold = _component("manifold")
models = _component("models")
training = _component("training")
