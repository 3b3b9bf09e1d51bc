"""Codes of one's own in a browser: a square that is pressed shows the points behind it."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser.page import close_page, new_page


def test_a_square_that_is_pressed_shows_its_points(browser: Browser, url: str) -> None:
    page = new_page(browser)
    page.goto(f"{url}/factors")
    page.get_by_role("button", name="Try made-up songs").click()
    matrix, evidence, flat_map = (
        page.locator(f"[class*=st-key-codes_{name}] .js-plotly-plot") for name in ("matrix", "evidence", "map_figure")
    )
    expect(evidence.get_by_text("z3 against year, 617 rows")).to_be_visible()
    for place, title in ((0, "z0 against genre, 800 rows"), (8, "z2 against tempo, 800 rows")):
        matrix.locator(".scatterlayer .point").nth(place).scroll_into_view_if_needed()
        page.wait_for_timeout(500)
        box = matrix.locator(".scatterlayer .point").nth(place).bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        expect(evidence.get_by_text(title)).to_be_visible()
    expect(flat_map.locator(".scatterlayer .point").first).to_be_visible()
    close_page(page)
