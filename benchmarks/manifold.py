"""The map in a real Chromium: hover, lattices after a zoom and under a dragged latent, and a pan over many points.

Times are taken in the page, from the time stamp of the input event.
"""

from __future__ import annotations

import asyncio
import itertools
import math
import random
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Locator, Page, async_playwright

from benchmarks import results
from benchmarks.drag import SECONDS, SECONDS_BETWEEN_MOVES, listen
from benchmarks.served import CHROMIUM_ARGUMENTS, chromium_path, serving

HOVERS = 150
ZOOMS = 12
BATCH = 400
WATCH_HOVER = """root => {
  const canvas = root.querySelector('[data-testid=main-image]');
  const watch = window.__hover = { moved: null, latencies: [] };
  root.addEventListener('pointermove', event => { watch.moved ??= event.timeStamp; }, true);
  new MutationObserver(() => {
    if (watch.moved !== null) watch.latencies.push(performance.now() - watch.moved);
    watch.moved = null;
  }).observe(canvas, { attributes: true, attributeFilter: ['data-frame'] });
}"""
BATCHED_DECODE = """async (root, z) => {
  const times = [];
  for (let i = 0; i < 7; i++) {
    const start = performance.now();
    await root.vizvaeDecode(z);
    times.push(performance.now() - start);
  }
  return times.slice(2);
}"""
WATCH_FRAMES = """() => {
  const watch = window.__frames = { times: [], stop: false };
  const tick = now => { watch.times.push(now); if (!watch.stop) requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
}"""
READ_FRAMES = "() => { window.__frames.stop = true; return window.__frames.times; }"
MEASURES = "name => performance.getEntriesByName(name).map(({ startTime, duration }) => [startTime, startTime + duration])"


@asynccontextmanager
async def opened(browser: Browser, url: str, address: str) -> AsyncIterator[tuple[Page, Locator, list[str]]]:
    page = await browser.new_page(viewport={"width": 1280, "height": 900})
    sent = listen(page)
    await page.goto(f"{url}/manifold{address}")
    root = page.locator("[data-testid=manifold][data-settled=true]")
    await root.wait_for(timeout=120_000, state="attached")
    await drawn(page)
    await page.wait_for_timeout(2000)
    yield page, root, sent
    await page.close()


async def drawn(page: Page) -> None:
    await page.locator("[data-testid=lattice][data-drawing=false]").wait_for(state="attached")


async def square(page: Page) -> tuple[float, float, float]:
    """Left, top and side of the map."""
    await page.get_by_test_id("map").scroll_into_view_if_needed()
    box = await page.get_by_test_id("map").bounding_box()
    assert box is not None
    return box["x"], box["y"], box["width"]


async def hover(page: Page, root: Locator, sent: list[str]) -> dict[str, Any]:
    """Moves far enough apart that each has its own image."""
    left, top, side = await square(page)
    await page.mouse.move(left + side / 2, top + side / 2)
    await page.wait_for_timeout(500)
    await root.evaluate(WATCH_HOVER)
    sent.clear()
    chance = random.Random(0)
    devtools = await page.context.new_cdp_session(page)
    for i in range(HOVERS):
        angle = 2 * math.pi * i / HOVERS
        x, y = left + side * (0.5 + 0.4 * math.cos(angle)), top + side * (0.5 + 0.4 * math.sin(3 * angle))
        await devtools.send("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": x, "y": y})
        await asyncio.sleep(chance.uniform(0.03, 0.06))
    latencies = sorted(await page.evaluate("() => window.__hover.latencies"))
    return {
        "images": len(latencies),
        "median, ms": statistics.median(latencies),
        "95th percentile, ms": latencies[math.ceil(0.95 * len(latencies)) - 1],
        "within 18 ms": sum(latency <= 18 for latency in latencies) / len(latencies),
        "messages and requests": len(sent),
    }


