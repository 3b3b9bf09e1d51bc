"""The file of `python -m vizvae html` in a real Chromium, from the disk and without a network: how large it is, how soon the first image is
decoded in the browser, how many images follow a dragged slider, and what is asked of the network (nothing)."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, async_playwright

from benchmarks import results
from benchmarks.drag import drag
from benchmarks.served import CHROMIUM_ARGUMENTS, chromium_path
from vizvae.cli import main as vizvae

MODELS = ("mnist-conv", "mnist-2d")
OPENINGS = 3


async def measure(folder: Path) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        for name in MODELS:
            path = folder / f"{name}.html"
            if vizvae(["html", name, "-o", str(path)]):
                raise RuntimeError(f"the file of {name} could not be written")
            opened = [await _open(browser, path) for _ in range(OPENINGS)]
            dragged = opened[-1]
            rows[name] = {
                "MB": path.stat().st_size / 1e6,
                "MB of the zip": path.with_suffix(".zip").stat().st_size / 1e6,
                "seconds to the first live image, median": statistics.median(one["seconds"] for one in opened),
                "distinct images a second": dragged["distinct images a second"],
                "95th percentile frame, ms": dragged["95th percentile frame, ms"],
                "requests": max(one["requests"] for one in opened),
            }
        await browser.close()
    return rows


async def _open(browser: Browser, path: Path) -> dict[str, Any]:
    """In a visitor's own context, offline; seconds from the navigation's start until an image of the browser's own decoder is shown."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, offline=True)
    page = await context.new_page()
    await page.add_init_script("try { localStorage.setItem('vizvae-visited', 'yes') } catch {}")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    began = time.perf_counter()
    await page.goto(path.as_uri(), wait_until="commit")
    await page.locator("[data-ready=true]").wait_for(timeout=60_000, state="attached")
    seconds = time.perf_counter() - began
    await page.locator("[data-settled=true]").wait_for(timeout=60_000, state="attached")
    await page.wait_for_timeout(1500)
    slider = page.locator("input[type=range]").first
    await slider.scroll_into_view_if_needed()
    figures = await drag(page, slider, [])
    await context.close()
    beside = [url for url in asked if url.partition(":")[0] not in ("blob", "data") and url != path.as_uri()]
    return {"seconds": seconds, "requests": len(beside), **figures}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        results.write("one_file", asyncio.run(measure(Path(folder))))


if __name__ == "__main__":
    main()
