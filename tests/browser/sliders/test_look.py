"""At home in Streamlit's themes, and on a small screen."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import visiting
from tests.browser.look import MOVING, assert_readable, assert_within, luminance, paper_of
from tests.browser.page import Server, Sliders

Visit = Callable[..., Sliders]
WHOLE = "element => element.scrollWidth <= element.clientWidth && element.scrollHeight <= element.clientHeight + 1"
TEXTS = [
    ".row-name",
    ".row-value",
    ".row-kl",
    ".hint",
    ".caption",
    ".gauge-text",
    ".score dt",
    ".score output",
    ".score small",
    ".tool span",
    ".button",
    "figcaption",
    ".chip",
]


@pytest.fixture(scope="module")
def shared(browser: Browser, server: Server) -> Iterator[Sliders]:
    """Looking changes nothing, so the tests share the page."""
    with visiting(Sliders, browser, server) as open_page:
        yield open_page("?model=mnist-2d&input=data-3")


def test_light_and_dark_are_readable_and_it_follows_the_system(shared: Sliders) -> None:
    shared.rest()
    assert luminance(paper_of(shared.root)) > 0.8
    assert_readable(shared, TEXTS, "light")
    shared.page.emulate_media(color_scheme="dark")
    shared.until(lambda: luminance(paper_of(shared.root)) < 0.1, "it is dark")
    shared.until(lambda: not shared.root.evaluate(MOVING), "no colour is on its way")
    assert_readable(shared, TEXTS, "dark")


def test_a_phone(visit: Visit) -> None:
    sliders = visit("?model=mnist-mlp&input=data-3", width=390, height=844, has_touch=True, is_mobile=True)
    page = sliders.page

    assert_within(sliders, 390)
    assert sliders.page.locator(".gauge-text").evaluate(WHOLE), "the sentence can be read to its end"
    for tool in ("undo", "random", "animate", "snap", "resample"):
        word = sliders(tool).locator("span")
        expect(word).to_be_visible()
        assert word.evaluate("word => word.scrollWidth <= word.parentElement.clientWidth")
    for row in (sliders.rows()[0], sliders.rows()[len(sliders.rows()) // 2]):
        sliders(f"row-{row}").evaluate("row => row.scrollIntoView({ block: 'center' })")
        image, slider = sliders("main-image").bounding_box(), sliders(f"slider-{row}").bounding_box()
        assert image is not None
        assert slider is not None
        assert image["y"] >= 0
        assert image["y"] + image["height"] < 844  # it stays while the rows scroll
        assert image["width"] >= 100
        assert slider["y"] > image["y"] + image["height"]  # and does not cover them
        assert slider["width"] >= 200
        # What is at the slider's middle is the slider: nothing lies over it.
        over = page.evaluate(
            """([x, y]) => { let at = document.elementFromPoint(x, y);
               while (at?.shadowRoot) { const inner = at.shadowRoot.elementFromPoint(x, y); if (!inner || inner === at) break; at = inner; }
               return at?.dataset?.testid; }""",
            [slider["x"] + slider["width"] / 2, slider["y"] + slider["height"] / 2],
        )
        assert over == f"slider-{row}"
    assert_within(sliders, 390)


def test_a_projector_shows_all_that_stands_above_the_image(visit: Visit) -> None:
    sliders = visit("?model=mnist-2d&input=data-3&projector=on", width=1280, height=800)
    header = sliders.page.get_by_test_id("stHeader").bounding_box()
    image = sliders("main-image").bounding_box()
    assert header is not None
    assert image is not None
    for name in ("Your own picture", "CSV, JSON, cite"):
        button = sliders.page.get_by_role("button", name=name).locator("visible=true").first
        box = button.bounding_box()
        assert box is not None
        assert box["y"] >= header["y"] + header["height"], f"{name} is not below the row of pages"
        assert button.get_by_text(name).evaluate(WHOLE), f"{name} can be read"
    pages = sliders.page.get_by_test_id("stTopNav")
    assert pages.evaluate("row => row.scrollWidth <= row.clientWidth"), "and so can the last page's name"
    assert image["y"] + image["height"] < 520, "the image is on the first screen, with what one does to it"


def test_wider_screens(shared: Sliders) -> None:
    for width, height in ((1280, 800), (768, 1024), (1920, 1080)):
        shared.page.set_viewport_size({"width": width, "height": height})
        assert shared.page.evaluate("() => document.documentElement.scrollWidth") <= width
        for name in ("Your own picture", "CSV, JSON, cite"):
            button = shared.page.get_by_role("button", name=name).locator("visible=true").first
            assert button.get_by_text(name).evaluate(WHOLE), f"{name} can be read at {width} pixels"
        for testid in ("recon-nll", "kl", "elbo"):
            assert shared(testid).evaluate(WHOLE), f"{testid} is not cut off"
        for testid in ("main-image", "gauge", "rail"):
            box = shared(testid).bounding_box()
            assert box is not None
            assert 0 <= box["y"] < height  # on the first screen


def test_the_image_stays_whole_while_one_goes_down_to_the_last_latent(visit: Visit) -> None:
    """On a projector: to the page's end, with the scores unfolded, and with the wheel over them."""
    sliders = visit("?model=mnist-conv&input=data-3", width=1280, height=800)
    page = sliders.page
    main = page.get_by_test_id("stMain")
    header = page.get_by_test_id("stHeader").bounding_box()
    assert header is not None
    whole = (header["height"], 800)

    def image_is_whole() -> bool:
        box = sliders("main-image").bounding_box()
        return box is not None and whole[0] <= box["y"] and box["y"] + box["height"] <= whole[1]

    assert sliders.root.locator(".evidence").get_attribute("open") is None  # they would not fit
    for part in (0, 0.5, 1):
        main.evaluate("(main, part) => main.scrollTo(0, part * main.scrollHeight)", part)
        assert image_is_whole(), part
    last = sliders("download-onnx").bounding_box()
    assert last is not None
    assert last["y"] + last["height"] <= 800
    sliders.root.locator(".evidence > summary").click()
    below = sliders.root.locator(".below-stage")
    below.hover()

    def at_its_end() -> bool:
        page.mouse.wheel(0, 500)  # again and again: what is in it grows as it is drawn
        return below.evaluate("e => e.scrollTop > 0 && e.scrollTop + e.clientHeight >= e.scrollHeight - 1")

    sliders.until(at_its_end, "the last button is in sight")
    assert image_is_whole()
