"""What models that strangers bring ask of the sliders: decoders that take longer than a frame, hundreds of latents."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page

import vizvae
from tests.browser.page import Server, Sliders
from tests.unit.adoption.onnx_strangers import Graph, written

Visit = Callable[..., Sliders]
SLOWER = 100
SLOW_CLOCK = f"""
const slow = 'performance.now = (now => () => {SLOWER} * now())(performance.now.bind(performance));';
const Plain = Blob;
Blob = class extends Plain {{ constructor(parts, kind) {{ super(kind?.type === 'text/javascript' ? [slow, ...parts] : parts, kind); }} }};
"""
"""In the page's thread and in the worker, once the runtime is there: what is measured takes as much longer as on a very weak machine."""
LATENTS, SIDE = 120, 16


def on_a_weak_machine(page: Page) -> None:
    page.add_init_script(SLOW_CLOCK)


def test_a_decoder_that_takes_longer_than_a_frame_says_so_and_still_follows(visit: Visit) -> None:
    sliders = visit("?model=mnist-2d&z=0_0", anew=True, before=on_a_weak_machine)
    assert re.fullmatch(
        r"Decodes (about \d+ images a second|an image in about \d+ s) here\. Everything else is drawn when the pointer rests\.",
        sliders.text("pace"),
    )
    mouse = sliders.page.mouse
    sliders("slider-0").scroll_into_view_if_needed()
    x, y = sliders.middle_of("slider-0")
    other, before = sliders.pixels("strip-1"), sliders.frame()
    mouse.move(x, y)
    mouse.down()
    for step in range(1, 9):
        mouse.move(x + 10 * step, y)
        sliders.until(lambda before=before: sliders.frame() > before, "the image follows")
        before = sliders.frame()
    with sliders.new_address():
        mouse.up()
    sliders.until(lambda: not np.array_equal(sliders.pixels("strip-1"), other), "the strips follow when the pointer rests")
    shown = sliders.pixels()
    expected = sliders.decode(np.asarray([sliders.z], np.float32))[0]
    np.testing.assert_allclose(shown / 255, expected.reshape(shown.shape), atol=1 / 255)


def test_a_quick_decoder_says_nothing(visit: Visit) -> None:
    sliders = visit("?model=mnist-2d&z=0_0")
    assert sliders("pace").count() == 0 or float(re.findall(r"\d+", sliders.text("pace"))[0]) > 1  # a machine may be busy


@pytest.fixture
def wide(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A decoder of many latents, as an ONNX file alone."""
    monkeypatch.setenv("VIZVAE_RUNS", str(server.runs))
    graph = Graph()
    weights = np.random.default_rng(0).normal(size=(LATENTS, SIDE * SIDE)) * 0.3
    value = graph.add("Sigmoid", graph.linear(graph.input("z", "N", LATENTS), weights))
    decoder = graph.model(graph.shaped(value, -1, 1, SIDE, SIDE))
    folder = vizvae.adopt(written(tmp_path, decoder=decoder), name="wide", report=lambda _: None)
    yield folder.name
    shutil.rmtree(folder)


def test_of_very_many_latents_only_the_rows_in_sight_are_made(visit: Visit, wide: str) -> None:
    sliders = visit(f"?model={wide}", ready=False)
    sliders.page.locator(f"[data-model='{wide}'][data-ready=true][data-settled=true]").wait_for()
    rows = sliders.page.locator("section[aria-label=Latents]").get_by_role("group")
    made = sliders.page.locator("[data-testid^=row-]")
    made.first.wait_for()
    first = made.first.get_attribute("data-testid")
    assert first is not None
    assert rows.count() == LATENTS
    assert made.count() < LATENTS / 2
    rows.last.scroll_into_view_if_needed()
    sliders.until(lambda: sliders(first).count() == 0, "what is far is taken away")
    last = int((made.last.get_attribute("data-testid") or "").removeprefix("row-"))
    sliders.until(lambda: len(np.unique(sliders.pixels(f"strip-{last}"))) > 2, "its strip is drawn")
    x, y = sliders.middle_of(f"slider-{last}")
    before = sliders.frame()
    with sliders.new_address():
        sliders.page.mouse.click(x + 40, y)
    sliders.until(lambda: sliders.frame() > before, "the last slider moves the image")
    assert sliders.z[last] != 0
