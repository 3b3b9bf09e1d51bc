"""Projector mode: a switch and a word in a link, on every page."""

from __future__ import annotations

import pytest

from tests.pages.dashboard import Dashboard


def is_large(visitor: Dashboard) -> bool:
    return any("html { font-size" in element.proto.body for element in visitor.app.get("html"))


@pytest.mark.parametrize("page", ["learn", "data"])
def test_a_link_opens_it(page: str) -> None:
    visitor = Dashboard.at(page, projector="on")
    assert is_large(visitor)
    assert visitor.app.toggle(key="projector_switch").value
    assert visitor.address["projector"] == "on"


def test_it_is_switched_and_goes_along_to_other_pages() -> None:
    visitor = Dashboard.at("learn", step="bound")
    assert not is_large(visitor)
    assert "projector" not in visitor.address
    visitor.app.toggle(key="projector_switch").set_value(True).run()
    assert is_large(visitor)
    assert visitor.address["projector"] == "on"
    assert visitor.address["step"] == "bound"
    visitor.go_to("compare")
    assert is_large(visitor)
    assert visitor.address["projector"] == "on"
    visitor.app.toggle(key="projector_switch").set_value(False).run()
    assert not is_large(visitor)
    assert "projector" not in visitor.address


def test_a_page_that_writes_no_address_says_it_too() -> None:
    visitor = Dashboard.at("data", projector="on")
    visitor.app.toggle(key="projector_switch").set_value(False).run()
    assert visitor.address == {}
    visitor.app.toggle(key="projector_switch").set_value(True).run()
    assert visitor.address == {"projector": "on"}


def test_a_link_without_it_leaves_what_was_chosen() -> None:
    visitor = Dashboard.at("learn", projector="on")
    visitor.go_to("learn", step="terms")
    assert is_large(visitor)
    visitor.go_to("data", projector="off")
    assert not is_large(visitor)
