"""A file of pages opened from the disk, without a network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.browser.page import HAS_BEEN_HERE, PATIENCE_S
from tests.browser.shell.test_readable import AXE, SERIOUS, SMALLEST, STILL, TOO_SMALL, UNFOLD

READABLE_AT = ((1280, "light"), (390, "dark"))
READY = "[data-ready=true][data-settled=true]"


@contextmanager
def opened(
    browser: Browser,
    file: Path,
    link: str = "",
    *,
    until: str = READY,
    offline: bool = True,
    expected: str = "",
    **context: Any,
) -> Iterator[Page]:
    """In the end nothing may have been asked of anybody, and nothing complained of. `until`: this is seen. `expected`: words of complaints
    that are, as those of the tests' own reading of canvases."""
    with browser.new_context(offline=offline, **context) as visitor:
        page = visitor.new_page()
        page.set_default_timeout(PATIENCE_S * 1000)
        said: list[str] = []
        asked: list[str] = []

        def hear(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning") and not re.search(f"getImageData|{expected or '^$'}", message.text):
                said.append(message.text)

        page.on("console", hear)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.add_init_script(HAS_BEEN_HERE)
        page.goto(file.as_uri() + link)
        page.locator(until).first.wait_for()
        yield page
        assert not said, said
        # Firefox does not name the file itself.
        assert {url.partition("#")[0] for url in asked if url.partition(":")[0] not in ("blob", "data")} <= {file.as_uri()}


def unreadable(page: Page) -> list[str]:
    """What axe, the size of letters and the width of the page say against it, all folds open: wide and light, narrow and dark."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    page.evaluate(UNFOLD)
    wrong: list[str] = []
    for width, scheme in READABLE_AT:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)  # pyright: ignore[reportArgumentType]
        page.evaluate(STILL)
        wrong += page.evaluate(SERIOUS)
        wrong += page.evaluate(TOO_SMALL, SMALLEST)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    return wrong