async def zoom(page: Page, root: Locator) -> dict[str, Any]:
    """The whole lattice after each turn of the wheel, beside one batched decode of as many images in the same page."""
    left, top, side = await square(page)
    await page.mouse.move(left + side * 0.4, top + side * 0.6)
    await page.evaluate("() => addEventListener('wheel', event => (window.__wheel = event.timeStamp), { capture: true })")
    times, from_wheel = [], []
    for i in range(ZOOMS):
        await page.evaluate("() => performance.clearMeasures()")
        await page.mouse.wheel(0, -120 if i % 2 else 120)
        await page.wait_for_timeout(1000)  # asking again and again would take the time that is measured
        began = await page.evaluate("() => window.__wheel")
        start, end = (await page.evaluate(MEASURES, "vizvae-lattice"))[0]
        times.append(end - start)
        from_wheel.append(end - began)
    random_z = [random.Random(i).gauss(0, 1) for i in range(2 * BATCH)]
    batched = statistics.median(await root.evaluate(BATCHED_DECODE, random_z))
    lattice = statistics.median(times)
    return {
        "20 × 20 images, from the window's change, ms": lattice,
        "from the turn of the wheel, ms": statistics.median(from_wheel),
        "400 images in one batch, ms": batched,
        "lattice over batch": lattice / batched,
    }


async def third_latent(page: Page) -> dict[str, Any]:
    await page.get_by_test_id("tab-latents").click()
    slider = page.get_by_test_id("latents-panel").locator("input[type=range]").first
    await slider.scroll_into_view_if_needed()
    box = await slider.bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + 8, box["y"] + box["height"] / 2)
    await page.mouse.down()
    await page.evaluate("() => performance.clearMeasures()")
    seconds = await sweep(page, lambda part: (box["x"] + 8 + (box["width"] - 16) * part, box["y"] + box["height"] / 2))
    pictures = len(await page.evaluate(MEASURES, "vizvae-lattice-coarse")) or len(await page.evaluate(MEASURES, "vizvae-lattice"))
    await page.mouse.up()
    await drawn(page)
    return {"lattices a second while dragging": pictures / seconds}


async def sweep(page: Page, place: Any) -> float:
    """Moves as a mouse gives them, over the time of a drag; the seconds it took."""
    devtools = await page.context.new_cdp_session(page)
    moves = []
    started = time.perf_counter()
    while (elapsed := time.perf_counter() - started) < SECONDS:
        x, y = place(elapsed / SECONDS)
        moves.append(
            asyncio.create_task(
                devtools.send("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": x, "y": y, "button": "left", "buttons": 1})
            )
        )
        await asyncio.sleep(SECONDS_BETWEEN_MOVES)
    await asyncio.gather(*moves)
    return time.perf_counter() - started


async def pan(page: Page) -> dict[str, Any]:
    left, top, side = await square(page)
    centre = left + side / 2, top + side / 2
    await page.mouse.move(*centre)
    await page.mouse.down()
    await page.evaluate(WATCH_FRAMES)
    painted = page.get_by_test_id("points")
    before = int(await painted.get_attribute("data-painted") or 0)

    def place(part: float) -> tuple[float, float]:
        return centre[0] + 150 * math.sin(2 * math.pi * part), centre[1] + 150 * (1 - math.cos(2 * math.pi * part)) / 2

    await sweep(page, place)
    times = await page.evaluate(READ_FRAMES)
    await page.mouse.up()
    frames = int(await painted.get_attribute("data-painted") or 0) - before
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    return {
        "pictures of the points a second": frames / ((times[-1] - times[0]) / 1000),
        "median frame, ms": statistics.median(gaps),
    }


async def measure() -> dict[str, Any]:
    rows: dict[str, Any] = {}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        with serving() as url:
            async with opened(browser, url, "?model=mnist-2d") as (page, root, sent):
                rows["hover, mnist-2d"] = await hover(page, root, sent)
                await page.get_by_test_id("layer-points").click()
                rows["zoom, mnist-2d"] = await zoom(page, root)
            async with opened(browser, url, "?model=mnist-2d") as (page, _, _):
                await page.get_by_test_id("layer-lattice").click()
                for draws, count in (("2", "10,000"), ("14", "70,000")):
                    await page.get_by_test_id("draws").select_option(draws)
                    await page.wait_for_timeout(1500)
                    rows[f"pan over {count} points"] = await pan(page)
            async with opened(browser, url, "?model=mnist-conv") as (page, _, _):
                rows["third latent, mnist-conv, 15 × 15"] = await third_latent(page)
        await browser.close()
    return rows


def main() -> None:
    results.write("manifold", asyncio.run(measure()))


if __name__ == "__main__":
    main()
