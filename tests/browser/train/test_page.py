"""The training page in a browser: started, watched, changed, paused, stepped through, opened, and found again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.page import close_page, new_page

TRAINING_S = 90
"""A pass of the smallest model on a busy machine, with patience."""


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    opened = new_page(browser, height=1500)
    opened.set_default_timeout(TRAINING_S * 1000)
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    close_page(opened)
    assert complaints == []


def settled(page: Page) -> None:
    page.locator("[data-testid=training][data-settled=true]").wait_for()


def set_number(page: Page, name: str, value: int) -> None:
    field = page.get_by_role("spinbutton", name=name)
    field.fill(str(value))
    field.press("Enter")


def picture(canvas: Locator) -> str:
    """As a PNG: a number for each pixel would take seconds."""
    return canvas.evaluate("canvas => canvas.toDataURL()")


def until(page: Page, happened: Callable[[], bool]) -> None:
    """The component lives in a shadow tree, which `wait_for_function` does not see into."""
    for _ in range(TRAINING_S * 10):
        if happened():
            return
        page.wait_for_timeout(100)
    pytest.fail("it did not happen")


DRAWN = """sheets => sheets.filter(one => one.querySelector(".js-line")).map(one => ({
  points: one._fullData.find(line => line.name === "training").x.length, notes: one.layout.annotations.map(note => note.text) }))"""
"""Of the charts that are drawn, two for the curves, one over the other: points of the training, and words"""


def drawn(page: Page) -> list[dict[str, Any]]:
    return page.locator(".st-key-live_curves .js-plotly-plot").evaluate_all(DRAWN)


def points(page: Page) -> int:
    return max((chart["points"] for chart in drawn(page)), default=0)


def test_from_start_to_the_sliders(page: Page, url: str) -> None:
    page.goto(f"{url}/train")
    settled(page)
    expect(page.get_by_test_id("no-run")).to_contain_text("press Start")
    set_number(page, "Passes over the data", 400)
    page.get_by_role("textbox", name="Name").fill("watched")
    page.get_by_role("textbox", name="Name").press("Enter")
    page.get_by_role("button", name="Start").click()

    # It trains, and the curve and the pictures move.
    until(page, lambda: points(page) > 0)
    expect(page).to_have_url(re.compile("run=watched"))
    before = points(page)
    until(page, lambda: points(page) > before)
    codes = page.get_by_test_id("map-points")
    first = picture(codes)
    painted = int(codes.get_attribute("data-painted") or 0)
    until(page, lambda: int(codes.get_attribute("data-painted") or 0) > painted)
    assert picture(codes) != first, "the points have moved"

    # In slow motion from here on: what trains meanwhile takes a core.
    page.get_by_test_id("slow").click()
    expect(page.get_by_test_id("slow")).to_have_attribute("aria-pressed", "true")

    # β is changed, and the change is marked.
    page.get_by_test_id("collapse").click()
    expect(page.get_by_test_id("knob-beta")).to_have_text("50")
    until(page, lambda: any("β 50" in chart["notes"] for chart in drawn(page)))

    # Paused: nothing comes any more. One step: its numbers are told, and one step more is done.
    page.get_by_test_id("pause").click()
    expect(page.get_by_test_id("phase")).to_have_text("paused")
    page.wait_for_timeout(2000)  # the last point is on its way
    still = points(page)
    page.wait_for_timeout(1200)
    assert points(page) == still

    # Of which weights the pictures are is said, and the others can be looked at.
    expect(page.get_by_test_id("weights")).to_contain_text("average of the weights, over about the last 1,000 steps")
    recon = page.get_by_test_id("recon")
    averaged = picture(recon)
    page.get_by_test_id("raw-weights").click()
    until(page, lambda: picture(recon) != averaged)
    page.get_by_test_id("raw-weights").click()
    until(page, lambda: picture(recon) == averaged)

    page.get_by_test_id("step").click()
    trace = page.get_by_test_id("trace")
    expect(trace).to_contain_text("log σ²")
    expect(trace).to_contain_text("+ 50 × KL")
    expect(page.get_by_test_id("phase")).to_have_text("paused")

    # Slow motion while it is paused: it goes on, slowly.
    page.get_by_test_id("slow").click()  # full speed, for it was slow before the pause
    expect(page.get_by_test_id("phase")).to_have_text("training")
    page.get_by_test_id("slow").click()
    page.get_by_test_id("pause").click()
    expect(page.get_by_test_id("phase")).to_have_text("paused")

    # Somebody who comes back finds it as it is; so does a second visitor.
    page.reload()
    settled(page)
    expect(page.get_by_test_id("phase")).to_have_text("paused")
    until(page, lambda: points(page) >= still)
    expect(page.get_by_test_id("knob-beta")).to_have_text("50")

    # As it is now it can be opened, while it goes on.
    page.get_by_test_id("publish").click()
    link = page.get_by_test_id("open-sliders")
    address = link.get_attribute("href")
    assert address is not None
    page.get_by_test_id("pause").click()
    expect(page.get_by_test_id("phase")).to_have_text("training")
    other = page.context.new_page()
    other.goto(url + address)
    other.locator("[data-testid=latent-sliders][data-settled=true]").wait_for(timeout=TRAINING_S * 1000)
    other.close()

    # Stopped and kept: a model like any other.
    page.get_by_test_id("stop").click()
    expect(page.get_by_test_id("phase")).to_have_text("finished", timeout=TRAINING_S * 1000)
    expect(page.get_by_test_id("download")).to_be_visible()


def test_a_run_is_deleted_and_brought_back_and_its_settings_used_again(page: Page, url: str) -> None:
    page.goto(f"{url}/train?run=watched")
    settled(page)
    page.get_by_test_id("run-watched").get_by_text("delete").click()
    expect(page.get_by_test_id("run-watched")).to_have_count(0)
    page.get_by_test_id("undo-delete").click()
    expect(page.get_by_test_id("run-watched")).to_have_count(1)
    expect(page.get_by_test_id("phase")).to_have_text("finished")
    page.get_by_test_id("clone").click()
    expect(page.get_by_role("spinbutton", name="Passes over the data")).to_have_value("400")
    page.get_by_test_id("rename").click()
    page.get_by_test_id("new-name").fill("../elsewhere")
    page.get_by_text("Keep this name").click()
    expect(page.get_by_test_id("message")).to_contain_text("is no path")
    page.get_by_test_id("new-name").fill("kept")
    page.get_by_text("Keep this name").click()
    expect(page.get_by_test_id("run-kept")).to_have_count(1)
    expect(page).to_have_url(re.compile("run=kept"))


def test_a_phone(browser: Browser, url: str) -> None:
    page = new_page(browser, width=390, height=844, color_scheme="dark")
    page.goto(f"{url}/train?run=kept")
    page.locator("[data-testid=training][data-settled=true]").wait_for(timeout=TRAINING_S * 1000)
    expect(page.locator(".st-key-live_curves .js-line").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    button = page.get_by_test_id("delete-kept").bounding_box()
    assert button is not None
    assert button["x"] + button["width"] <= 390, "in sight, without scrolling the table sideways"
    assert page.locator(".runs-scroll").evaluate("scroller => scroller.scrollWidth <= scroller.clientWidth")
    close_page(page)


def test_a_queue_waits_its_turn(page: Page, url: str) -> None:
    page.goto(f"{url}/train")
    settled(page)
    set_number(page, "Passes over the data", 2000)
    for name in ("first", "second"):
        page.get_by_role("textbox", name="Name").fill(name)
        page.get_by_role("textbox", name="Name").press("Enter")
        page.get_by_role("button", name="Start").click()
        expect(page.get_by_test_id(f"run-{name}")).to_be_visible()
    expect(page.get_by_test_id("run-second")).to_contain_text("waiting, number 1")
    page.get_by_test_id("run-first").get_by_text("first").click()
    expect(page.get_by_test_id("phase")).to_have_text("training")
    page.get_by_test_id("discard").click()
    page.get_by_test_id("discard-really").click()
    expect(page.get_by_test_id("run-second")).to_contain_text("training")
    expect(page.get_by_test_id("run-first")).to_have_count(0)
    expect(page.get_by_test_id("deleted")).to_contain_text("first was deleted")
    page.get_by_test_id("run-second").get_by_text("second").click()
    page.get_by_test_id("discard").click()
    page.get_by_test_id("discard-really").click()
    expect(page.get_by_test_id("run-second")).to_have_count(0)
