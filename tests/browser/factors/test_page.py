"""The factors page in a real browser: a factor is dragged, a latent is dragged, a cell is opened, an address is restored."""

import re
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import visiting
from tests.browser.factors_page import Factors
from tests.browser.page import Server

X = 3
"""Of sprites' factors."""


Visit = Callable[..., Factors]


@pytest.fixture
def visit_factors(browser: Browser, server: Server) -> Iterator[Visit]:
    with visiting(Factors, browser, server) as open_page:
        yield open_page


def test_a_dragged_factor_moves_the_image_and_its_encoding_without_a_word_to_the_server(visit_factors: Visit) -> None:
    page = visit_factors("?model=sprites-btcvae&at=1,4,0,2,16")
    true, decoded = page.pixels("true-image"), page.pixels("decoded-image")
    assert not any(page.shifts().values())
    left, right, y = page.track(f"factor-slider-{X}")
    start = left + (right - left) * 2.5 / 32
    page.sent.clear()
    mouse = page.page.mouse
    mouse.move(start, y)
    mouse.down()
    seen = set()
    for step in range(40):
        mouse.move(start + (right - start) * step / 39, y)
        page.page.evaluate("() => new Promise(requestAnimationFrame)")
        seen.add(page.pixels("true-image").tobytes())
    assert len(seen) > 15
    page.until(lambda: page.text(f"factor-value-{X}") == "1", "the factor is at its last value")
    page.until(lambda: np.abs(page.pixels("decoded-image").astype(int) - decoded).max() > 100, "the decoded image has followed")
    assert page.pixels("true-image")[:, 40:].sum() > 0 == true[:, 40:].sum()
    shifts = page.shifts()
    moved = max(shifts, key=lambda latent: abs(shifts[latent]))
    assert abs(shifts[moved]) > 1
    assert page.sent == []
    mouse.up()
    page.until(lambda: page.address.get("at") == "1,4,0,31,16", "the address has followed")
    page.until(lambda: any("neighbourhood" in sent for sent in page.sent), "the images around the new one are asked for")


def test_a_dragged_latent_moves_the_decoded_image_alone_and_goes_back_to_the_code(visit_factors: Visit) -> None:
    page = visit_factors("?model=sprites-btcvae&at=1,4,0,2,16")
    true, decoded = page.pixels("true-image"), page.pixels("decoded-image")
    latent = page.page.locator(".latent-row .slider").first
    number = int((latent.get_attribute("data-testid") or "").removeprefix("slider-"))
    code = page.value(number)
    latent.focus()
    page.page.keyboard.press("End")
    page.until(lambda: not np.array_equal(page.pixels("decoded-image"), decoded), "another image is decoded")
    page.until(lambda: "z" in page.address, "z is in the address")
    np.testing.assert_array_equal(page.pixels("true-image"), true)
    page("back-to-code").click()
    page.until(lambda: np.array_equal(page.pixels("decoded-image"), decoded), "the image's own code is decoded again")
    assert page.value(number) == pytest.approx(code)
    page.until(lambda: "z" not in page.address, "the address has no z any more")


def test_a_cell_opens_its_evidence_and_the_address_restores_it(visit_factors: Visit) -> None:
    page = visit_factors("?model=sprites-btcvae&metric=mig")
    page.page.locator("[data-testid=metrics][data-measured=true]").wait_for()
    best = page.page.locator(f"[data-testid^=cell-{X}-][data-rank='1']")
    value = best.text_content()
    best.hover()
    assert re.match(rf"x and z.: {value} \(mutual information, nats\)$", page.text("matrix-said"))
    best.click()
    page.page.locator("[data-testid=evidence][data-ready=true]").wait_for()
    assert page("scatter").get_attribute("data-points") == "10000"
    assert page("scatter").get_attribute("data-bins") == "20"
    assert page("gap-mark").is_visible()
    page.until(lambda: "cell" in page.address, "the cell is in the address")
    for factor in (0, X):  # after another cell its strip is another factor's
        page.page.locator(f"[data-testid^=cell-{factor}-]").first.click()
        places = ("[data-testid=evidence]", ".factor-rows")
        one, same = (page.page.locator(f"{place} [data-testid=factor-strip-{factor}]") for place in places)
        page.until(
            lambda one=one, same=same: np.array_equal(page.pixels_of(one), page.pixels_of(same)), "the strip is the factor's"
        )
    address = page.page.url.split("?")[1]
    copy = visit_factors(f"?{address}", anew=True)
    copy.page.locator("[data-testid=evidence][data-ready=true]").wait_for()
    assert copy("evidence").get_attribute("aria-label") == page("evidence").get_attribute("aria-label")


def test_both_sides_stay_in_view_and_latents_are_typed(visit_factors: Visit) -> None:
    """On a projector: what answers is seen whichever factor one drags."""
    page = visit_factors("?model=faces-btcvae", width=1280, height=800)
    factors, sliders = page.page.locator(".factor-row"), page.page.locator(".latent-row .slider")
    for box in sliders.evaluate_all("all => all.map(one => one.getBoundingClientRect().width)"):
        assert box >= 240
    header = page.page.locator(".sections")
    for factor in (factors.nth(5), factors.last):
        factor.evaluate("row => row.scrollIntoView({ block: 'end' })")
        top = header.bounding_box()
        assert top is not None
        for seen in (sliders.first, sliders.last, page("true-image"), page("decoded-image"), page("trace")):
            box = seen.bounding_box()
            assert box is not None
            assert top["y"] + top["height"] <= box["y"]
            assert box["y"] + box["height"] <= 800

    number = int((sliders.first.get_attribute("data-testid") or "").removeprefix("slider-"))
    decoded = page.pixels("decoded-image")
    page(f"typed-{number}").click()
    page.page.keyboard.type("1.25")
    page.page.keyboard.press("Enter")
    page.until(lambda: page.value(number) == pytest.approx(1.25), "the slider is where it was typed")
    page.until(lambda: not np.array_equal(page.pixels("decoded-image"), decoded), "another image is decoded")
    assert page.text(f"typed-{number}").endswith("+1.25")
    page.until(lambda: page.z[number] == pytest.approx(1.25), "it is in the address")


def test_the_parts_of_the_page_are_jumped_to(visit_factors: Visit) -> None:
    page = visit_factors("?model=faces-btcvae", width=1280, height=800)
    for part, title in (("codes", "Codes of your own"), ("metrics", "How well do latents and factors agree?")):
        page(f"to-{part}").click()
        heading = page.page.get_by_role("heading", name=title)
        page.until(lambda it=heading: (box := it.bounding_box()) is not None and 60 < box["y"] < 500, f"{title} is in sight")
