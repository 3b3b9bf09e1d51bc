"""A real Chromium drags a slider for 3 s: how many images follow, how even the frames are, and what is sent to the server meanwhile.

Beside it, the same drag on st.slider and st.image.
"""

from __future__ import annotations

import itertools
import math
import statistics
import time
from typing import Any

from playwright.sync_api import Locator, Page

from benchmarks import results
from benchmarks.served import chromium, serving

SECONDS = 3.0
WATCH = """() => {
  const watch = window.__watch = { frames: [], images: [], stop: false };
  const deep = (root, id) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.dataset && element.dataset.testid === id) return element;
      if (element.shadowRoot) { const found = deep(element.shadowRoot, id); if (found) return found; }
    }
  };
  const canvas = deep(document, 'main-image');
  const picture = () => canvas ? canvas.dataset.frame : (document.querySelector('[data-testid="stImage"] img') || {}).src;
  const tick = now => { watch.frames.push(now); watch.images.push(picture()); if (!watch.stop) requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
}"""
READ = "() => { window.__watch.stop = true; return { frames: window.__watch.frames, images: window.__watch.images }; }"


def drag(page: Page, left: float, right: float, middle: float, sent: list[str]) -> dict[str, Any]:
    """Press at (`left`, `middle`), go to (`right`, `middle`) within `SECONDS`, then release. All in CSS pixels."""
    page.mouse.move(left, middle)
    page.mouse.down()
    page.wait_for_timeout(500)
    sent.clear()
    page.evaluate(WATCH)
    started = time.perf_counter()
    while (elapsed := time.perf_counter() - started) < SECONDS:
        page.mouse.move(left + (right - left) * elapsed / SECONDS, middle)
    watched = page.evaluate(READ)
    before_release = list(sent)
    page.mouse.up()
    page.wait_for_timeout(500)
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
        "messages and requests before release": len(before_release),
        "after release": len(sent) - len(before_release),
    }


def track(rail: Locator, thumb: Locator) -> tuple[float, float, float]:
    """Left end, right end and height of a slider, a little inside its rail."""
    box, knob = rail.bounding_box(), thumb.bounding_box()
    assert box is not None
    assert knob is not None
    return box["x"] + 8, box["x"] + box["width"] - 8, knob["y"] + knob["height"] / 2


def listen(page: Page) -> list[str]:
    """A list that grows by each WebSocket message and each request that the page sends."""
    sent: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda _: sent.append("message")))
    page.on("request", lambda request: sent.append(request.url))
    return sent


def main() -> None:
    rows: dict[str, Any] = {}
    with chromium() as browser:
        with serving() as url:
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            sent = listen(page)
            page.goto(url)
            page.locator("[data-settled=true]").wait_for(timeout=120_000, state="attached")
            page.wait_for_timeout(3000)
            slider = page.locator("input[type=range]").first
            slider.scroll_into_view_if_needed()
            rows["latent sliders"] = drag(page, *track(slider, slider), sent)
            page.close()
        with serving("benchmarks/rerun_app.py") as url:
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            sent = listen(page)
            page.goto(url)
            page.locator("[data-testid=stImage] img").wait_for(timeout=60_000)
            page.wait_for_timeout(2000)
            rows["st.slider + st.image"] = drag(
                page, *track(page.locator("[data-testid=stSlider]"), page.locator("[role=slider]")), sent
            )
    ours, theirs = rows["latent sliders"], rows["st.slider + st.image"]
    per_drag = theirs["distinct images a second"] * SECONDS + 1
    rows["images while dragging, latent sliders for each of st.slider + st.image"] = (
        ours["distinct images a second"] * SECONDS / per_drag
    )
    results.write("drag", rows)


if __name__ == "__main__":
    main()
