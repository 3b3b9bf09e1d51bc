"""A sweep in a browser: from the form to its table, and from there into the sliders."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from uuid import uuid4

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, Page, expect

from tests.browser.look import COLOURS as LOOK
from tests.browser.look import contrast, over, painted
from tests.browser.page import Server, close_page, new_page
from tests.helpers.small import small_config
from vizvae.runs.folder import RunSpec, Status, write_run, write_status
from vizvae.runs.lock import LOCK

PATIENCE_MS = 240_000
"""Two of the smallest models are trained and measured, on a machine that does something else besides."""


def fill(page: Page, name: str, text: str) -> None:
    field = page.get_by_label(name, exact=True)
    field.fill(text)
    field.press("Enter")


@pytest.fixture
def busy(server: Server) -> Iterator[FileLock]:
    """A run that stands still, so that what is asked for waits, for as long as its lock is held."""
    folder = server.runs / "busy"
    folder.mkdir()
    write_run(folder, RunSpec(config=small_config(), command="a test"))
    write_status(folder, Status(phase="paused"))
    with FileLock(folder / LOCK) as lock:
        yield lock
    shutil.rmtree(folder)


def test_from_the_form_to_the_table_and_into_the_sliders(browser: Browser, url: str, busy: FileLock) -> None:
    name = f"tried-{uuid4().hex[:6]}"  # another one where it is tried once more
    page = new_page(browser, height=1200)
    page.set_default_timeout(PATIENCE_MS)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{url}/train")
    page.locator("[data-testid=training][data-settled=true]").wait_for()
    fill(page, "Passes over the data", "1")
    page.get_by_text("The network, and what a pixel is").click()
    fill(page, "Hidden units", "8")
    page.get_by_text("Try several values").click()
    fill(page, "β, the weight: values", "1, 30, no")
    expect(page.get_by_text("expected numbers from 0 to 1,000,000")).to_contain_text("got 'no'")
    expect(page.get_by_role("button", name="Start the sweep")).to_be_disabled()
    fill(page, "β, the weight: values", "1, 30")
    fill(page, "Latents: values", "2")
    fill(page, "Name of the sweep", name)
    expect(page.get_by_text("2 × 1 = 2 combinations, 1 seed each")).to_be_visible()
    page.get_by_role("button", name="Start the sweep").click()
    expect(page).to_have_url(re.compile(f"sweep={name}"), timeout=PATIENCE_MS)

    # It is stopped, found again as it was, and goes on.
    expect(page.get_by_text("0 of 2 trained, 2 wait")).to_be_visible()
    page.locator(".st-key-sweep_stop").get_by_role("button").click()
    expect(page.locator(".st-key-sweep_go_on").get_by_role("button")).to_be_enabled(timeout=PATIENCE_MS)
    page.reload()
    expect(page.get_by_text("0 of 2 trained, 2 stopped")).to_be_visible()
    busy.release(force=True)
    page.locator(".st-key-sweep_go_on").get_by_role("button").click(timeout=PATIENCE_MS)

    # It ends as a family.
    table = page.get_by_role("table", name=f"Sweep {name}")
    expect(table.get_by_role("row")).to_have_count(3, timeout=PATIENCE_MS)
    expect(page.get_by_text("There is no knee: of 2 combinations")).to_be_visible()
    expect(page.get_by_text("No metrics: no factors are known of the images of mnist.")).to_be_visible()
    link = table.get_by_role("link", name="seed 0").first
    expect(link).to_have_attribute("href", f"/?model={name}-beta1-latent_dim2-s0")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = link.evaluate_all(LOOK)[0]
        paper = painted(found["papers"])
        assert contrast(over(found["ink"], paper), paper) >= 4.5, scheme
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator(".js-plotly-plot")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1280, "height": 1200})

    # A point of the figure opens its run.
    points = page.locator(".js-plotly-plot .points path")
    expect(points).to_have_count(2)
    points.first.click(force=True)
    page.locator("[data-testid=latent-sliders][data-settled=true]").wait_for()
    expect(page).to_have_url(re.compile(f"model={name}-beta1-latent_dim2-s0"))
    close_page(page)
    assert complaints == []
