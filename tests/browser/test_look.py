"""At home in Streamlit's themes, and on a small screen."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator

from tests.browser.conftest import visiting
from tests.browser.page import Explorer, Server, Sliders

Visit = Callable[..., Sliders]
Colour = tuple[float, float, float]
COLOURS = """elements => elements.map(element => {
  // Of its text, and of what is painted under it, through shadow roots, the topmost first.
  const papers = [];
  for (let at = element; at; at = at.parentElement ?? at.getRootNode().host) papers.push(getComputedStyle(at).backgroundColor);
  const box = element.getBoundingClientRect();
  const visible = box.width > 0 && box.height > 0 && element.checkVisibility({ visibilityProperty: true });
  const usable = !element.closest('button')?.disabled; // what cannot be used may be faint
  return { text: element.innerText ?? '', ink: getComputedStyle(element).color, papers, counts: visible && usable };
})"""
"""Of all elements at once: each question to the browser costs more than its answer."""

MOVING = "root => root.getAnimations({ subtree: true }).some(one => one.playState === 'running')"


def parse(text: str) -> tuple[Colour, float]:
    """A computed colour and its opacity: `rgb(1, 2, 3)`, `rgba(1, 2, 3, 0.5)` or `color(srgb 0.1 0.2 0.3 / 0.5)`, from color-mix."""
    red, green, blue, *alpha = (float(number) for number in re.findall(r"[\d.]+(?:e-?\d+)?", text))
    unit = 1 if "srgb" in text else 255
    return (red / unit, green / unit, blue / unit), alpha[0] if alpha else 1


def over(text: str, below: Colour) -> Colour:
    colour, alpha = parse(text)
    red, green, blue = (alpha * upper + (1 - alpha) * lower for upper, lower in zip(colour, below, strict=True))
    return red, green, blue


def painted(papers: list[str]) -> Colour:
    """One over the other, the topmost first."""
    paper: Colour = (1, 1, 1)
    for text in reversed(papers):
        paper = over(text, paper)
    return paper


def paper_of(element: Locator) -> Colour:
    return painted(element.evaluate_all(COLOURS)[0]["papers"])


def luminance(colour: Colour) -> float:
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    """WCAG 2.2."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


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


def assert_readable(visitor: Explorer, texts: list[str], scheme: str) -> None:
    for text in texts:
        for element in visitor.root.locator(text).evaluate_all(COLOURS):
            if not element["counts"]:
                continue
            paper = painted(element["papers"])
            ratio = contrast(over(element["ink"], paper), paper)
            assert ratio >= 4.5, f"{scheme}: {text} {element['text']!r} has a contrast of {ratio:.2f}, expected 4.5"


def assert_within(visitor: Explorer, width: int) -> None:
    """Nothing to scroll sideways."""
    for scroller in ("html", "[data-testid=stMain]"):
        assert visitor.page.locator(scroller).evaluate("element => element.scrollWidth - element.clientWidth") == 0
    assert visitor.page.evaluate("() => document.documentElement.clientWidth") <= width
    box = visitor.root.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


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
    sliders = visit("?model=mnist-mlp&input=data-3", width=390, height=844, has_touch=True)
    page = sliders.page

    assert_within(sliders, 390)
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


def test_wider_screens(shared: Sliders) -> None:
    for width, height in ((1280, 800), (768, 1024), (1920, 1080)):
        shared.page.set_viewport_size({"width": width, "height": height})
        assert shared.page.evaluate("() => document.documentElement.scrollWidth") <= width
        for testid in ("main-image", "gauge", "rail"):
            box = shared(testid).bounding_box()
            assert box is not None
            assert 0 <= box["y"] < height  # on the first screen
