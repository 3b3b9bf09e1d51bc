"""Points that stay: pins, their marks, their images, their link; by mouse, key and finger."""

from collections.abc import Callable

import numpy as np
import pytest

from tests.browser.manifold_page import Manifold, VisitMap, grey
from tests.browser.page import Sliders
from vizvae.catalogue import find_checkpoint
from vizvae.models.base import LatentModel

NO_POINTS = "%7B%22show%22%3A%5B%22lattice%22%5D%7D"
"""A map without data points: what is clicked is the place."""
ADDRESS = f"?model=mnist-2d&z=0_0&map={NO_POINTS}"


def image_of(manifold: Manifold, pin: int) -> Callable[[], np.ndarray]:
    canvas = manifold(f"pin-{pin}").locator("canvas")
    return lambda: manifold.pixels_of(canvas)


def test_clicks_pin_and_pins_go(visit_map: VisitMap, model: LatentModel) -> None:
    manifold = visit_map(ADDRESS)
    places = []
    for number, (x, y) in enumerate([(1.0, 0.5), (-1.5, 1.0)]):
        with manifold.new_map():
            places.append(place := manifold.click(x, y))
        expected = grey(model, place.x, place.y)
        manifold.until_shown(expected, "the pin's image is decoded", image_of(manifold, number))
        manifold.rest()
        manifold.until_shown(expected, "the point has gone there")
        assert manifold.z == pytest.approx([place.x, place.y], abs=6e-4)
        assert manifold.settings["pins"][number] == pytest.approx([place.x, place.y], abs=6e-3)
        on_screen = np.array([place.x + 3, 3 - place.y]) * manifold.side / 6
        np.testing.assert_allclose(manifold.mark(f"pin-mark-{number}"), on_screen, atol=1)
        np.testing.assert_allclose(manifold.mark("mark-here"), on_screen, atol=1)
    assert manifold("pins").get_by_role("img").count() == 2

    # Elsewhere, its picture still leads there: looked at by hovering, gone to by clicking.
    image = manifold("pin-0").locator("button").first
    image.hover()
    manifold.until_shown(grey(model, places[0].x, places[0].y), "a pin's image is looked at")
    manifold.rest()
    manifold.until_shown(grey(model, places[1].x, places[1].y), "the point is where it was")
    with manifold.new_address():
        image.click()
    assert manifold.z == pytest.approx([places[0].x, places[0].y], abs=6e-4)

    second = manifold.settings["pins"][1]
    with manifold.new_map():
        manifold.page.get_by_label("Remove pin 1", exact=True).click()
    assert manifold.settings["pins"] == [second]
    assert manifold("pin-1").count() == manifold.on_map("pin-mark-1").count() == 0
    manifold.until_shown(grey(model, places[1].x, places[1].y), "the other has moved up", image_of(manifold, 0))


def test_a_data_point_is_pinned_and_becomes_the_input(visit_map: VisitMap) -> None:
    manifold = visit_map("?model=mnist-2d&z=0_0")
    mu = find_checkpoint("mnist-2d").load_reference().mu.numpy()
    index = int(np.argmin(np.linalg.norm(mu - [0.5, 0.5], axis=1)))
    manifold.hover(*mu[index])
    manifold.until(lambda: manifold("hovered").count(), "a data point is meant")
    caption = manifold.text("caption")
    with manifold.new_map():
        manifold.click(*mu[index])
    meant = int(caption.split("image ")[1].split()[0])
    np.testing.assert_allclose(mu[meant], mu[index], atol=0.05)
    assert manifold.settings["pins"] == [pytest.approx(mu[meant].tolist(), abs=6e-3)]
    manifold.until(lambda: manifold.address.get("input") == f"data-{meant}", "it is the input")


def test_the_keyboard_walks_pins_and_zooms(visit_map: VisitMap, model: LatentModel) -> None:
    manifold = visit_map(ADDRESS)
    surface = manifold("map")
    surface.focus()
    x = y = 0.0
    right, left, up, down = (1, 0), (-1, 0), (0, 1), (0, -1)
    for key, (dx, dy) in zip(
        ("ArrowRight", "ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown", "ArrowUp"),
        (right, right, up, left, down, up),
        strict=True,
    ):
        surface.press(key)
        x, y = x + 0.02 * 6 * dx, y + 0.02 * 6 * dy
        manifold.until_shown(grey(model, x, y), f"{key} is followed")
    with manifold.new_map():
        surface.press("Enter")
    assert manifold.settings["pins"] == [pytest.approx([x, y], abs=6e-3)]
    assert manifold.z == pytest.approx([x, y], abs=2e-3)
    with manifold.new_map():
        surface.press("+")
    assert manifold.window == pytest.approx((-2.4, 2.4, -2.4, 2.4), abs=1e-3)
    with manifold.new_map():
        surface.press("-")
        surface.press("-")
    assert manifold.window == pytest.approx((-3.75, 3.75, -3.75, 3.75), abs=1e-3)
    for _ in range(26):
        surface.press("ArrowUp")
    manifold.until_shown(grey(model, x, 3.75), "it stops at the map's edge")
    surface.press("Escape")
    manifold.until_shown(grey(model, x, y), "Escape leaves the map")


