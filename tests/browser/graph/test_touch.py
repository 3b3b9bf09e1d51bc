"""A phone over the graph's pictures: one finger scrolls the page, two zoom, a tap chooses."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tests.browser.graph_page import GraphPage

Visit = Callable[..., GraphPage]
STEPS = 12


class Fingers:
    """Real touches, which the browser may take for a scroll: Playwright's own `tap` is all it has."""

    def __init__(self, graph: GraphPage) -> None:
        self.graph = graph
        self.cdp = graph.page.context.new_cdp_session(graph.page)

    def _send(self, kind: str, *places: np.ndarray) -> None:
        points = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(map(np.ndarray.tolist, places))]
        self.cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        self.graph.page.wait_for_timeout(16)

    def move(self, *ways: tuple[np.ndarray, np.ndarray]) -> None:
        """One finger for each way, all at once."""
        self._send("touchStart", *(start for start, _ in ways))
        for share in np.linspace(0, 1, STEPS + 1)[1:]:
            self._send("touchMove", *(start + share * (end - start) for start, end in ways))
        self._send("touchEnd")
        self.graph.page.wait_for_timeout(300)  # a scroll runs out


@pytest.fixture
def phone(visit_graph: Visit) -> GraphPage:
    return visit_graph("?model=karate-vgae&nodes=0_33", width=390, height=844, has_touch=True, is_mobile=True)


def scrolled(graph: GraphPage) -> float:
    return graph.page.get_by_test_id("stMain").evaluate("main => main.scrollTop")


def corner(graph: GraphPage) -> np.ndarray:
    box = graph.box("layout")
    return np.array([box["x"], box["y"]])


def marks(graph: GraphPage) -> np.ndarray:
    """(2, 2), of the chosen nodes in the graph's own picture"""
    return np.array([graph.place_of(0), graph.place_of(33)])


def test_one_finger_scrolls_the_page_and_leaves_the_picture(phone: GraphPage) -> None:
    at, before, places = corner(phone), scrolled(phone), marks(phone)
    start = at + np.array([150, 250])
    Fingers(phone).move((start, start - np.array([0, 200])))
    assert scrolled(phone) > before + 100
    np.testing.assert_array_equal(marks(phone), places)
    assert phone.address["nodes"] == "0_33", "what begins a scroll chooses nothing"


def test_two_fingers_zoom_the_picture_and_leave_the_page(phone: GraphPage) -> None:
    at, before, places = corner(phone), scrolled(phone), marks(phone)
    middle, near, far, down = at + 170, np.array([30, 40]), np.array([60, 80]), np.array([0, 40])
    Fingers(phone).move((middle - near, middle - far), (middle + near, middle + far))
    # Twice as far apart, around the middle between the fingers.
    grown = np.linalg.norm(np.diff(marks(phone), axis=0)) / np.linalg.norm(np.diff(places, axis=0))
    assert grown == pytest.approx(2, rel=0.02)
    np.testing.assert_allclose(marks(phone), 170 + grown * (places - 170), atol=1.5)
    assert scrolled(phone) == before
    assert phone.page.evaluate("visualViewport.scale") == 1
    assert phone.address["nodes"] == "0_33", "two fingers choose nothing"
    # Both move on together: so does the picture.
    places = marks(phone)
    Fingers(phone).move((middle - near, middle - near + down), (middle + near, middle + near + down))
    np.testing.assert_allclose(marks(phone) - places, [[0, 40], [0, 40]], atol=1.5)
    assert scrolled(phone) == before


def test_a_tap_chooses(phone: GraphPage) -> None:
    place = corner(phone) + marks(phone)[1]
    with phone.new_address():
        phone.page.touchscreen.tap(*place)
    assert phone.address["nodes"] == "33"
