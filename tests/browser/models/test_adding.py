"""A bundle that is dropped on the page Models is under the pointer a moment later; what the browser computes of a stranger's networks is
what their files say."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from onnx import TensorProto
from playwright.sync_api import Browser, expect

import vizvae
from tests.browser.conftest import visiting
from tests.browser.page import Server, Sliders, close_page, new_page
from tests.unit.adoption import onnx_strangers as strangers
from tests.unit.adoption.exported import jax_decoder, jax_encoder, keras_decoder, keras_encoder
from tests.unit.adoption.onnx_strangers import LATENTS, PIXELS, SIDE, Graph, decoder, encoder, written
from vizvae.adoption.bundle_zip import write_bundle_zip
from vizvae.checkpoint import open_checkpoint

IMAGES = np.random.default_rng(0).integers(0, 255, (30, SIDE, SIDE), dtype=np.uint8)


def one_at_a_time() -> Any:
    """A decoder whose batch of one stands in more than the form of its tensors."""
    graph = Graph()
    value = graph.linear(graph.input("z", 1, LATENTS), strangers.OUT)
    value = graph.add("Add", value, graph.add("Expand", graph.weight([[0.25]]), graph.weight((1, PIXELS), np.int64)))
    rows = graph.add("Slice", value, graph.weight([0], np.int64), graph.weight([1], np.int64), graph.weight([0], np.int64))
    return graph.model(graph.shaped(graph.add("Sigmoid", rows), -1, 1, SIDE, SIDE))


def with_an_operator_of_the_server_alone() -> Any:
    """BitShift of numbers of 16 bits: what the browser's runtime lacks, see benchmarks/browser_operators.py."""
    graph = Graph()
    value = graph.add("Sigmoid", graph.linear(graph.input("z", "N", LATENTS), strangers.OUT))
    steps = graph.add("Cast", graph.add("Mul", value, graph.weight(255)), to=TensorProto.UINT16)
    steps = graph.add("BitShift", steps, graph.weight([3], np.uint16), direction="RIGHT")
    value = graph.add("Mul", graph.add("Cast", steps, to=TensorProto.FLOAT), graph.weight(1 / 31))
    return graph.model(graph.shaped(value, -1, 1, SIDE, SIDE), shapes=[("N", 1, SIDE, SIDE)])


KINDS: dict[str, Callable[[], dict[str, Any]]] = {
    "theirs-keras": lambda: {"decoder": keras_decoder(), "encoder": keras_encoder()},
    "theirs-jax": lambda: {"decoder": jax_decoder(dtype=np.float16), "encoder": jax_encoder(4)},
    "theirs-fixed": lambda: {"decoder": decoder(batch=4, baked=True), "encoder": encoder(batch=4)},
    "theirs-one": lambda: {"decoder": one_at_a_time(), "encoder": encoder()},
    "theirs-half": lambda: {"decoder": decoder(dtype=np.float16), "encoder": encoder(dtype=np.float16)},
    "theirs-double": lambda: {"decoder": decoder(dtype=np.float64), "encoder": encoder(dtype=np.float64)},
}


@pytest.fixture
def adopt_at(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str, dict[str, Any], Any], Path]]:
    monkeypatch.setenv("VIZVAE_RUNS", str(server.runs))
    made: list[Path] = []

    def adopt(name: str, networks: dict[str, Any], images: Any = IMAGES) -> Path:
        made.append(vizvae.adopt(written(tmp_path, **networks), images, name=name, report=lambda _: None))
        return made[-1]

    yield adopt
    for folder in made:
        shutil.rmtree(folder, ignore_errors=True)


class Adopted(Sliders):
    def wait_until_ready(self, model: str | None = None) -> None:
        """Nothing is scored here, and a first image that came with the model may be empty, and so its strips."""
        self.page.locator("[data-testid=latent-sliders][data-ready=true][data-settled=true]").wait_for()
        self.settle()


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Callable[..., Adopted]]:
    with visiting(Adopted, browser, server) as open_page:
        yield open_page


def click_an_image(sliders: Sliders) -> int:
    """The second in the row of images; its number among them."""
    thumbnail = sliders("rail").locator("button").nth(1)
    row = int((thumbnail.get_attribute("data-testid") or "").removeprefix("thumb-"))
    with sliders.new_address():
        thumbnail.click()
    return row


