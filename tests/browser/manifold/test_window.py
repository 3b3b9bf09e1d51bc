"""Which part of the plane is shown, and the lattice over it."""

from statistics import NormalDist

import pytest

from tests.browser.manifold_page import Manifold, VisitMap, grey
from vizvae.models.base import LatentModel

PRIOR = NormalDist()


@pytest.fixture(scope="module")
def manifold(stay_on_map: VisitMap) -> Manifold:
    return stay_on_map("?model=mnist-2d&z=0_0&map=%7B%22show%22%3A%5B%22lattice%22%5D%7D")


def assert_lattice(manifold: Manifold, model: LatentModel, column: int, row: int) -> None:
    """Row 0 is the highest."""
    left, right, bottom, top = manifold.window
    n = manifold.size
    x = left + (column + 0.5) / n * (right - left)
    y = top - (row + 0.5) / n * (top - bottom)
    manifold.until_shown(grey(model, x, y), f"cell {column}, {row} is decoded", lambda: manifold.cell(column, row))


def assert_no_longer_drawing(manifold: Manifold) -> None:
    manifold.until(lambda: manifold.on_map("lattice").get_attribute("data-drawing") == "false", "the lattice is drawn")


CELLS = [(0, 0), (19, 0), (0, 19), (19, 19), (12, 5)]


def test_the_lattice_at_first(manifold: Manifold, model: LatentModel) -> None:
    assert manifold.size == 20
    for cell in CELLS:
        assert_lattice(manifold, model, *cell)


def test_the_wheel_keeps_the_place_under_the_pointer(manifold: Manifold, model: LatentModel) -> None:
    place = manifold.hover(1.5, -0.9)
    manifold.until_shown(grey(model, place.x, place.y), "the place is decoded")
    with manifold.new_map():
        manifold.page.mouse.wheel(0, -600)
    left, right, bottom, top = manifold.window
    assert right - left == pytest.approx(6 / 1.0015**600, rel=1e-3)
    assert top - bottom == pytest.approx(right - left, rel=1e-3)
    box = manifold("map").bounding_box()
    assert box is not None
    assert left + (place.px - box["x"]) / box["width"] * (right - left) == pytest.approx(place.x, abs=2e-3)
    assert top - (place.py - box["y"]) / box["height"] * (top - bottom) == pytest.approx(place.y, abs=2e-3)
    manifold.until_shown(grey(model, place.x, place.y), "the same place is still looked at")
    for cell in CELLS:
        assert_lattice(manifold, model, *cell)
    assert_no_longer_drawing(manifold)
    assert manifold.page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTop") == 0


def test_dragging_moves_the_map_and_pins_nothing(manifold: Manifold, model: LatentModel) -> None:
    left, right, bottom, top = manifold.window
    x, y = (left + right) / 2, (bottom + top) / 2
    with manifold.new_map():
        start, end = manifold.drag([(x, y), (x + 0.3, y - 0.2)])
    expected = [left - (end.x - start.x), right - (end.x - start.x), bottom - (end.y - start.y), top - (end.y - start.y)]
    assert manifold.window == pytest.approx(expected, abs=2e-3)
    assert manifold.settings["pins"] == []
    for cell in CELLS:
        assert_lattice(manifold, model, *cell)


def test_the_whole_map_again_in_another_size(manifold: Manifold, model: LatentModel) -> None:
    with manifold.new_map():
        manifold("whole").click()
    assert manifold.window == pytest.approx((-3, 3, -3, 3))
    with manifold.new_map():
        manifold("lattice-size").select_option("10")
    for cell in ((0, 0), (9, 9), (2, 7)):
        assert_lattice(manifold, model, *cell)


def test_quantiles_give_every_image_the_same_share_of_the_prior(manifold: Manifold, model: LatentModel) -> None:
    with manifold.new_map():
        manifold("spacing").select_option("quantile")
    assert manifold.settings["window"] == [0, 1, 0, 1]
    for column, row in ((0, 0), (9, 0), (5, 5), (1, 8)):
        x, y = PRIOR.inv_cdf((column + 0.5) / 10), PRIOR.inv_cdf(1 - (row + 0.5) / 10)
        manifold.until_shown(grey(model, x, y), f"cell {column}, {row}", lambda at=(column, row): manifold.cell(*at))
    place = manifold.hover(0.9, 0.2)  # in quantiles, as the window is
    manifold.until_shown(grey(model, PRIOR.inv_cdf(place.x), PRIOR.inv_cdf(place.y)), "the quantile under the pointer is decoded")
    with manifold.new_map():
        manifold("spacing").select_option("linear")
    assert manifold.window == pytest.approx((-3, 3, -3, 3))
    assert_lattice(manifold, model, 3, 3)
