"""A real Chromium drags a slider for 3 s: how many images follow, how even the frames are, and what is sent to the server meanwhile.

Beside it, the same drag on st.slider and st.image.
"""

from __future__ import annotations

import asyncio
import itertools
import math
import statistics
import time
from typing import Any

from playwright.async_api import Locator, Page, async_playwright

from benchmarks import results
from benchmarks.served import CHROMIUM_ARGUMENTS, chromium_path, serving

SLIDERS = {"latent sliders": "", "latent sliders, faces of 128 pixels": "?model=faces-128"}
SECONDS = 3.0
SECONDS_BETWEEN_MOVES = 0.008
WATCH = """([ids, counter]) => {
  const watch = window.__watch = { frames: [], images: [], stop: false };
  const deep = (root, id) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.dataset && element.dataset.testid === id) return element;
      if (element.shadowRoot) { const found = deep(element.shadowRoot, id); if (found) return found; }
    }
  };
  const canvases = ids.map(id => deep(document, id)).filter(Boolean);
  const image = () => (document.querySelector('[data-testid="stImage"] img') || {}).src;
  const picture = () => canvases.length ? canvases.map(canvas => canvas.dataset[counter]).join() : image();
  const tick = now => { watch.frames.push(now); watch.images.push(picture()); if (!watch.stop) requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
}"""
READ = "() => { window.__watch.stop = true; return { frames: window.__watch.frames, images: window.__watch.images }; }"


async def drag(
    page: Page,
    rail: Locator,
    sent: list[str],
    canvases: tuple[str, ...] = ("main-image",),
    counter: str = "frame",
    sweeps: int = 1,
) -> dict[str, Any]:
    """Press at the left end of the slider `rail`, go to and fro between its ends, `sweeps` times within `SECONDS`, then release.

    An image is what the `canvases` with these test ids show; each counts its own in the attribute data-`counter`.
    Moves are given to the browser every 8 ms, as a mouse gives them, without waiting for it to be done with the last one.
    """
    box = await rail.bounding_box()
    assert box is not None
    left, right, middle = box["x"] + 8, box["x"] + box["width"] - 8, box["y"] + box["height"] / 2
    await page.mouse.move(left, middle)
    await page.mouse.down()
    await page.wait_for_timeout(500)
    sent.clear()
    devtools = await page.context.new_cdp_session(page)
    await page.evaluate(WATCH, [list(canvases), counter])
    moves: list[asyncio.Task[Any]] = []
    started = time.perf_counter()
    while (elapsed := time.perf_counter() - started) < SECONDS:
        way = sweeps * elapsed / SECONDS % 2
        x = left + (right - left) * (way if way <= 1 else 2 - way)
        move = {"type": "mouseMoved", "x": x, "y": middle, "button": "left", "buttons": 1}
        moves.append(asyncio.create_task(devtools.send("Input.dispatchMouseEvent", move)))
        await asyncio.sleep(SECONDS_BETWEEN_MOVES)
    watched = await page.evaluate(READ)
    before_release = list(sent)
    await asyncio.gather(*moves)
    await page.mouse.up()
    await page.wait_for_timeout(500)
    frames = watched["frames"]
    gaps = [later - earlier for earlier, later in itertools.pairwise(frames)]
    seconds = (frames[-1] - frames[0]) / 1000
    ordered = sorted(gaps)
    return {
        "distinct images a second": (len(set(watched["images"])) - 1) / seconds,
        "frames a second": len(gaps) / seconds,
        "median frame, ms": statistics.median(gaps),
        "95th percentile frame, ms": ordered[math.ceil(0.95 * len(ordered)) - 1],
        "frames within 18 ms": sum(gap <= 18 for gap in gaps) / len(gaps),
        "moves a second": len(moves) / SECONDS,
        "messages and requests before release": len(before_release),
        "after release": len(sent) - len(before_release),
    }


def listen(page: Page) -> list[str]:
    """A list that grows by each WebSocket message and each request that the page sends."""
    sent: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda _: sent.append("message")))
    page.on("request", lambda request: sent.append(request.url))
    return sent


async def measure() -> dict[str, Any]:
    rows: dict[str, Any] = {}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        with serving() as url:
            for name, address in SLIDERS.items():
                page = await browser.new_page(viewport={"width": 1280, "height": 800})
                sent = listen(page)
                await page.goto(f"{url}/{address}")
                # Thumbnails and encodings are fetched once, after the first live decode: they are no part of a drag.
                await page.locator("[data-settled=true]").wait_for(timeout=120_000, state="attached")
                await page.wait_for_timeout(2000)
                slider = page.locator("input[type=range]").first
                await slider.scroll_into_view_if_needed()
                rows[name] = await drag(page, slider, sent)
                await page.close()
        with serving("benchmarks/rerun_app.py") as url:
            page = await browser.new_page(viewport={"width": 1280, "height": 800})
            sent = listen(page)
            await page.goto(url)
            await page.locator("[data-testid=stImage] img").wait_for(timeout=60_000)
            await page.wait_for_timeout(2000)
            rows["st.slider + st.image"] = await drag(page, page.locator("[data-testid=stSlider] [role=group] > div"), sent)
        await browser.close()
    return rows


def main() -> None:
    rows = asyncio.run(measure())
    ours, theirs = rows["latent sliders"], rows["st.slider + st.image"]
    per_drag = theirs["distinct images a second"] * SECONDS + 1  # the one that comes after release
    rows["images while dragging, latent sliders for each of st.slider + st.image"] = (
        ours["distinct images a second"] * SECONDS / per_drag
    )
    results.write("drag", rows)


if __name__ == "__main__":
    main()
