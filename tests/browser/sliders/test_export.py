"""Taking the present point elsewhere."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx.reference import ReferenceEvaluator
from PIL import Image
from playwright.sync_api import Browser

from tests.browser.conftest import visiting
from tests.browser.page import Server, Sliders
from vizvae.catalogue import find_checkpoint

Z = [0.5, -1.25]
ADDRESS = "?model=mnist-2d&z=0.5_-1.25"


@pytest.fixture(scope="module")
def sliders(browser: Browser, server: Server) -> Iterator[Sliders]:
    """Taking something elsewhere changes nothing, so the tests share the page."""
    with visiting(Sliders, browser, server) as open_page:
        yield open_page(ADDRESS, permissions=["clipboard-read", "clipboard-write"])


def expected_image() -> np.ndarray:
    return find_checkpoint("mnist-2d").load_model().decode_mean(torch.tensor([Z]))[0, 0].numpy()


def test_the_decoder_is_a_network_that_anybody_can_run(sliders: Sliders, tmp_path: Path) -> None:
    with sliders.page.expect_download() as coming:
        sliders("download-onnx").click()
    assert coming.value.suggested_filename == "mnist-2d-decoder.onnx"
    path = tmp_path / "decoder.onnx"
    coming.value.save_as(path)
    model = onnx.load(path)
    onnx.checker.check_model(model)
    (mean,) = ReferenceEvaluator(model).run(["mean"], {"z": np.array([Z], np.float32)})
    assert isinstance(mean, np.ndarray)
    np.testing.assert_allclose(mean[0, 0], expected_image(), rtol=0, atol=1e-4)


def test_the_image_as_png(sliders: Sliders) -> None:
    with sliders.page.expect_download() as coming:
        sliders("save-png").click()
    assert coming.value.suggested_filename == "mnist-2d.png"
    picture = np.asarray(Image.open(io.BytesIO(coming.value.path().read_bytes())).convert("L")).astype(float)
    assert picture.shape == (280, 280)
    np.testing.assert_allclose(picture[5::10, 5::10], 255 * expected_image(), rtol=0, atol=1)
    np.testing.assert_array_equal(picture, picture[5::10, 5::10].repeat(10, 0).repeat(10, 1))


def test_z_and_python_are_copied(sliders: Sliders) -> None:
    def copied(testid: str) -> str:
        sliders(testid).click()
        sliders.until(lambda: "copied" in sliders.text("message"), "it says that it has copied")
        return sliders.page.evaluate("() => navigator.clipboard.readText()")

    assert json.loads(copied("copy-z")) == Z
    snippet = copied("copy-snippet")
    assert 'load_model("mnist-2d")' in snippet
    assert "[0.5, -1.25]" in snippet
    assert "{z}" not in snippet
    compile(snippet, "snippet", "exec")
