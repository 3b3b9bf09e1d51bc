"""Codes of one's own in a browser: a square that is pressed shows the points behind it."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser.page import close_page, new_page


def test_a_square_that_is_pressed_shows_its_points(browser: Browser, url: str) -> None:
    page = new_page(browser)
    page.goto(f"{url}/factors")
    page.get_by_role("button", name="Try made-up songs").click()
    charts = page.locator(".js-plotly-plot")
    expect(charts).to_have_count(3)
    matrix, evidence = charts.nth(0), charts.nth(1)
    expect(evidence.locator(".gtitle")).to_have_text("z3 against year, 617 rows")
    for place, title in ((0, "z0 against genre, 800 rows"), (8, "z2 against tempo, 800 rows")):
        matrix.locator(".scatterlayer .point").nth(place).scroll_into_view_if_needed()
        page.wait_for_timeout(500)
        box = matrix.locator(".scatterlayer .point").nth(place).bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        expect(evidence.locator(".gtitle")).to_have_text(title)
    expect(charts.nth(2).locator(".scatterlayer .point").first).to_be_visible()
    close_page(page)
