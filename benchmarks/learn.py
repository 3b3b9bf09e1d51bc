"""How fast the steps of the Learn page open and their sliders answer, and the slider of the Compare page that moves every model.

A step is open when it stands there and everything it has fetched has come. A slider has answered when nothing on the page has changed for
some frames: the time is that of the last change after the input.
"""

from __future__ import annotations

import statistics
import time

from playwright.sync_api import Locator, Page

from benchmarks import results
from benchmarks.served import chromium, serving
from vizvae.ui.learn.address import STEPS

REPEATS = 9
"""Moves of a slider"""
ANSWER = """async (slider, [share, within]) => {
  const root = slider.closest(within);
  const seen = () => {
    let sum = root.innerHTML.length;
    const add = text => { for (const c of text.slice(0, 400)) sum = (31 * sum + c.charCodeAt(0)) | 0; };
    for (const text of root.querySelectorAll('output, text')) add(text.textContent);
    for (const shape of root.querySelectorAll('path, circle, rect')) add(shape.getAttribute('d') ?? shape.outerHTML);
    for (const canvas of root.querySelectorAll('canvas')) {
      if (canvas.width > 64) continue;
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      for (let i = 0; i < data.length; i += 4) sum = (31 * sum + data[i]) | 0;
    }
    return sum;
  };
  const [low, high] = [Number(slider.min), Number(slider.max)];
  const began = performance.now();
  slider.value = String(low + share * (high - low));
  slider.dispatchEvent(new Event('input', { bubbles: true }));
  let [before, last] = [null, began];
  for (let quiet = 0; quiet < 8; quiet++) {
    await new Promise(requestAnimationFrame);
    await new Promise(done => setTimeout(done, 0));
    const now = seen();
    if (now !== before) { quiet = 0; last = performance.now(); }
    before = now;
  }
  slider.dispatchEvent(new Event('change', { bubbles: true }));
  return last - began;
}"""


def main() -> None:
    rows: dict[str, dict[str, float]] = {}
    with serving() as url, chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(url + "/learn?step=bound")
        page.get_by_test_id("step").wait_for()
        page.wait_for_timeout(3000)
        for step in STEPS:
            rows[f"step {step}"] = _opening(page, step) | _sliders(page)
        page.goto(url + "/compare")
        page.locator("[data-testid=compare] [data-settled=true]").wait_for()
        page.wait_for_timeout(8000)
        again = time.perf_counter()
        page.goto(url + "/compare")
        page.locator("[data-testid=compare] [data-settled=true]").wait_for()
        opened = time.perf_counter() - again
        page.wait_for_timeout(3000)
        times = _times(page.get_by_test_id("compare-at"), "[data-testid=compare]")
        rows["compare, all columns"] = {"opened again by its address, s": opened, "slider, median ms": statistics.median(times)}
    results.write("learn", rows)


def _opening(page: Page, step: str) -> dict[str, float]:
    """Of a first opening within the page, and of a second one."""
    found = {}
    for label in ("first opening, s", "second opening, s"):
        other = "bound" if step != "bound" else "reparameterisation"
        _open(page, other)
        found[label] = _open(page, step)
    return found


def _open(page: Page, step: str) -> float:
    pending: set[str] = set()
    begin = lambda request: pending.add(request.url) if "/vizvae/" in request.url else None  # noqa: E731
    end = lambda request: pending.discard(request.url)  # noqa: E731
    page.on("request", begin)
    page.on("requestfinished", end)
    began = time.perf_counter()
    page.get_by_test_id(f"step-{step}").click()
    page.locator(f"[data-testid=step][data-step={step}]").wait_for()
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    while pending:
        page.wait_for_timeout(5)
    took = time.perf_counter() - began
    page.remove_listener("request", begin)
    page.remove_listener("requestfinished", end)
    page.wait_for_timeout(700)  # the address comes to rest
    return took


def _sliders(page: Page) -> dict[str, float]:
    """The slowest slider of the open step."""
    sliders = page.locator("[data-testid=step] input[type=range]")
    medians = [statistics.median(_times(sliders.nth(i), "[data-testid=step]")) for i in range(sliders.count())]
    return {"slowest slider, median ms": max(medians)} if medians else {}


def _times(slider: Locator, within: str) -> list[float]:
    return [slider.evaluate(ANSWER, [0.1 + 0.8 * i / (REPEATS - 1), within]) for i in range(REPEATS)]


if __name__ == "__main__":
    main()
