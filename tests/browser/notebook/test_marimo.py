"""A model in marimo: dragged, cells that follow it, set from Python, while the kernel is busy, run again, and in its colours."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import numpy as np
import pytest
import torch
from playwright.sync_api import Browser, Locator, Page, expect

from benchmarks.notebook_servers import serving_marimo, write_marimo
from tests.browser.notebook.lab import PATIENCE_MS, SLIDERS, decoded, drag, shown
from vizvae.catalogue import find_checkpoint

pytestmark = pytest.mark.long
MODEL = "mnist-2d"
CELLS = [
    f"import marimo as mo\nimport time\nimport vizvae\nview = mo.ui.anywidget(vizvae.explore('{MODEL}'))\nview",
    "mo.md(f'z is {view.z.tolist()}.')",
    "mo.ui.button(label='go', on_click=lambda _: setattr(view, 'z', [1.25, -0.5]))",
    "mo.ui.button(label='work', on_click=lambda _: time.sleep(4))",
]


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Tests share it, in this order."""
    folder = tmp_path_factory.mktemp("marimo")
    elsewhere: list[str] = []
    errors: list[str] = []
    with (
        serving_marimo(write_marimo(folder / "drag.py", *CELLS), log=folder / "marimo.log") as url,
        browser.new_context(viewport={"width": 1280, "height": 1000}) as context,
    ):
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("request", lambda request: elsewhere.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(url)
        page.get_by_text("vizvae.explore").first.wait_for()
        page.keyboard.press("Control+Shift+r")
        page.locator(SLIDERS).and_(page.locator("[data-settled=true]")).wait_for()
        yield page
    ours = [url for url in elsewhere if urlsplit(url).scheme in ("http", "https", "ws") and urlsplit(url).hostname != "127.0.0.1"]
    assert ours == []
    assert [error for error in errors if "vizvae" in error.lower()] == []


@pytest.fixture
def root(page: Page) -> Locator:
    return page.locator(SLIDERS)


def image_of(z: list[float]) -> np.ndarray:
    return (255 * find_checkpoint(MODEL).load_model().decode_mean(torch.tensor([z]))[0, 0]).detach().numpy()


def said(page: Page) -> list[float]:
    """By the cell that depends on the view."""
    text = page.locator(".markdown", has_text="z is").inner_text()
    return json.loads(text.partition("z is ")[2].removesuffix("."))


def test_it_decodes_as_torch_does(root: Locator) -> None:
    z = torch.randn(5, 2, generator=torch.Generator().manual_seed(0))
    there = find_checkpoint(MODEL).load_model().decode_mean(z).flatten(1).numpy()
    np.testing.assert_allclose(decoded(root, z.tolist()), there, rtol=0, atol=1e-4)


def test_cells_that_depend_on_it_follow_a_drag(page: Page, root: Locator) -> None:
    before = said(page)
    drag(page, root.locator("input[type=range]").first, 0.75)
    expect(page.locator(".markdown", has_text="z is")).not_to_have_text(f"z is {before}.")
    np.testing.assert_allclose(shown(root), image_of(said(page)), atol=1)


def test_python_moves_the_sliders(page: Page, root: Locator) -> None:
    page.get_by_role("button", name="go", exact=True).click()
    expect(root.get_by_text("Set in Python")).to_be_visible()
    np.testing.assert_allclose(shown(root), image_of([1.25, -0.5]), atol=1)


def test_it_is_dragged_while_the_kernel_is_busy(page: Page, root: Locator) -> None:
    before, frame = said(page), root.get_by_test_id("main-image").get_attribute("data-frame")
    page.get_by_role("button", name="work", exact=True).click()
    drag(page, root.locator("input[type=range]").first, 0.4, steps=40)
    frames = int(root.get_by_test_id("main-image").get_attribute("data-frame") or 0) - int(frame or 0)
    assert frames > 10
    expect(page.locator(".markdown", has_text="z is")).not_to_have_text(f"z is {before}.")
    np.testing.assert_allclose(shown(root), image_of(said(page)), atol=1)


def test_what_only_the_kernel_can_do_waits_and_says_so(page: Page, root: Locator) -> None:
    waits = page.locator(".vizvae-notebook").get_by_role("status")
    page.get_by_role("button", name="work", exact=True).click()
    name = root.get_by_label("Name of latent 0")
    name.fill("width")
    name.press("Enter")
    expect(waits.filter(has_text="The kernel is busy with another cell")).to_be_visible()
    drag(page, root.locator("input[type=range]").first, 0.7)
    expect(waits.filter(has_text="busy")).to_have_count(0)
    expect(name).to_have_value("width")
    name.fill("")
    name.press("Enter")


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_it_has_the_colours_of_the_notebook(page: Page, root: Locator, theme: str) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.wait_for_timeout(2500)
    red, green, blue = map(
        int, re.findall(r"\d+", root.evaluate("root => getComputedStyle(root).getPropertyValue('--background')"))[:3]
    )
    assert (max(red, green, blue) < 80) == (theme == "dark")


def test_a_cell_that_is_run_again_leaves_one_view(page: Page, root: Locator) -> None:
    for _ in range(2):
        page.keyboard.press("Control+Shift+r")
        page.wait_for_timeout(2500)
    root.and_(page.locator("[data-settled=true]")).wait_for()
    assert page.locator("[data-testid=latent-sliders]").count() == 1
    assert page.evaluate("Object.values(window.vizvaeFree ?? {}).flat().length") <= 1
