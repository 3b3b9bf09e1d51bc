"""The factors page in a real browser: a factor is dragged, a latent is dragged, a cell is opened, an address is restored."""

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


def test_a_pressed_cell_shows_its_points_and_marks_both_sides_and_the_address_restores_it(visit_factors: Visit) -> None:
    page = visit_factors("?model=sprites-btcvae&at=1,4,0,2,16")
    chart = page.page.locator(".st-key-factors_points .gtitle")

    def press(of: str, place: int) -> None:
        square = page.page.locator(f".st-key-{of} .scatterlayer .trace").first.locator(".point").nth(place)
        square.scroll_into_view_if_needed()
        page.page.wait_for_timeout(300)
        box = square.bounding_box()
        assert box is not None
        page.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def marked() -> list[str]:
        return [str(one.get_attribute("data-testid")) for one in page.root.locator("[data-marked=true]").all()]

    def strips(of: Factors = page) -> list[str | None]:
        return [one.get_attribute("data-strip") for one in of.page.locator("[data-strip]").all()]

    assert marked() == []
    matrix = page.page.locator(".st-key-factors_matrix .js-plotly-plot").element_handle()
    press("factors_matrix", 10 * X)  # the first column: the latent that says most
    page.until(lambda: "cell" in page.address, "the cell is in the address")
    latent = page.address["cell"].split("-")[1]
    chart.filter(has_text="against x: 500 of 10,000 images").wait_for()
    page.until(lambda: marked() == [f"factor-{X}", f"latent-{latent}", f"traversal-{latent}"], "both sides are marked")
    page.until(lambda: strips() == [f"factor-{X}", f"latent-{latent}"], "the pictures are of the cell")
    assert matrix.evaluate("chart => chart.isConnected"), "the matrix is not drawn anew"
    assert matrix.evaluate("chart => chart.data[0].selectedpoints") == [10 * X]
    true = page.pixels("true-image")
    press("factors_points", 100)
    page.until(lambda: not np.array_equal(page.pixels("true-image"), true), "the image of the point is drawn")
    page("undo").click()
    page.until(lambda: np.array_equal(page.pixels("true-image"), true), "as anything else it is undone")
    address = page.page.url.split("?")[1]
    copy = visit_factors(f"?{address}", anew=True)
    copy.page.locator(".st-key-factors_points .gtitle").filter(has_text="against x: 500 of 10,000 images").wait_for()
    assert copy.page.locator(".st-key-factors_matrix .js-plotly-plot").evaluate("chart => chart.data[0].selectedpoints") == [
        10 * X
    ]
    copy.page.locator(".st-key-factors_cell_factor input").focus()  # and without a mouse
    copy.page.keyboard.press("ArrowDown")
    copy.page.keyboard.press("Enter")
    copy.until(lambda: copy.address.get("cell") == f"{X + 1}-{latent}", "the next cell is chosen")
    copy.until(lambda: strips(copy) == [f"factor-{X + 1}", f"latent-{latent}"], "its pictures are shown, and no others")
    copy.page.get_by_role("button", name="Close").click()
    copy.until(lambda: "cell" not in copy.address, "it is closed")
    copy.until(lambda: copy.root.locator("[data-marked=true]").count() == 0, "and nothing is marked any more")


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
    page.until(lambda: "z" in page.address and page.z[number] == pytest.approx(1.25), "it is in the address")


def test_the_parts_of_the_page_are_jumped_to(visit_factors: Visit) -> None:
    page = visit_factors("?model=faces-btcvae", width=1280, height=800)
    for part, title in (("codes", "Codes of your own"), ("metrics", "How well do latents and factors agree?")):
        page(f"to-{part}").click()
        heading = page.page.get_by_role("heading", name=title)
        page.until(lambda it=heading: (box := it.bounding_box()) is not None and 60 < box["y"] < 500, f"{title} is in sight")
