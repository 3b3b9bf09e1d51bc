"""The address holds the whole view: opened elsewhere, anew, it shows the same."""

from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.page import Sliders
from tests.browser.sliders.test_start_from import draw_a_one, open_panel
from tests.helpers.examples import examples

Visit = Callable[..., Sliders]


def assert_same(one: Sliders, other: Sliders) -> None:
    assert other.link == one.link
    assert other.z == one.z
    for latent in one.rows():
        assert other.value(latent) == pytest.approx(one.value(latent), abs=6e-4)
    # A link rounds z to three decimals: a grey level or two.
    np.testing.assert_allclose(other.pixels().astype(float), one.pixels().astype(float), rtol=0, atol=2)


def rename(sliders: Sliders, latent: int, name: str) -> None:
    field = sliders.page.get_by_label(f"Name of latent {latent}", exact=True)
    field.fill(name)
    expect(sliders.page.locator(".name-note:visible")).to_have_text("Every visitor of this server sees the name.")
    field.press("Enter")


@pytest.mark.parametrize("model", examples(["mnist-conv", "fashion-conv"], daily=["mnist-conv"]))
def test_a_link_after_a_change(visit: Visit, model: str) -> None:
    first = visit(f"?model={model}&input=data-9")
    slider = first(f"slider-{first.rows()[0]}")
    slider.focus()
    with first.new_address():
        slider.press("PageUp")
    assert first.address["input"] == "data-9"
    second = visit(first.link, anew=True)
    assert_same(first, second)
    assert second.number("recon-nll") == pytest.approx(first.number("recon-nll"), abs=0.3)  # z is rounded
    assert second.text("kl") == first.text("kl")


def test_opening_a_link_changes_nothing(visit: Visit) -> None:
    """The same z to the last bit, because the link held it: the same picture to the last pixel."""
    first = visit("?model=mnist-2d&z=0.123_-0.456&names=%7B%220%22%3A%22slant%22%7D")
    second = visit(first.link, anew=True)
    assert_same(first, second)
    np.testing.assert_array_equal(second.pixels(), first.pixels())
    with second.new_address():
        second("random").click()
    with second.new_address():
        second("undo").click()
    second.until(lambda: np.array_equal(second.pixels(), first.pixels()), "the linked image is back")


def test_a_drawing_travels(visit: Visit) -> None:
    first = visit("?model=mnist-2d&z=0_0")
    open_panel(first, "draw")
    with first.new_address():
        draw_a_one(first)
    second = visit(first.link, anew=True)
    assert_same(first, second)
    assert second.text("kl") == first.text("kl")
    assert second.address["input"].startswith("drawing-")


def test_a_name_is_kept_with_the_model_and_travels_in_the_link(visit: Visit) -> None:
    first = visit("?model=mnist-2d&z=0_0")
    name = "slant <b>é</b> & 50 %"
    with first.new_address():
        rename(first, 1, name)
    assert first("slider-1").get_attribute("aria-label") == f"{name}, latent 1"
    second = visit(first.link, anew=True)
    expect(second.page.get_by_label("Name of latent 1", exact=True)).to_have_value(name)
    assert second.page.locator("b").filter(has_text="é").count() == 0
    other = visit("?model=mnist-2d&z=1_1", anew=True)  # another visitor, whose link has no names
    expect(other.page.get_by_label("Name of latent 1", exact=True)).to_have_value(name)
    other.page.goto(other.url + "/manifold?model=mnist-2d")
    expect(other.page.locator(".map-y")).to_have_text(name)
    rename(first, 1, "")
    expect(first.page.get_by_label("Name of latent 1", exact=True)).to_have_value("z₁")


def test_reloading_restores(visit: Visit) -> None:
    sliders = visit("?model=mnist-2d&input=data-5")
    with sliders.new_address():
        sliders("resample").click()
    z, image = sliders.z, sliders.pixels()
    sliders.page.reload()
    sliders.wait_until_ready()
    assert sliders.z == z
    np.testing.assert_allclose(sliders.pixels().astype(float), image.astype(float), atol=2)


def test_back_and_forward_lead_through_what_was_seen(visit: Visit) -> None:
    sliders = visit("?model=mnist-2d&z=0_0")
    start = sliders.pixels()
    links = [sliders.link]
    for _ in range(2):
        with sliders.new_address():
            sliders("random").click()
        links.append(sliders.link)
    for link in (links[1], links[0]):
        sliders.page.go_back()
        sliders.until(
            lambda link=link: sliders.link == link and sliders.z == [sliders.value(0), sliders.value(1)], f"back at {link}"
        )
        sliders.wait_until_ready("mnist-2d")
    np.testing.assert_array_equal(sliders.pixels(), start)
    sliders.page.go_forward()
    sliders.until(lambda: sliders.link == links[1], "forward again")


def test_bad_parameters_are_said_once_and_the_page_works(visit: Visit) -> None:
    sliders = visit("?model=mnist-2d&z=nan_1&input=data-7")
    warning = sliders.page.get_by_role("alert").filter(has_text="not a finite number")
    expect(warning).to_be_visible()
    assert sliders.address["input"] == "data-7"
    with sliders.new_address():
        sliders("random").click()
    expect(warning).to_have_count(0)


def test_the_view_survives_a_visit_to_another_page(visit: Visit) -> None:
    sliders = visit("?model=mnist-2d&z=0_0")
    with sliders.new_address():
        sliders("random").click()
    z, image = sliders.z, sliders.pixels()
    sliders.page.get_by_test_id("stTopNav").get_by_role("link", name="Models").click()
    sliders.page.get_by_role("heading", name="Models", exact=True).wait_for()
    sliders.page.get_by_test_id("stTopNav").get_by_role("link", name="Latent sliders").click()
    sliders.wait_until_ready("mnist-2d")
    assert sliders.z == z
    sliders.until(lambda: np.array_equal(sliders.pixels(), image), "the image is back")
