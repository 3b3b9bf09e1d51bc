"""The training page in a real Chromium: from Start to the first point, how soon a change acts, and what a run leaves of the other pages."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from playwright.async_api import Page, async_playwright

from benchmarks import results
from benchmarks.drag import drag, listen
from benchmarks.served import CHROMIUM_ARGUMENTS, chromium_path, serving
from vizvae.runs.events import read_events
from vizvae.runs.folder import RunSpec, Status, write_run, write_status
from vizvae.runs.metrics import MetricsWriter
from vizvae.training.config import TrainConfig

PATIENCE_MS = 120_000
CURVES = ".st-key-live_curves .js-plotly-plot:has(.js-line)"
NUM_EPOCHS, STEPS_AN_EPOCH = 1_000, 28


async def seconds_until(happened: Callable[[], Awaitable[Any]]) -> float:
    started = time.perf_counter()
    while not await happened():
        if time.perf_counter() - started > PATIENCE_MS / 1000:
            raise RuntimeError("it did not happen")
        await asyncio.sleep(0.02)
    return time.perf_counter() - started


async def start(page: Page, name: str, passes: int) -> float:
    """Fill in the form and press Start; seconds until the curve has a point."""
    field = page.get_by_role("spinbutton", name="Passes over the data")
    await field.fill(str(passes))
    await field.press("Enter")
    field = page.get_by_role("textbox", name="Name")
    await field.fill(name)
    await field.press("Enter")
    await page.wait_for_timeout(3000)  # the form has said what it will cost
    await page.get_by_role("button", name="Start").click()
    return await seconds_until(page.locator(CURVES).count)


async def change(page: Page, folder: Path) -> dict[str, float]:
    """Press a button that changes β; seconds until the run acts on it, and until its mark is on the curve."""
    before = len(read_events(folder))
    pressed = time.time()
    await page.get_by_test_id("collapse").click()
    seen = await seconds_until(page.locator(CURVES, has_text="β").count)
    acted = read_events(folder)[before].time - pressed
    return {"until the run acts on it, s": acted, "until its mark is on the curve, s": seen}


def write_long_run(folder: Path) -> None:
    """The curve of a long run, as the run would have written it."""
    folder.mkdir()
    write_run(folder, RunSpec(config=TrainConfig(epochs=NUM_EPOCHS), command="written by a benchmark"))
    writer = MetricsWriter(folder, step=0, epoch=0)
    terms = {"loss": 150.0, "recon_nll": 140.0, "kl": 10.0, "elbo": -150.0, "learning_rate": 1e-3, "beta": 1.0, "capacity": 0.0}
    for epoch in range(1, NUM_EPOCHS + 1):
        place = {"step": epoch * STEPS_AN_EPOCH, "epoch": epoch, "seconds": float(epoch), **terms, "free_bits": 0.0}
        for part in range(10):  # ten lines a second
            at = {"step": place["step"] - STEPS_AN_EPOCH + 1 + part, "epoch": epoch - 1 + part / 10}
            writer.append({"kind": "step", **place, **at, "num_steps": 3, "kl_per_dim": [0.5] * 20, "images_per_second": 3500.0})
        validation = {"validation_recon_nll": 141.0, "validation_kl": 10.0, "validation_elbo": -151.0}
        writer.append({"kind": "epoch", **place, "epoch_seconds": 1.0, **validation, "validation_kl_per_dim": [0.5] * 20})
    writer.close()
    write_status(folder, Status(phase="stopped", step=NUM_EPOCHS * STEPS_AN_EPOCH, epoch=NUM_EPOCHS, epochs=NUM_EPOCHS))


async def measure(url: str, runs: Path) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(PATIENCE_MS)
        sent = listen(page)
        await page.goto(f"{url}/train")
        await page.locator("[data-testid=training][data-settled=true]").wait_for(state="attached")
        rows["from Start to the first point on the curve, s"] = await start(page, "watched", 10_000)
        rows["a change of β"] = await change(page, runs / "watched")

        # With the run going on.
        await page.goto(url)
        await page.locator("[data-testid=latent-sliders][data-settled=true]").wait_for(state="attached")
        await page.wait_for_timeout(2000)
        slider = page.locator("input[type=range]").first
        await slider.scroll_into_view_if_needed()
        rows["sliders while a run trains"] = await drag(page, slider, sent)
        for name, testid in (("Manifold", "manifold"), ("Train", "training"), ("Latent sliders", "latent-sliders")):
            await page.get_by_role("link", name=name).first.click()
            rows[f"page switch while a run trains: {name}, s"] = await seconds_until(page.get_by_test_id(testid).count)
            await page.wait_for_timeout(3000)

        write_long_run(runs / "long")
        await page.goto(f"{url}/train?run=watched")
        await page.get_by_test_id("run-long").wait_for()
        await page.get_by_test_id("run-long").get_by_text("long", exact=True).click()
        curves = page.locator(CURVES, has_text="Training of long")
        rows[f"a run of {NUM_EPOCHS:,} passes is opened, s"] = await seconds_until(curves.count)
        await page.get_by_test_id("run-watched").get_by_text("watched", exact=True).click()
        await page.get_by_test_id("discard").click()
        await page.get_by_test_id("discard-really").click()
        await page.get_by_test_id("run-watched").wait_for(state="detached")
        await browser.close()
    return rows


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        runs = Path(folder) / "runs"
        with serving(environment={"VIZVAE_RUNS": str(runs)}) as url:
            rows = asyncio.run(measure(url, runs))
    results.write("watching", rows)


if __name__ == "__main__":
    main()
