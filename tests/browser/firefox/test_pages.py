"""Each page of the dashboard opens in Firefox, and its main picture is there."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.lent import FOLLOW
from tests.browser.page import Server, Sliders
from tests.browser.shell.test_readable import WAITED_FOR
from vizvae.ui.shell.pages import ROOMS

PICTURES = {
    "sliders": "[data-testid=latent-sliders][data-settled=true] [data-testid=main-image][data-frame]",
    "manifold": "[data-testid=manifold][data-settled=true] [data-testid=main-image][data-frame]",
    "factors": "[data-testid=factors][data-settled=true]",
    "graph": "[data-testid=graph][data-settled=true]",
    "compare": "[data-testid=compare] [data-settled=true]",
    "learn": "[data-testid=step]",
    "data": "h1, h2",
}
"""What is awaited of a page; of the others their component"""


@pytest.fixture(scope="module")
def visitor(firefox: Browser, server: Server) -> Iterator[Sliders]:
    """Walks from page to page; in the end the console may hold no error."""
    sliders = Sliders.open(firefox, server.url)
    yield sliders
    complaints = sliders.complaints
    sliders.page.close()
    assert complaints == []


def test_a_slider_is_dragged_and_what_is_left_is_in_the_address(visitor: Sliders) -> None:
    before = visitor.frame()
    with visitor.new_address():
        visitor("slider-0").press("PageUp")
    assert visitor.frame() > before
    shown = visitor.pixels().astype(float)
    assert abs(shown - 255 * visitor.decode(np.asarray([visitor.z], np.float32))[0].reshape(shown.shape)).max() <= 2


@pytest.mark.parametrize("name", [ROOMS[0], *(pytest.param(one, marks=pytest.mark.further) for one in ROOMS[1:])])
def test_it_opens_with_its_picture(visitor: Sliders, name: str) -> None:
    visitor.page.evaluate(FOLLOW, "/" if name == "sliders" else f"/{name}")
    expect(visitor.page.locator(PICTURES.get(name, f"[data-testid={WAITED_FOR.get(name, name)}]")).first).to_be_visible()
    visitor.settle()
    assert visitor.page.get_by_test_id("stException").count() == 0
    assert visitor.page.get_by_test_id("stAlertContentError").count() == 0
