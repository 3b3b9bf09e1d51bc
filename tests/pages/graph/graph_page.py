"""The graph page without a browser."""

from typing import Any

from tests.pages.dashboard import Dashboard, data_of


def graph_page(**address: str) -> Dashboard:
    page = Dashboard()
    page.go_to("graph", **address)
    assert not page.app.exception
    assert not page.errors
    return page


def told(page: Dashboard) -> dict[str, Any]:
    (component,) = page.app.get("bidi_component")
    return data_of(component.proto)
