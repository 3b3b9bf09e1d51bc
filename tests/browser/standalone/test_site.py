"""The folder that `python -m vizvae site` writes, below a path of a plain web server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.page import PATIENCE_S
from vizvae.cli import main


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("web")
    words = [
        "site",
        str(folder / "course" / "vae"),
        "--models",
        "mnist-2d",
        "sprites-btcvae",
        "karate-vgae",
        "--lessons",
        "lesson=bound_graphs&hide=bound.x",
    ]
    assert main(words) == 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/course/vae/"
    server.shutdown()
    thread.join()


def test_every_page_runs_and_leads_to_the_others_and_nothing_else_is_asked(browser: Browser, address: str) -> None:
    with browser.new_context(viewport={"width": 1280, "height": 800}) as visitor:
        page = visitor.new_page()
        page.set_default_timeout(PATIENCE_S * 1000)
        said: list[str] = []
        asked: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        page.get_by_role("link", name="Latent sliders and manifold").click()
        page.locator("[data-testid=latent-sliders][data-ready=true][data-settled=true]").wait_for()
        page.get_by_role("link", name="Graph", exact=True).click()
        page.locator("[data-testid=graph][data-settled=true]").wait_for()
        page.get_by_role("link", name="Learn", exact=True).click()
        page.locator("[data-testid=step][data-step=bound]").wait_for()
        expect(page.get_by_test_id("step-graphs")).to_be_visible()
        assert page.get_by_role("slider").count() == 2  # μ and σ: x is fixed
        assert page.get_by_test_id("leave-lesson").count() == 0
        assert said == []
        ours = [url for url in asked if url.partition(":")[0] not in ("blob", "data")]
        assert all(urlsplit(url).path.startswith("/course/vae/") for url in ours)
        assert len(set(ours)) == len({url for url in ours if ".bin" in url}) + 4


def test_factors_without_a_server_a_cell_opens_its_evidence_and_the_address_brings_it_back(
    browser: Browser, address: str
) -> None:
    with browser.new_context(viewport={"width": 390, "height": 800}) as visitor:
        page = visitor.new_page()
        page.set_default_timeout(PATIENCE_S * 1000)
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        visitor.route("**/*", lambda route: route.continue_() if route.request.url.startswith(address) else route.abort())
        page.goto(address)
        page.get_by_role("link", name="Factors", exact=True).click()
        square = page.locator("#matrix .scatterlayer .trace").first.locator(".point").nth(30)
        square.scroll_into_view_if_needed()
        box = square.bounding_box()
        assert box is not None
        expect(page.locator("#evidence")).to_be_hidden()
        page.mouse.click(box["x"] + 12, box["y"] + 12)
        expect(page.locator("#cell")).to_contain_text("x and z")
        chosen = page.evaluate("document.getElementById('matrix').data[0].customdata[30]")
        assert page.locator("#cell").text_content() == f"x and z{'₀₁₂₃₄₅₆₇₈₉'[chosen[1]]}: {chosen[2]:.3f}"
        assert page.evaluate("document.getElementById('matrix').data[0].selectedpoints") == [30]
        strips = page.locator("[data-strip]")
        assert [one.get_attribute("data-strip") for one in strips.all()] == ["factor-3", f"latent-{chosen[1]}"]
        page.locator("#factor").select_option("shape")  # and without a mouse
        expect(page.locator("#points .gtitle")).to_contain_text("against shape: 500 images")
        assert [one.get_attribute("data-strip") for one in strips.all()] == ["factor-0", f"latent-{chosen[1]}"]
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        kept = page.url
        page.goto("about:blank")
        page.goto(kept)
        expect(page.locator("#points .gtitle")).to_contain_text("against shape: 500 images")
        page.locator("#metric").select_option("total_correlation")
        expect(page.locator("#evidence")).to_be_hidden()
        page.evaluate("location.hash = '#model=nobody&cell=99-0'")
        expect(page.locator("#problems")).to_contain_text("There is no model named nobody here. There is no cell 99-0")
        page.get_by_role("link", name="Latent sliders").click()
        page.locator("[data-testid=latent-sliders][data-model=sprites-btcvae][data-ready=true]").wait_for()
        assert said == []