def test_a_bundle_that_is_dropped_is_dragged(browser: Browser, server: Server, adopt_at: Any, tmp_path: Path) -> None:
    folder = adopt_at("mailed", KINDS["theirs-keras"]())
    write_bundle_zip(open_checkpoint(folder), tmp_path / "mailed.zip")
    shutil.rmtree(folder)
    page = new_page(browser)
    sliders = Sliders(page, server.url)
    page.goto(f"{server.url}/models")
    page.get_by_text("Add a model of your own").click()
    page.locator("input[type=file]").first.set_input_files(tmp_path / "mailed.zip")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("mailed was added.")).to_be_visible()
    page.get_by_role("link", name="Open in the sliders").click()
    page.locator("[data-model=mailed][data-ready=true][data-settled=true]").wait_for()
    x, y = sliders.middle_of(f"slider-{sliders.rows()[0]}")
    page.mouse.move(x, y)
    page.mouse.down()
    seen = set()
    for step in range(10):
        before = sliders.frame()
        page.mouse.move(x - 50 + 10 * step, y)
        sliders.until(lambda before=before: sliders.frame() != before, "the image follows")
        seen.add(sliders.pixels().tobytes())
    page.mouse.up()
    close_page(page)
    assert len(seen) == 10


@pytest.mark.parametrize("name", KINDS)
def test_the_browser_computes_what_the_bundle_says(name: str, visit: Callable[..., Adopted], adopt_at: Any) -> None:
    """Decoder and encoder, to 1e-4 of their range."""
    model: Any = open_checkpoint(adopt_at(name, KINDS[name]())).load_model()
    sliders = visit(f"?model={name}")
    z = np.random.default_rng(1).normal(size=(7, LATENTS)).astype(np.float32)
    expected = model.decode_mean(torch.from_numpy(z)).flatten(1).numpy()
    np.testing.assert_allclose(sliders.decode(z), expected, atol=1e-4)
    row = click_an_image(sliders)
    mu = model.encode(torch.from_numpy(IMAGES[row : row + 1, None]).float() / 255).mu[0].numpy()
    np.testing.assert_allclose(sliders.z, mu, atol=6e-4 + 1e-4 * np.ptp(mu))  # three decimals in the address


def test_a_decoder_alone_is_dragged_and_encodes_its_own_images_alone(visit: Callable[..., Adopted], adopt_at: Any) -> None:
    checkpoint = open_checkpoint(adopt_at("theirs-alone", {"decoder": decoder()}, None))
    sliders = visit("?model=theirs-alone")
    expect(sliders.page.get_by_text("came without an encoder").first).to_be_visible()
    assert sliders.page.get_by_test_id("start-draw").count() == 0
    assert sliders.page.get_by_text("Your own picture").count() == 0
    row = click_an_image(sliders)
    np.testing.assert_allclose(sliders.z, checkpoint.load_reference().mu[row].numpy(), atol=6e-4)


def test_an_operator_that_the_browser_lacks_is_named_and_the_server_draws(visit: Callable[..., Adopted], adopt_at: Any) -> None:
    folder = adopt_at("theirs-bits", {"decoder": with_an_operator_of_the_server_alone(), "encoder": encoder()})
    model = open_checkpoint(folder).load_model()
    sliders = visit("?model=theirs-bits")
    said = sliders.text("pace")
    assert said.startswith(
        "The browser's ONNX Runtime lacks the operator BitShift, for the kind of numbers it is given, so the server draws"
    )
    assert said.endswith("Export the decoder without it to have it drawn here.")
    for key in ("PageUp", "PageDown"):
        before = sliders.frame()
        with sliders.new_address():
            sliders("slider-0").focus()
            sliders.page.keyboard.press(key)
        sliders.until(lambda before=before: sliders.frame() > before, "the image follows")
    expected = 255 * model.decode_mean(torch.tensor([sliders.z]))[0, 0].numpy()
    np.testing.assert_allclose(sliders.pixels(), expected, atol=1)
    row = click_an_image(sliders)
    mu = model.encode(torch.from_numpy(IMAGES[row : row + 1, None]).float() / 255).mu[0].numpy()
    np.testing.assert_allclose(sliders.z, mu, atol=6e-4 + 1e-4 * np.ptp(mu))
    expect(sliders("message")).to_have_text("")
    sliders.complaints.clear()  # ONNX Runtime writes its own
