"""Sliders under a mouse, a finger and a keyboard."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import visiting
from tests.browser.page import Server, Sliders
from tests.browser.unusual_models import GAUSSIAN, UNUSED

Visit = Callable[..., Sliders]


@pytest.fixture(scope="module")
def shared(browser: Browser, server: Server) -> Iterator[Sliders]:
    with visiting(Sliders, browser, server) as open_page:
        yield open_page("?model=mnist-2d&z=0_0")


@pytest.fixture
def sliders(shared: Sliders) -> Sliders:
    """One visitor for the tests that begin at z = 0: a button leads back there."""
    shared.rest()
    if shared.z != [0.0, 0.0]:
        with shared.new_address():
            shared("prior-mean").click()
        shared.rest()
    shared.wait_until_ready()
    return shared


def track(sliders: Sliders, latent: int) -> tuple[float, float, float]:
    """Left end, right end and height of a slider, a little inside."""
    sliders(f"slider-{latent}").scroll_into_view_if_needed()
    box = sliders(f"slider-{latent}").bounding_box()
    assert box is not None
    return box["x"] + 10, box["x"] + box["width"] - 10, box["y"] + box["height"] / 2


def test_images_follow_the_mouse_and_the_server_hears_nothing_until_release(sliders: Sliders) -> None:
    mouse = sliders.page.mouse
    left, right, y = track(sliders, 0)
    before, address = sliders.frame(), sliders.page.url
    own, other = sliders.pixels("strip-0"), sliders.pixels("strip-1")
    image = sliders.pixels()
    sliders.sent.clear()
    mouse.move(left, y)
    mouse.down()
    steps = 60
    seen = set()
    for step in range(steps):
        mouse.move(left + (right - left) * step / (steps - 1), y)
        sliders.page.evaluate("() => new Promise(requestAnimationFrame)")
        seen.add(sliders.pixels().tobytes())
    sliders.until(lambda: sliders.frame() > before + steps // 2, "the images have followed")
    assert len(seen) > steps // 3
    assert not np.array_equal(sliders.pixels(), image)
    sliders.until(lambda: not np.array_equal(sliders.pixels("strip-1"), other), "the other row's strip has followed")
    np.testing.assert_array_equal(sliders.pixels("strip-0"), own)  # a strip does not depend on its own latent
    assert sliders.sent == []
    assert sliders.page.url == address
    with sliders.new_address():
        mouse.up()
    assert sliders.sent
    assert sliders.z[0] == pytest.approx(sliders.value(0), abs=6e-4)
    assert sliders.z[0] > 1
    assert sliders.z[1] == 0


def test_a_click_beside_the_thumb_goes_there(sliders: Sliders) -> None:
    left, right, y = track(sliders, 1)
    with sliders.new_address():
        sliders.page.mouse.click(left + 0.25 * (right - left), y)
    low, high = sliders.slider_range(1)
    assert sliders.z[1] == pytest.approx(low + 0.25 * (high - low), abs=0.1 * (high - low))


def test_the_keyboard_moves_a_slider(sliders: Sliders) -> None:
    slider = sliders("slider-0")
    low, high = sliders.slider_range(0)
    std = (high - low) / 6
    slider.focus()
    value = 0.0
    for key, step in (
        ("ArrowRight", 0.05),
        ("ArrowUp", 0.05),
        ("PageUp", 0.5),
        ("ArrowLeft", -0.05),
        ("ArrowDown", -0.05),
        ("PageDown", -0.5),
    ):
        image = sliders.pixels()
        slider.press(key)
        value += step * std
        assert sliders.value(0) == pytest.approx(value, abs=1e-4)
        sliders.until(lambda image=image: not np.array_equal(sliders.pixels(), image), f"the image has followed {key}")
    for key, end in (("Home", low), ("End", high)):
        slider.press(key)
        # Not the next change of the address: what the keys before have reported may still be on its way.
        sliders.until(lambda end=end: sliders.z[0] == pytest.approx(end, abs=6e-4), f"the address says what {key} has done")
    assert slider.get_attribute("aria-label") == "z₀, latent 0"
    assert slider.evaluate("slider => slider.ariaValueText").startswith("+")
    first, second = sliders.rows()
    sliders(f"slider-{first}").focus()
    reached = set()
    for _ in range(6):
        sliders.page.keyboard.press("Tab")
        reached.add(sliders.root.evaluate("root => root.getRootNode().activeElement?.dataset.testid"))
    assert f"slider-{second}" in reached


def test_unused_latents_unfold_with_their_strips_each_time(visit: Visit) -> None:
    sliders = visit(f"?model={GAUSSIAN}&input=data-3")
    used = sliders.rows()
    assert UNUSED not in used
    fold = sliders.page.get_by_text("unused latent")
    for _ in range(2):
        fold.click()
        sliders(f"strip-{UNUSED}").scroll_into_view_if_needed()
        sliders.until(lambda: sliders.pixels(f"strip-{UNUSED}").any(), "the strip is drawn")
        fold.click()
        sliders.until(lambda: sliders.rows() == used, "it is folded away")


def test_a_finger_drags_a_slider(visit: Visit) -> None:
    sliders = visit("?model=mnist-2d&z=0_0", width=390, height=844, has_touch=True, is_mobile=True)
    left, right, y = track(sliders, 0)
    touch = sliders.page.context.new_cdp_session(sliders.page)
    before = sliders.frame()

    def send(kind: str, *points: float) -> None:
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x in points]})

    middle = (left + right) / 2
    send("touchStart", middle)
    for step in range(1, 21):
        send("touchMove", middle + (right - middle) * step / 20)
        sliders.page.evaluate("() => new Promise(requestAnimationFrame)")
    sliders.until(lambda: sliders.frame() > before + 5, "the images have followed the finger")
    with sliders.new_address():
        send("touchEnd")
    assert sliders.z[0] > 1


def test_pointing_at_a_strip_shows_its_image_and_leaving_restores(sliders: Sliders) -> None:
    image = sliders.pixels()
    address = sliders.page.url
    sliders("strip-0").scroll_into_view_if_needed()
    box = sliders("strip-0").bounding_box()
    assert box is not None
    last = box["x"] + box["width"] - 4, box["y"] + box["height"] / 2
    sliders.page.mouse.move(*last)
    sliders.until(lambda: not np.array_equal(sliders.pixels(), image), "the strip's image is shown large")
    looked_at = sliders.pixels()
    np.testing.assert_allclose(looked_at.astype(float), sliders.pixels("strip-0")[:, -28:].astype(float), atol=1)
    sliders.rest()
    sliders.until(lambda: np.array_equal(sliders.pixels(), image), "the image has come back")
    assert sliders.page.url == address
    with sliders.new_address():
        sliders.page.mouse.click(*last)
    sliders.rest()
    sliders.until(lambda: np.array_equal(sliders.pixels(), looked_at), "the click has pinned it")
    low, high = sliders.slider_range(0)
    assert sliders.z[0] == pytest.approx(low + 8.5 / 9 * (high - low), abs=6e-4)
