"""The map at home in Streamlit's themes, and on a small screen."""

import pytest

from tests.browser.look import assert_readable, assert_within, luminance, paper_of
from tests.browser.manifold_page import VisitMap
from tests.helpers.examples import examples

TEXTS = [
    ".hint", ".hovered", ".caption", ".gauge-text", ".score dt", ".score output", ".button", ".chip", ".tab", ".choice span",
    ".choice select", ".map-x", ".map-y", ".map-legend span", ".legend-class", "h3", "h4", ".pin b", ".film-bars span",
]  # fmt: skip
ADDRESS = (
    "?model=mnist-2d&input=data-3&map=%7B%22pins%22%3A%5B%5B0.5%2C0.5%5D%5D%2C%22path%22%3A%5B%5B-1%2C-1%5D%2C%5B1%2C1%5D%5D%7D"
)
"""With a pin and a film."""


@pytest.mark.parametrize("scheme", examples(["light", "dark"], daily=["dark"]))
def test_it_is_readable(visit_map: VisitMap, scheme: str) -> None:
    manifold = visit_map(ADDRESS, color_scheme=scheme)
    manifold("film-path").wait_for()
    manifold.rest()
    paper = luminance(paper_of(manifold.root))
    assert paper > 0.8 if scheme == "light" else paper < 0.1
    assert_readable(manifold, TEXTS, scheme)
    for tab, film in (("interpolate", "cross-fade"), ("directions", "direction"), ("selection", None)):
        manifold(f"tab-{tab}").click()
        if film:
            manifold(f"film-{film}").wait_for()
        assert_readable(manifold, [".panel .hint", ".panel .choice span", ".tab"], scheme)


def test_map_tools_and_image_are_on_one_screen(visit_map: VisitMap) -> None:
    """On a projector: what one does on the map and what comes of it are seen together, and nothing is cut off."""
    manifold = visit_map(ADDRESS, width=1280, height=800)
    manifold("film-path").wait_for()
    for seen in ("main-image", "map", "legend", "tab-path", "draw-path", "play-path", "film-bars"):
        box = manifold(seen).bounding_box()
        assert box is not None
        assert box["y"] >= 60, seen
        assert box["y"] + box["height"] <= 800, seen
    manifold.page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, main.scrollHeight)")
    for seen in ("main-image", "map", "open-sliders"):
        box = manifold(seen).bounding_box()
        assert box is not None
        assert box["y"] >= 60, seen
        assert box["y"] + box["height"] <= 800, seen


def test_a_phone(visit_map: VisitMap) -> None:
    manifold = visit_map(ADDRESS, width=390, height=844, has_touch=True, is_mobile=True)
    manifold("film-path").wait_for()
    assert_within(manifold, 390)
    for tab in ("interpolate", "directions", "selection"):
        manifold(f"tab-{tab}").click()
        assert_within(manifold, 390)
    box = manifold("map").bounding_box()
    assert box is not None
    assert box["width"] >= 300
    assert box["height"] == pytest.approx(box["width"], abs=1)


@pytest.mark.long
def test_wider_screens(visit_map: VisitMap) -> None:
    manifold = visit_map(ADDRESS)
    manifold("film-path").wait_for()
    for width, height in ((1280, 800), (768, 1024), (1920, 1080)):
        manifold.page.set_viewport_size({"width": width, "height": height})
        assert_within(manifold, width)
        for testid in ("main-image", "map"):
            box = manifold(testid).bounding_box()
            assert box is not None
            assert 0 <= box["y"] < height  # on the first screen
        box = manifold("map").bounding_box()
        assert box is not None
        assert box["height"] == pytest.approx(box["width"], abs=1)  # a circle on the map is a circle
