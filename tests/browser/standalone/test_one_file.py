"""The file that `python -m vizvae html` writes, opened from the disk without a network."""

from __future__ import annotations

import base64
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
import torch
from playwright.sync_api import Browser, Page, expect

from tests.browser.page import DECODE, Explorer
from tests.browser.shell.test_readable import SILENT, UNFOLD
from tests.browser.standalone.opening import READY, opened, unreadable
from vizvae.catalogue import find_checkpoint, load_model
from vizvae.cli import main
from vizvae.data.binarise import binarise
from vizvae.data.images import load_images
from vizvae.ui.explorer.address import unpack_pixels
from vizvae.ui.explorer.opened import open_model


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two models of the same data, of two latents each, with few images."""
    path = tmp_path_factory.mktemp("one file") / "explorer.html"
    assert main(["html", "mnist-2d", "mnist-ae-2d", "--lighter", "-o", str(path)]) == 0
    return path


@pytest.fixture(scope="module")
def page(browser: Browser, file: Path) -> Iterator[Page]:
    """Tests share it, in this order."""
    with opened(browser, file, viewport={"width": 1280, "height": 800}) as page:
        yield page


def hash_of(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).fragment).items()}


def mean_of(name: str, index: int) -> torch.Tensor:
    """(latent,) of the posterior of a digit, made black and white as the page does."""
    x = binarise(load_images("mnist", "sample").images[index : index + 1], "threshold")
    return load_model(name).encode(x).mu[0]


def test_it_decodes_as_torch_does(page: Page) -> None:
    z = torch.randn(20, 2, generator=torch.Generator().manual_seed(0))
    texts = page.get_by_test_id("latent-sliders").evaluate(DECODE, z.tolist())
    here = np.stack([np.frombuffer(base64.b64decode(text), "<f4") for text in texts])
    there = load_model("mnist-2d").decode_mean(z).flatten(1).numpy()
    np.testing.assert_allclose(here, there, rtol=0, atol=1e-4)


def test_its_data_images_are_those_of_the_set_and_are_encoded_and_scored(page: Page) -> None:
    """All of that is done in the second thread."""
    page.get_by_test_id("thumb-4").click()
    page.get_by_label("Original: image 4").wait_for(state="attached")
    shown = Explorer.pixels_of(page.get_by_label("Original: image 4"))
    np.testing.assert_array_equal(shown, load_images("mnist", "sample").images[4, 0].numpy())
    expect(page.get_by_test_id("elbo")).to_contain_text("±")
    page.wait_for_url(lambda url: "input=data-4" in url)
    assert [float(value) for value in hash_of(page)["z"].split("_")] == pytest.approx(mean_of("mnist-2d", 4).tolist(), abs=2e-3)


def test_a_dragged_slider_draws_images_all_the_way(page: Page) -> None:
    slider = page.get_by_test_id("slider-0")
    box = slider.bounding_box()
    assert box is not None
    before = hash_of(page)["z"]
    seen = set()
    page.mouse.move(box["x"] + 8, box["y"] + box["height"] / 2)
    page.mouse.down()
    for step in range(1, 11):
        frame = page.get_by_test_id("main-image").get_attribute("data-frame")
        page.mouse.move(box["x"] + 8 + step * (box["width"] - 16) / 10, box["y"] + box["height"] / 2)
        page.locator(f"[data-testid=main-image]:not([data-frame='{frame}'])").wait_for()
        seen.add(Explorer.pixels_of(page.get_by_test_id("main-image")).tobytes())
    page.mouse.up()
    assert len(seen) >= 9  # the last move may come in two
    page.wait_for_url(lambda url: before not in url)
    z = torch.tensor([[float(value) for value in hash_of(page)["z"].split("_")]])
    expected = 255 * load_model("mnist-2d").decode_mean(z)[0, 0].numpy()
    shown = Explorer.pixels_of(page.get_by_test_id("main-image"))
    np.testing.assert_allclose(shown.astype(float), expected, rtol=0, atol=2)


def test_the_map_shows_the_same_point_and_goes_back_to_the_sliders(page: Page) -> None:
    z = hash_of(page)["z"]
    image = Explorer.pixels_of(page.get_by_test_id("main-image"))
    page.get_by_test_id("tab-manifold").click()
    page.locator(f"[data-testid=manifold]{READY}").wait_for()
    np.testing.assert_allclose(Explorer.pixels_of(page.get_by_test_id("main-image")).astype(int), image, atol=1)
    page.get_by_test_id("layer-prior").click()
    page.wait_for_url(lambda url: "prior" in url)
    assert hash_of(page)["z"] == z
    page.get_by_text("Open this point in the latent sliders").click()
    page.locator(f"[data-testid=latent-sliders]{READY}").wait_for()
    assert page.get_by_test_id("tab-sliders").get_attribute("aria-current") == "page"


def test_a_name_is_kept_in_the_link_and_an_undone_step_comes_back(page: Page) -> None:
    page.get_by_test_id("undo").click()
    page.wait_for_url(lambda url: "input=data-4" in url)
    page.get_by_label("Name of latent 0", exact=True).fill("slant")
    expect(page.locator(".name-note:visible")).to_have_text("The name stays in your link.")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "slant" in url)


def test_another_model_is_chosen_and_sees_the_same_image(page: Page) -> None:
    page.get_by_test_id("model").select_option("mnist-ae-2d")
    page.locator(f"[data-model=mnist-ae-2d]{READY}").wait_for()
    assert hash_of(page)["input"] == "data-4"
    expected = 255 * load_model("mnist-ae-2d").decode_mean(mean_of("mnist-ae-2d", 4)[None])[0, 0].numpy()
    shown = Explorer.pixels_of(page.get_by_test_id("main-image"))
    np.testing.assert_allclose(shown.astype(float), expected, rtol=0, atol=2)


def test_a_drawing_is_encoded_and_the_image_goes_to_its_mean(page: Page) -> None:
    page.get_by_test_id("start-draw").click()
    assert page.get_by_text("Your own picture").count() == 0  # which is of the dashboard
    canvas = page.get_by_test_id("draw-canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.2 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.45 * box["width"], box["y"] + 0.8 * box["height"], steps=5)
    page.mouse.up()
    page.wait_for_url(lambda url: "input=drawing-" in url)
    opened = open_model("mnist-ae-2d")
    grey = unpack_pixels(hash_of(page)["input"].removeprefix("drawing-"), 28 * 28)
    x = binarise(torch.tensor(list(grey), dtype=torch.uint8).reshape(1, 1, 28, 28), "threshold")
    z = [float(value) for value in hash_of(page)["z"].split("_")]
    assert z == pytest.approx(opened.model.encode(x).mu[0].tolist(), abs=2e-3)
    shown = Explorer.pixels_of(page.get_by_test_id("main-image"))
    expected = 255 * opened.model.decode_mean(torch.tensor([z]))[0, 0].detach().numpy()
    np.testing.assert_allclose(shown.astype(float), expected, rtol=0, atol=2)


def test_it_says_what_it_is_and_what_it_lacks(page: Page) -> None:
    about = page.get_by_test_id("about")
    about.locator("summary").click()
    for text in (find_checkpoint("mnist-2d").digest[:16], "The first 100 of the 5,000", "CC BY-SA 3.0", "VizVAE 0.1.0", "MIT"):
        expect(about).to_contain_text(text)
    expect(about).to_contain_text("Names of latents that all visitors share")
    assert page.get_by_text("Start with Learn").count() == 0


def test_it_can_be_read(page: Page) -> None:
    """The last of those that share the page, and in both themes."""
    page.evaluate(UNFOLD)
    assert page.evaluate(SILENT) == []
    assert unreadable(page) == []


def test_a_link_opens_where_it_was_made(browser: Browser, file: Path) -> None:
    """On a phone, in the dark; what it cannot use it says."""
    link = "#page=manifold&model=mnist-2d&z=1.5_-0.5&input=data-4000&map=%7B%22size%22%3A10%7D"
    context = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "has_touch": True}
    with opened(browser, file, link, **context) as page:
        assert page.get_by_test_id("manifold").get_attribute("data-ready") == "true"
        expected = 255 * load_model("mnist-2d").decode_mean(torch.tensor([[1.5, -0.5]]))[0, 0].numpy()
        shown = Explorer.pixels_of(page.get_by_test_id("main-image"))
        np.testing.assert_allclose(shown.astype(float), expected, rtol=0, atol=2)
        assert page.get_by_test_id("lattice-size").input_value() == "10"
        expect(page.get_by_test_id("problems")).to_contain_text(
            "expected one of the 100 images that are here, from 0 to 99, got 4000"
        )
        page.evaluate("location.hash = '#page=sliders&model=mnist-2d&z=0_0'")
        page.locator(f"[data-testid=latent-sliders]{READY}").wait_for()
        expect(page.get_by_test_id("problems")).to_have_count(0)
        assert hash_of(page)["z"] == "0_0"


def test_the_archive_holds_the_file(file: Path) -> None:
    with zipfile.ZipFile(file.with_suffix(".zip")) as archive:
        assert archive.namelist() == ["explorer.html"]
        assert archive.read("explorer.html") == file.read_bytes()
