"""A slider is dragged in JupyterLab for 3 s, while the kernel has nothing to do and while a cell trains: how many images follow, and how
long after the release Python has the latents."""

from __future__ import annotations

import asyncio
import json
import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.async_api import Page, async_playwright

from benchmarks import results
from benchmarks.drag import drag, listen
from benchmarks.notebook_servers import serving_jupyter, write_notebook
from benchmarks.served import CHROMIUM_ARGUMENTS, chromium_path

MODEL = "mnist-conv"
RELEASES = 7
SECONDS_BUSY = 30
OPEN = f"""\
import time, torch, vizvae
torch.set_num_threads(1)
view = vizvae.explore("{MODEL}")
heard = []
view.observe(lambda change: heard.append([1000 * time.time(), change.new.tolist()]), "z")
view"""
TRAIN = f"""\
net = torch.nn.Sequential(torch.nn.Linear(784, 512), torch.nn.ReLU(), torch.nn.Linear(512, 784))
optimiser = torch.optim.Adam(net.parameters())
until, steps = time.monotonic() + {SECONDS_BUSY}, 0
while time.monotonic() < until and not stop:
    x = torch.rand(128, 784)
    loss = torch.nn.functional.mse_loss(net(x), x)
    optimiser.zero_grad(); loss.backward(); optimiser.step()
    steps += 1
print(steps)"""
STATES = {"idle": "", "training": "", "training, which gives way": "import os; os.nice(10)"}
"""Of the kernel, with what is run first; the last as docs/notebook.md says"""
RUN = """async ([place, source]) => {
  const notebook = jupyterapp.shell.currentWidget.content;
  notebook.activeCellIndex = place;
  notebook.deselectAll();
  notebook.widgets[place].model.sharedModel.setSource(source);
  window.running = jupyterapp.commands.execute('notebook:run-cell');
}"""
PRINTED = """async place => {
  await window.running;
  const { outputs } = jupyterapp.shell.currentWidget.content.widgets[place].model;
  return Array.from({ length: outputs.length }, (_, i) => [outputs.get(i).toJSON().text ?? ''].flat().join('')).join('');
}"""
RELEASED = "addEventListener('pointerup', () => (window.released = Date.now()), { capture: true })"


async def run(page: Page, place: int, source: str) -> str:
    await page.evaluate(RUN, [place, source])
    return await page.evaluate(PRINTED, place)


async def release(page: Page, to: float) -> float:
    """When the slider was let go at this part of its length, Unix time in ms."""
    slider = page.locator("input[type=range]").first
    box = await slider.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    await page.mouse.move(box["x"] + box["width"] * 0.5, y)
    await page.mouse.down()
    await page.mouse.move(box["x"] + box["width"] * to, y, steps=15)
    await page.mouse.up()
    await page.wait_for_timeout(1000)
    return await page.evaluate("window.released")


async def releases(page: Page) -> list[float]:
    return [await release(page, 0.2 + 0.6 * place / RELEASES) for place in range(RELEASES)]


def delays(released: list[float], heard: list[tuple[float, list[float]]]) -> list[float]:
    """From each release to the moment at which Python had the last z of that drag, ms; not less than 0, for what was dragged last may be
    there before."""
    ends = [*released[1:], float("inf")]
    found = []
    for at, end in zip(released, ends, strict=True):
        last = max(time for time, _ in heard if time < at + 1000 and time < end)
        found.append(max(0.0, last - at))
    return found


async def measure() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        write_notebook(Path(folder) / "drag.ipynb", "pass", "pass", "pass")
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
            with serving_jupyter(Path(folder)) as url:
                page = await browser.new_page(viewport={"width": 1280, "height": 900})
                rows = await measured(page, url)
            await browser.close()
    return rows


async def measured(page: Page, url: str) -> dict[str, Any]:
    sent = listen(page)
    await page.goto(f"{url}/lab/tree/drag.ipynb?reset")
    await page.wait_for_function(
        "window.jupyterapp && jupyterapp.shell.currentWidget?.content?.widgets?.length > 0", timeout=90_000
    )
    await page.evaluate("async () => { await jupyterapp.shell.currentWidget.context.sessionContext.ready }")
    await page.evaluate(RELEASED)
    await run(page, 0, OPEN)
    await page.locator("[data-settled=true]").wait_for(timeout=120_000)
    await page.wait_for_timeout(2000)
    slider = page.locator("input[type=range]").first
    await slider.scroll_into_view_if_needed()
    rows: dict[str, Any] = {}
    for state, before in STATES.items():
        await run(page, 1, f"heard.clear(); stop = []; {before}")
        if state != "idle":
            await page.evaluate(RUN, [2, TRAIN])
            await page.wait_for_timeout(1000)
        await slider.scroll_into_view_if_needed()
        await page.wait_for_timeout(1000)
        row = await drag(page, slider, sent)
        released = await releases(page)
        if state != "idle":
            steps = await page.evaluate(PRINTED, 2)
            row["training steps meanwhile"] = int(steps)
        heard = json.loads(await run(page, 1, "import json; print(json.dumps(heard))"))
        times = delays(released, heard)
        row["z in Python after release, median, ms"] = statistics.median(times)
        row["z in Python after release, longest, ms"] = max(times)
        row["changes of z heard in Python"] = len(heard)
        rows[f"kernel {state}"] = row
    return rows


def main() -> None:
    results.write("notebook_drag", asyncio.run(measure()))


if __name__ == "__main__":
    main()
