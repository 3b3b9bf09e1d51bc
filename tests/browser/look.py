"""How a page looks: contrasts, and what fits on a screen."""

import re

from playwright.sync_api import Locator

from tests.browser.page import Explorer

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
