"""At home in Streamlit's themes, and on a small screen."""

import re
from collections.abc import Callable

import pytest

from tests.browser.page import Sliders

Visit = Callable[..., Sliders]
Colour = tuple[float, float, float]
BACKGROUND = """element => {
  // The first ancestor, through shadow roots, that paints anything.
  for (let at = element; at; at = at.parentElement ?? at.getRootNode().host) {
    const colour = getComputedStyle(at).backgroundColor;
    if (!/^rgba\\(.*, 0\\)$|transparent/.test(colour)) return colour;
  }
  return 'rgb(255, 255, 255)';
}"""
INK = "element => getComputedStyle(element).color"


def rgb(text: str) -> Colour:
    """`rgb(1, 2, 3)`, or `color(srgb 0.1 0.2 0.3)` as color-mix computes it; what shines through is not expected in text."""
    numbers = [float(number) for number in re.findall(r"[\d.]+(?:e-?\d+)?", text.removeprefix("color(srgb"))]
    assert len(numbers) == 3 or numbers[3] == 1, text
    red, green, blue = (number if "srgb" in text else number / 255 for number in numbers[:3])
    return red, green, blue


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


@pytest.mark.parametrize("model", ["mnist-2d", "mnist-ae-2d"])
def test_dark_and_light_are_readable(visit: Visit, model: str) -> None:
    backgrounds = {}
    for scheme in ("light", "dark"):
        sliders = visit(f"?model={model}&input=data-3", color_scheme=scheme)
        sliders.rest()
        backgrounds[scheme] = luminance(rgb(sliders.root.evaluate(BACKGROUND)))
        for text in TEXTS:
            for element in sliders.root.locator(text).all():
                if not element.is_visible() or element.evaluate("e => !!e.closest('button')?.disabled"):
                    continue  # what cannot be used may be faint
                ink, paper = rgb(element.evaluate(INK)), rgb(element.evaluate(BACKGROUND))
                ratio = contrast(ink, paper)
                assert ratio >= 4.5, f"{scheme}: {text} {element.inner_text()!r} has a contrast of {ratio:.2f}, expected 4.5"
    assert backgrounds["light"] > 0.8
    assert backgrounds["dark"] < 0.1


def test_a_phone(visit: Visit) -> None:
    sliders = visit("?model=mnist-mlp&input=data-3", width=390, height=844, has_touch=True)
    page = sliders.page

    def assert_no_sideways_scrolling() -> None:
        widths = page.evaluate(
            "() => [...document.querySelectorAll('*')].filter(e => e.scrollWidth > e.clientWidth + 1 &&"
            " ['auto', 'scroll'].includes(getComputedStyle(e).overflowX)).map(e => e.className)"
        )
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
        assert not widths
        box = sliders.root.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390

    assert_no_sideways_scrolling()
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
    assert_no_sideways_scrolling()


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (768, 1024), (1920, 1080)])
def test_wider_screens(visit: Visit, width: int, height: int) -> None:
    sliders = visit("?model=mnist-2d&input=data-3", width=width, height=height)
    assert sliders.page.evaluate("() => document.documentElement.scrollWidth") <= width
    for testid in ("main-image", "gauge", f"slider-{sliders.rows()[0]}" if width == 1920 else "rail"):
        box = sliders(testid).bounding_box()
        assert box is not None
        assert 0 <= box["y"] < height  # on the first screen
