"""JupyterLab as somebody handles it who explores a model in a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from playwright.sync_api import Browser, Locator, Page, Request

from benchmarks.notebook_servers import write_notebook
from tests.browser.page import DECODE, GREY_PIXELS

PATIENCE_MS = 90_000
SLIDERS = "[data-testid=latent-sliders][data-ready=true]"


class Lab:
    """One notebook in JupyterLab."""

    def __init__(
        self, browser: Browser, url: str, folder: Path, name: str, cells: Sequence[str], *, offline_beyond: bool = True
    ) -> None:
        write_notebook(folder / f"{name}.ipynb", *cells)
        self.url, self.path = url, folder / f"{name}.ipynb"
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.asked_elsewhere: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", self._note)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.open()

    def open(self) -> None:
        self.page.goto(f"{self.url}/lab/tree/{self.path.name}?reset")
        self.page.wait_for_function("window.jupyterapp && jupyterapp.shell.currentWidget?.content?.widgets?.length > 0")
        self.page.evaluate(
            """async () => {
              const { context } = jupyterapp.shell.currentWidget;
              await context.ready;
              await context.sessionContext.ready;
            }"""
        )
        self.page.evaluate("jupyterapp.commands.execute('filebrowser:hide-main').catch(() => {})")

    def _note(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
            self.asked_elsewhere.append(request.url)

    def cell(self, place: int) -> Locator:
        return self.page.locator(".jp-Notebook .jp-Cell").nth(place)

    def start(self, place: int, source: str | None = None) -> None:
        """Run a cell, with another text if there is one, and do not wait for its end."""
        self.page.evaluate(
            """([place, source]) => {
              const notebook = jupyterapp.shell.currentWidget.content;
              notebook.activeCellIndex = place;
              notebook.deselectAll();
              if (source !== null) notebook.widgets[place].model.sharedModel.setSource(source);
              window.running = jupyterapp.commands.execute('notebook:run-cell');
            }""",
            [place, source],
        )

    def run(self, place: int, source: str | None = None) -> str:
        """What the cell has printed when it has ended."""
        self.start(place, source)
        self.wait()
        return self.printed(place)

    def wait(self) -> None:
        """For the end of the cell that was started last."""
        self.page.evaluate("() => void window.running.then(() => (window.ended = window.running))")
        self.page.wait_for_function("() => window.ended === window.running")

    def printed(self, place: int) -> str:
        """From the notebook's model: outputs out of sight may not be drawn."""
        return self.page.evaluate(
            """place => {
              const { outputs } = jupyterapp.shell.currentWidget.content.widgets[place].model;
              return Array.from({ length: outputs.length }, (_, i) => outputs.get(i).toJSON())
                .map(output => output.output_type === 'error' ? output.ename + ': ' + output.evalue : [output.text ?? ''].flat().join(''))
                .join('');
            }""",
            place,
        )

    def save(self) -> None:
        self.page.evaluate("async () => { await jupyterapp.commands.execute('docmanager:save') }")

    def theme(self, name: str) -> None:
        self.page.evaluate("async theme => { await jupyterapp.commands.execute('apputils:change-theme', { theme }) }", name)
        self.page.wait_for_timeout(2500)  # the style sheets, and what follows them

    def close(self) -> None:
        self.context.close()


def drag(page: Page, slider: Locator, to: float, *, steps: int = 20) -> None:
    """By the thumb's rail, from a fifth of its length to this part of it."""
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.2 * box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + to * box["width"], y, steps=steps)
    page.mouse.up()
    page.wait_for_timeout(200)  # longer than the kernel takes to hear of it, see benchmarks/notebook_drag.py


def decoded(root: Locator, z: list[list[float]]) -> np.ndarray:
    """By the page: (image, pixel)."""
    import base64

    return np.stack([np.frombuffer(base64.b64decode(text), "<f4") for text in root.evaluate(DECODE, z)])


def shown(root: Locator) -> np.ndarray:
    """The large image as it is on the screen, (height, width) bytes."""
    import base64

    height, width, text = root.get_by_test_id("main-image").evaluate(GREY_PIXELS, [0, 0, 1])
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(height, width)
