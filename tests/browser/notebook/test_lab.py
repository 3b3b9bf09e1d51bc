"""A model in JupyterLab: dragged, read and set from Python, while the kernel is busy, twice, run again, dark, saved and opened again."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from playwright.sync_api import Browser, Locator, expect

from tests.browser.notebook.lab import SLIDERS, Lab, decoded, drag, shown
from tests.browser.shell.test_readable import AXE, SERIOUS, SMALLEST, STILL, TOO_SMALL
from vizvae.catalogue import find_checkpoint

pytestmark = pytest.mark.long
MODEL = "mnist-2d"
OURS = "everything(document.querySelector('.vizvae-notebook').shadowRoot)"
"""What is not JupyterLab's"""
CELLS = [f"import vizvae\nview = vizvae.explore('{MODEL}')\nview", "print(view.z.tolist())", "pass", "pass"]


@pytest.fixture(scope="module")
def lab(browser: Browser, jupyter: str, notebooks: Path) -> Iterator[Lab]:
    """Tests share it, in this order."""
    lab = Lab(browser, jupyter, notebooks, "drag", CELLS)
    yield lab
    assert lab.errors == []
    assert lab.asked_elsewhere == []  # nothing of it needs a network
    lab.close()


@pytest.fixture(scope="module")
def root(lab: Lab) -> Locator:
    lab.run(0)
    root = lab.cell(0).locator(SLIDERS)
    root.and_(lab.page.locator("[data-settled=true]")).wait_for()
    return root


def z_of(lab: Lab) -> list[float]:
    return json.loads(lab.run(1, "print(view.z.tolist())"))


def image_of(z: list[float]) -> np.ndarray:
    """(height, width) bytes, by torch."""
    image = find_checkpoint(MODEL).load_model().decode_mean(torch.tensor([z]))[0, 0]
    return (255 * image).detach().numpy()


def value(root: Locator, latent: int) -> float:
    return float(root.locator("input[type=range]").nth(latent).evaluate("input => input.value"))


def test_it_decodes_as_torch_does(root: Locator) -> None:
    z = torch.randn(20, 2, generator=torch.Generator().manual_seed(0))
    there = find_checkpoint(MODEL).load_model().decode_mean(z).flatten(1).numpy()
    np.testing.assert_allclose(decoded(root, z.tolist()), there, rtol=0, atol=1e-4)


def test_a_drag_is_read_in_the_next_cell(lab: Lab, root: Locator) -> None:
    before = z_of(lab)
    drag(lab.page, root.locator("input[type=range]").first, 0.75)
    after = z_of(lab)
    assert after != before
    np.testing.assert_allclose(shown(root), image_of(after), atol=1)
    decoded = "vizvae.decode(vizvae.load_model('mnist-2d'), view.z[None])[0].numpy()"
    assert lab.run(1, f"print(abs(view.image - {decoded}).max() < 1e-5)") == "True\n"


def test_python_moves_the_sliders(lab: Lab, root: Locator) -> None:
    assert lab.run(1, "view.z = [1.25, -0.5]") == ""
    expect(root.get_by_text("Set in Python")).to_be_visible()
    np.testing.assert_allclose(shown(root), image_of([1.25, -0.5]), atol=1)
    said = lab.run(1, "view.z = [1, 2, 3]")
    assert said.startswith("ValueError: z: expected 2 numbers, one for each latent of mnist-2d")
    root.get_by_role("button", name="Undo").click()
    assert z_of(lab) != [1.25, -0.5]


def test_it_is_dragged_while_the_kernel_is_busy(lab: Lab, root: Locator, tmp_path: Path) -> None:
    before, ends = z_of(lab), tmp_path / "ends"
    lab.start(2, f"import os\nwhile not os.path.exists({str(ends)!r}): sum(range(1000))\nprint('over')")
    frame = root.get_by_test_id("main-image").get_attribute("data-frame")
    drag(lab.page, root.locator("input[type=range]").first, 0.3, steps=40)
    drag(lab.page, root.locator("input[type=range]").first, 0.6, steps=40)
    assert lab.printed(2) == ""  # still busy
    frames = int(root.get_by_test_id("main-image").get_attribute("data-frame") or 0) - int(frame or 0)
    assert frames > 20
    ends.touch()
    lab.wait()
    after = z_of(lab)
    assert after != before
    np.testing.assert_allclose(shown(root), image_of(after), atol=1)


