"""python -m benchmarks.factor_drag: a real Chromium drags a true factor to and fro for 3 s: how many drawn images follow, how many
decoded ones do (their codes are the drawn images' encodings), how even the frames are, and what is sent to the server meanwhile; then a
latent likewise.
"""

from __future__ import annotations

import asyncio
from typing import Any

from playwright.async_api import async_playwright

from benchmarks import results
from benchmarks.drag import drag, listen
from benchmarks.served import CHROMIUM_ARGUMENTS, chromium_path, serving

FACTOR = 3
"""Of sprites: x, with 32 values."""
SWEEPS = 8
"""With 32 values, a drag over them once could never show 30 images a second."""


async def measure() -> dict[str, Any]:
    rows: dict[str, Any] = {}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        with serving() as url:
            page = await browser.new_page(viewport={"width": 1280, "height": 800})
            sent = listen(page)
            await page.goto(f"{url}/factors?model=sprites-btcvae")
            await page.locator("[data-testid=factors][data-settled=true]").wait_for(timeout=120_000, state="attached")
            await page.wait_for_timeout(2000)
            factor = page.get_by_test_id(f"factor-slider-{FACTOR}")
            await factor.scroll_into_view_if_needed()
            rows["a true factor, drawn image"] = await drag(page, factor, sent, ("true-image",), sweeps=SWEEPS)
            rows["a true factor, decoded image"] = await drag(page, factor, sent, ("decoded-image",), sweeps=SWEEPS)
            latent = page.locator(".latent-row .slider").first
            rows["a latent, decoded image"] = await drag(page, latent, sent, ("decoded-image",))
        await browser.close()
    return rows


def main() -> None:
    results.write("factor_drag", asyncio.run(measure()))


if __name__ == "__main__":
    main()
