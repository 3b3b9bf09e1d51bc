"""The file of a model whose decoder no browser runs: it says so, and shows what Python has drawn."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from playwright.sync_api import Browser, expect

import vizvae
from tests.browser.models.test_adding import with_an_operator_of_the_server_alone
from tests.browser.page import Explorer
from tests.browser.standalone.opening import opened, unreadable
from tests.unit.adoption.onnx_strangers import encoder, written
from vizvae.catalogue import load_model
from vizvae.checkpoint import DECODER
from vizvae.cli import main
from vizvae.paths import SHIPPED_MODELS

THERE = "[data-testid=pictures][data-ready=true]"
COMPLAINTS = "BitShift"
"""ONNX Runtime writes its own into the console."""


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VIZVAE_RUNS", str(tmp_path / "runs"))
    (tmp_path / "runs").mkdir()
    return tmp_path / "runs"


def test_an_operator_that_the_browser_lacks_is_named_and_pictures_are_there(browser: Browser, runs: Path, tmp_path: Path) -> None:
    networks = {"decoder": with_an_operator_of_the_server_alone(), "encoder": encoder()}
    vizvae.adopt(written(tmp_path, **networks), torch.rand(60, 1, 8, 8), name="theirs", report=lambda _: None)
    file = tmp_path / "theirs.html"
    assert main(["html", "theirs", "--at", "z=0.5_0_0_0_-0.5", "-o", str(file)]) == 0
    with opened(browser, file, until=THERE, expected=COMPLAINTS, viewport={"width": 1280, "height": 800}) as page:
        expect(page.get_by_test_id("message")).to_contain_text("this browser's runtime lacks the operator BitShift")
        expect(page.get_by_test_id("message")).to_contain_text("There are pictures that were drawn beforehand")
        assert page.get_by_test_id("slider-0").count() == 0  # which would move nothing
        slider = page.get_by_test_id("picture-slider-1")
        before = Explorer.pixels_of(page.get_by_test_id("main-image"))
        slider.press("End")
        expect(page.get_by_test_id("caption")).to_contain_text("Drawn beforehand: ")
        value = float((slider.get_attribute("aria-valuetext") or "").replace("−", "-"))
        page.wait_for_timeout(100)
        shown = Explorer.pixels_of(page.get_by_test_id("main-image")).astype(float)
        assert (shown != before).any()
        z = torch.tensor([[0.5, value, 0, 0, -0.5]])
        np.testing.assert_allclose(shown, 255 * load_model("theirs").decode_mean(z)[0, 0].numpy(), atol=255 * 0.07)
        page.get_by_test_id("tab-manifold").click()
        page.get_by_test_id("pictures-elsewhere").get_by_role("button").click()
        page.locator(THERE).wait_for()
        assert unreadable(page) == []  # last: an open fold of the head lies over the page


def test_a_model_without_a_decoder_file_is_shown_by_pictures_at_a_link_too(browser: Browser, runs: Path, tmp_path: Path) -> None:
    shutil.copytree(SHIPPED_MODELS / "mnist-2d", runs / "mine")
    (runs / "mine" / DECODER).unlink()
    file = tmp_path / "mine.html"
    assert main(["html", "mine", "--lighter", "-o", str(file)]) == 0
    with opened(browser, file, "#z=1_1", until=THERE, expected=COMPLAINTS) as page:
        expect(page.get_by_test_id("message")).to_contain_text("the model came without a decoder that a browser can run")
        assert page.get_by_test_id("tab-manifold").count() == 0
        expect(page.get_by_test_id("caption")).to_contain_text("Drawn beforehand: ")
        assert Explorer.pixels_of(page.get_by_test_id("main-image")).any()
