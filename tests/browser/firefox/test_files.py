"""Files that are handed on, opened from the disk in Firefox without a network."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
import torch
from playwright.sync_api import Browser, Page, expect

from tests.browser.page import Explorer
from tests.browser.standalone.opening import READY, opened
from tests.browser.standalone.test_site import Quiet
from vizvae.catalogue import load_model
from vizvae.cli import main

WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("one file") / "explorer.html"
    assert main(["html", "mnist-2d", "karate-vgae", "--lighter", "-o", str(path)]) == 0
    return path


@pytest.fixture(scope="module")
def page(firefox: Browser, file: Path) -> Iterator[Page]:
    """Opened by a link; tests share it, in this order."""
    with opened(firefox, file, "#page=sliders&model=mnist-2d&z=1.5_-0.5", **WIDE) as page:
        yield page


def image_of(page: Page) -> np.ndarray:
    """By torch, at the point in the page's address: (height, width) bytes."""
    z = [float(value) for value in parse_qs(urlsplit(page.url).fragment)["z"][0].split("_")]
    return 255 * load_model("mnist-2d").decode_mean(torch.tensor([z]))[0, 0].detach().numpy()


def shown(page: Page) -> np.ndarray:
    return Explorer.pixels_of(page.get_by_test_id("main-image")).astype(float)


def test_with_a_network_it_asks_for_nothing_either(firefox: Browser, file: Path) -> None:
    """Of what fails for want of a network Firefox does not speak. A page that asks for something is noticed."""
    with opened(firefox, file, offline=False, **WIDE) as page:
        page.get_by_test_id("slider-0").press("ArrowRight")
    server = HTTPServer(("127.0.0.1", 0), Quiet)
    threading.Thread(target=server.handle_request, daemon=True).start()
    asked: list[str] = []
    with firefox.new_context() as visitor:
        page = visitor.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto("about:blank")
        page.evaluate(
            "url => fetch(url, { mode: 'no-cors' }).catch(() => null)", f"http://127.0.0.1:{server.server_port}/anything"
        )
    server.server_close()
    assert [url for url in asked if url.endswith("/anything")]


def test_its_link_is_restored_and_the_image_follows_each_step_of_a_drag(page: Page) -> None:
    np.testing.assert_allclose(shown(page), image_of(page), rtol=0, atol=2)
    assert "z=1.5_-0.5" in page.url
    before, slider = page.url, page.get_by_test_id("slider-0")
    box = slider.bounding_box()
    assert box is not None
    seen = set()
    page.mouse.move(box["x"] + 8, box["y"] + box["height"] / 2)
    page.mouse.down()
    for step in range(1, 11):
        frame = page.get_by_test_id("main-image").get_attribute("data-frame")
        page.mouse.move(box["x"] + 8 + step * (box["width"] - 16) / 10, box["y"] + box["height"] / 2)
        page.locator(f"[data-testid=main-image]:not([data-frame='{frame}'])").wait_for()
        seen.add(shown(page).tobytes())
    page.mouse.up()
    assert len(seen) >= 9  # the last move may come in two
    page.wait_for_url(lambda url: url != before)
    np.testing.assert_allclose(shown(page), image_of(page), rtol=0, atol=2)


def test_the_map_is_walked(page: Page) -> None:
    page.get_by_test_id("tab-manifold").click()
    page.locator(f"[data-testid=manifold]{READY}").wait_for()
    np.testing.assert_allclose(shown(page), image_of(page), rtol=0, atol=2)


def test_a_graph_is_drawn_and_a_node_is_chosen(page: Page) -> None:
    page.get_by_test_id("tab-graph").click()
    page.locator("[data-testid=graph][data-settled=true]").wait_for()
    page.evaluate("location.hash = '#page=graph&model=karate-vgae&nodes=33'")
    expect(page.get_by_test_id("node-panel")).to_contain_text("33")


def test_a_lesson(firefox: Browser, tmp_path: Path) -> None:
    path = tmp_path / "lesson.html"
    assert main(["html", "--lesson", "bound_graphs", "-o", str(path)]) == 0
    with opened(firefox, path, until="[data-testid=step][data-step=bound]", **WIDE) as page:
        slider = page.get_by_role("slider").first
        before = slider.get_attribute("aria-valuetext")
        slider.press("ArrowRight")
        expect(slider).not_to_have_attribute("aria-valuetext", before or "")
        page.get_by_test_id("step-graphs").click()
        page.locator("[data-testid=step][data-step=graphs]").wait_for()
