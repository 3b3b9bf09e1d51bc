"""Each page of the dashboard opens in Firefox, its main picture is there, and its main gesture is answered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

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


def frame(visitor: Sliders) -> str:
    return visitor("main-image").get_attribute("data-frame") or ""


def point_on_the_map(visitor: Sliders) -> None:
    x, y = visitor.middle_of("map")
    before = frame(visitor)
    visitor.page.mouse.move(x - 60, y - 40)
    visitor.page.mouse.move(x + 50, y + 30)
    visitor.until(lambda: frame(visitor) != before, "the image follows the pointer")
    with visitor.new_address():
        visitor.page.mouse.click(x + 50, y + 30)


def press_a_cell(visitor: Sliders) -> None:
    cell = visitor.page.locator(".st-key-factors_matrix .scatterlayer .trace").first.locator(".point").first
    cell.scroll_into_view_if_needed()
    visitor.page.wait_for_timeout(300)
    box = cell.bounding_box()
    assert box is not None
    visitor.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    visitor.page.wait_for_url(re.compile("cell="))
    expect(visitor.page.locator(".st-key-factors_evidence .js-plotly-plot .trace").first).to_be_attached()


def choose_a_node(visitor: Sliders) -> None:
    field = visitor.page.get_by_placeholder("e.g.")
    field.fill("33")
    field.press("Enter")
    expect(visitor("node-panel")).to_contain_text("33")


def move_between_two(visitor: Sliders) -> None:
    image = visitor.page.locator("[data-testid^=between-][data-ready=true]").first
    before = visitor.pixels_of(image)
    visitor("compare-at").press("End")
    visitor.until(lambda: (visitor.pixels_of(image) != before).any(), "what is between the two has moved")


def move_a_lessons_slider(visitor: Sliders) -> None:
    slider = visitor.page.get_by_role("slider").first
    before = slider.get_attribute("aria-valuetext")
    slider.press("ArrowRight")
    expect(slider).not_to_have_attribute("aria-valuetext", before or "")


def open_a_card(visitor: Sliders) -> None:
    visitor("stDataFrame").first.click(position={"x": 300, "y": 60})
    visitor.page.wait_for_url(re.compile("model="))
    expect(visitor.page.get_by_text("To cite").first).to_be_visible()


def choose_a_preset(visitor: Sliders) -> None:
    passes = visitor.page.get_by_role("spinbutton", name="Latents")
    before = passes.input_value()
    visitor.page.get_by_role("combobox", name="Preset").click()
    visitor.page.get_by_role("option").nth(1).click()
    expect(passes).not_to_have_value(before)


GESTURES: dict[str, tuple[str, str, Callable[[Sliders], None]]] = {
    "manifold": ("/manifold?model=mnist-2d", PICTURES["manifold"], point_on_the_map),
    "factors": ("/factors?model=sprites-btcvae", ".st-key-factors_matrix .js-plotly-plot .trace", press_a_cell),
    "graph": ("/graph?model=karate-vgae", PICTURES["graph"], choose_a_node),
    "compare": ("/compare", PICTURES["compare"], move_between_two),
    "learn": ("/learn?step=bound", "[data-testid=step][data-step=bound]", move_a_lessons_slider),
    "models": ("/models", "[data-testid=stDataFrame]", open_a_card),
    "train": ("/train", "[data-testid=training]", choose_a_preset),
}
"""Where it is made, what is awaited, and what is done. That of the sliders stands above; of Data, files are dropped, which is the browser's
own."""


@pytest.mark.parametrize(
    "name", ["manifold", *(pytest.param(one, marks=pytest.mark.further) for one in GESTURES if one != "manifold")]
)
def test_its_main_gesture_is_answered(visitor: Sliders, name: str) -> None:
    address, awaited, gesture = GESTURES[name]
    visitor.page.evaluate(FOLLOW, address)
    visitor.page.locator(awaited).first.wait_for(state="attached")
    visitor.settle()
    gesture(visitor)
    visitor.settle()
    assert visitor.page.get_by_test_id("stAlertContentError").count() == 0