def test_a_name_is_typed_and_no_shortcut_of_the_notebook(lab: Lab, root: Locator) -> None:
    cells = lab.page.locator(".jp-Notebook .jp-Cell").count()
    root.get_by_label("Name of latent 0").click()
    lab.page.keyboard.type("ddaab")
    lab.page.keyboard.press("Enter")
    assert lab.page.locator(".jp-Notebook .jp-Cell").count() == cells
    assert lab.run(1, "print(view.names)") == "{0: 'ddaab'}\n"
    lab.run(1, "view.names = {}")
    expect(root.get_by_label("Name of latent 0")).not_to_have_value("ddaab")


def test_two_views_of_one_widget_go_together_and_another_does_not(lab: Lab, root: Locator) -> None:
    lab.run(2, "view")
    lab.run(3, "other = vizvae.explore('mnist-2d')\nother")
    twin, other = (lab.cell(place).locator(SLIDERS) for place in (2, 3))
    twin.and_(lab.page.locator("[data-settled=true]")).wait_for()
    other.and_(lab.page.locator("[data-settled=true]")).wait_for()
    before = shown(other)
    drag(lab.page, twin.locator("input[type=range]").first, 0.9)
    z = z_of(lab)
    np.testing.assert_allclose(shown(twin), image_of(z), atol=1)
    np.testing.assert_allclose(shown(root), image_of(z), atol=1)
    np.testing.assert_array_equal(shown(other), before)


def test_a_cell_that_is_run_again_leaves_nothing_behind(lab: Lab, root: Locator) -> None:
    widgets = "from ipywidgets.widgets import widget\nprint(len([w for w in widget._instances.values() if hasattr(w, '_esm')]))"
    for _ in range(4):
        lab.run(3)
        lab.cell(3).locator(SLIDERS).wait_for()
    assert lab.run(1, widgets) == "2\n"
    bundles = lab.page.evaluate("Object.values(window.vizvaeFree ?? {}).flat().length")
    assert bundles <= 2  # as many as were ever shown at the same time, less those that are
    assert lab.page.locator("[data-testid=latent-sliders]").count() == 3


@pytest.mark.parametrize("theme", ["Dark", "Light"])
def test_it_has_the_colours_of_the_notebook(lab: Lab, root: Locator, theme: str) -> None:
    lab.theme(f"JupyterLab {theme}")
    background = "element => getComputedStyle(element).getPropertyValue('--background')"
    seen = root.evaluate(background).strip()
    around = lab.page.locator(".jp-Notebook").first.evaluate("element => getComputedStyle(element).backgroundColor")
    assert [int(part) for part in re.findall(r"\d+", seen)][:3] == [int(part) for part in re.findall(r"\d+", around)][:3]
    lab.cell(0).scroll_into_view_if_needed()
    lab.page.evaluate(AXE.read_text(encoding="utf-8"))
    lab.page.evaluate(STILL)
    wrong: list[str] = lab.page.evaluate(SERIOUS.replace("document,", "document.querySelector('.vizvae-notebook'),"))
    assert wrong + lab.page.evaluate(TOO_SMALL.replace("everything(document)", OURS), SMALLEST) == []


def test_a_page_that_is_loaded_again_goes_on_where_python_is(lab: Lab, root: Locator) -> None:
    lab.run(1, "view.z = [0.75, -1.25]")
    lab.save()
    lab.open()
    root.and_(lab.page.locator("[data-settled=true]")).wait_for()
    np.testing.assert_allclose(shown(root), image_of([0.75, -1.25]), atol=1)
    drag(lab.page, root.locator("input[type=range]").first, 0.4)
    z = z_of(lab)
    assert z != [0.75, -1.25]
    np.testing.assert_allclose(shown(root), image_of(z), atol=1)


def test_the_last_image_stays_in_the_saved_notebook(lab: Lab, root: Locator) -> None:
    lab.run(0)  # JupyterLab forgets where pictures are to be replaced when the page is loaded again
    root.wait_for()
    lab.run(1, "view.z = [-1.5, 0.25]")
    expected = image_of([-1.5, 0.25])
    lab.page.wait_for_timeout(1000)
    lab.save()
    outputs = json.loads(lab.path.read_text("utf-8"))["cells"][0]["outputs"]
    [png] = [output["data"]["image/png"] for output in outputs if "image/png" in output.get("data", {})]
    picture = np.asarray(Image.open(io.BytesIO(base64.b64decode(png))))
    np.testing.assert_allclose(picture[4::8, 4::8], expected, atol=1)
    assert lab.cell(0).locator(".vizvae-still").is_hidden()
    lab.page.evaluate("async () => { await jupyterapp.shell.currentWidget.context.sessionContext.shutdown() }")
    lab.open()
    still = lab.cell(0).locator(".vizvae-still")
    expect(still).to_be_visible()
    assert png in (still.locator("img").get_attribute("src") or "")
    assert "Run the cell" in still.inner_text()
