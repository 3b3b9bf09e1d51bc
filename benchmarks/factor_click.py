"""python -m benchmarks.factor_click: in a real Chromium a cell of the factors page's matrix is pressed: how long until its points show,
seen from the press. Ten cells, each once before (what only the first visitor waits for) and once more.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from typing import Any

from playwright.async_api import Page, async_playwright

from benchmarks import results
from benchmarks.served import CHROMIUM_ARGUMENTS, chromium_path, serving

MODEL = "sprites-btcvae"
CELLS = (3, 14, 21, 37, 42, 8, 25, 30, 19, 46)
"""Of its 50, row after row"""
TITLE = ".st-key-factors_points .gtitle"
CHANGED = "before => (document.querySelector('.st-key-factors_points .gtitle')?.textContent ?? before) !== before"


async def press(page: Page, cell: int) -> float:
    """Milliseconds until the figure of the cell's points has another title."""
    squares = page.locator(".st-key-factors_matrix .scatterlayer .trace").first.locator(".point")
    box = await squares.nth(cell).bounding_box()
    assert box is not None
    before = await page.locator(TITLE).text_content()
    await page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await page.wait_for_timeout(500)
    begun = time.perf_counter()
    await page.mouse.down()
    await page.mouse.up()
    await page.wait_for_function(CHANGED, arg=before, polling="raf")
    took = 1000 * (time.perf_counter() - begun)
    await page.wait_for_timeout(500)
    return took


async def measure() -> dict[str, Any]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        with serving() as url:
            page = await browser.new_page(viewport={"width": 1280, "height": 1000})
            await page.goto(f"{url}/factors?model={MODEL}&cell=0-0")
            await page.locator(TITLE).wait_for(timeout=120_000)  # the points are computed once
            await page.locator(".st-key-factors_matrix").scroll_into_view_if_needed()
            await page.wait_for_timeout(2000)
            first = [await press(page, cell) for cell in CELLS]
            again = [await press(page, cell) for cell in CELLS]
        await browser.close()
    return {
        name: {"median_ms": statistics.median(took), "slowest_ms": max(took)}
        for name, took in (("a cell nobody has pressed before", first), ("a cell again", again))
    }


def main() -> None:
    results.write("factor_click", asyncio.run(measure()))


if __name__ == "__main__":
    results.show("factor_click", asyncio.run(measure()))