def test_the_link_shows_the_same_to_somebody_else(visit_map: VisitMap) -> None:
    first = visit_map(ADDRESS)
    first("mode-path").click()
    with first.new_map():
        first.drag([(-2, -2), (0, 1), (2, 1)])
    with first.new_map():
        first.click(1, -1)
    with first.new_map():
        first.hover(0, 0)
        first.page.mouse.wheel(0, -300)
    with first.new_map():
        first("lattice-size").select_option("10")
    with first.new_map():
        first("colour").select_option("kl")
    with first.new_map():
        first("layer-points").click()
    first.rest()
    second = visit_map(first.link, anew=True)
    assert second.address == first.address
    assert second.settings == first.settings
    assert second("lattice-size").input_value() == "10"
    assert second("colour").input_value() == "kl"
    assert "KL, nats" in second.text("legend")
    assert second("layer-points").get_attribute("aria-pressed") == "true"
    for mark in ("pin-mark-0", "mark-here"):
        np.testing.assert_allclose(second.mark(mark), first.mark(mark), atol=2)  # a link rounds
    np.testing.assert_allclose(second.outline("path-line"), first.outline("path-line"), atol=0.2)
    second.until_shown(first.pixels().astype(float), "the same image")
    for cell in ((0, 0), (9, 9), (3, 5)):
        second.until_shown(first.cell(*cell).astype(float), "the same lattice", lambda cell=cell: second.cell(*cell))
    second("film-path").wait_for()  # the path's film is made anew
    # A link rounds: some points are drawn a pixel further.
    second.until(lambda: (second.pixels("points") == first.pixels("points")).mean() > 0.97, "the same points")


def test_the_point_goes_to_the_sliders_and_comes_back(visit_map: VisitMap, model: LatentModel) -> None:
    manifold = visit_map("?model=mnist-2d&z=0.5_-1.25&map=" + NO_POINTS)
    place = manifold.click(1, 1)
    manifold.until(lambda: "map" in manifold.address and manifold.settings.get("pins"), "it is pinned")
    z = manifold.z
    manifold("open-sliders").click()
    sliders = Sliders(manifold.page, manifold.url)
    sliders.wait_until_ready("mnist-2d")
    assert sliders.z == z == pytest.approx([place.x, place.y], abs=6e-4)
    assert "map" not in sliders.address
    sliders.until(lambda: np.abs(sliders.pixels() - grey(model, place.x, place.y)).max() <= 2, "the same image")
    with sliders.new_address():
        sliders("slider-0").press("PageUp")
    z = sliders.z
    sliders.page.get_by_test_id("stTopNav").get_by_role("link", name="Manifold").click()
    manifold.wait_until_ready("mnist-2d")
    assert manifold.z == z
    assert manifold.settings["pins"] == [pytest.approx([place.x, place.y], abs=6e-3)]
    assert manifold("pin-0").count() == 1
    on_screen = np.array([z[0] + 3, 3 - z[1]]) * manifold.side / 6
    np.testing.assert_allclose(manifold.mark("mark-here"), on_screen, atol=1)


def test_a_finger_looks_and_taps(visit_map: VisitMap, model: LatentModel) -> None:
    manifold = visit_map(ADDRESS, width=390, height=844, has_touch=True, is_mobile=True)
    before = manifold.pixels()
    touch = manifold.page.context.new_cdp_session(manifold.page)

    def send(kind: str, *fingers: tuple[float, float]) -> None:
        points = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(fingers)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    start = manifold.place(0, 0)
    send("touchStart", (start.px, start.py))
    for x, y in ((0.5, 0.5), (1.0, 1.0), (1.5, 0.5)):
        place = manifold.place(x, y)
        send("touchMove", (place.px, place.py))
        manifold.until_shown(grey(model, place.x, place.y), "the image follows the finger")
    send("touchCancel")
    manifold.until(lambda: np.array_equal(manifold.pixels(), before), "the image is back")
    assert manifold("pin-0").count() == 0

    place = manifold.place(-1, 0.5)
    with manifold.new_map():
        manifold.page.touchscreen.tap(place.px, place.py)
    assert manifold.settings["pins"] == [pytest.approx([place.x, place.y], abs=0.02)]
    manifold.until_shown(grey(model, *manifold.z), "the point has gone there")

    left, right, bottom, top = manifold.window
    a, b = manifold.place(-1, 0), manifold.place(1, 0)
    far_a, far_b = manifold.place(-2, 0), manifold.place(2, 0)
    send("touchStart", (a.px, a.py), (b.px, b.py))
    with manifold.new_map():
        send("touchMove", (a.px, a.py), (b.px, b.py))
        send("touchMove", (far_a.px, far_a.py), (far_b.px, far_b.py))
        send("touchEnd")
    assert manifold.window == pytest.approx((left / 2, right / 2, bottom / 2, top / 2), abs=0.05)
    assert len(manifold.settings["pins"]) == 1  # a pinch is no tap
