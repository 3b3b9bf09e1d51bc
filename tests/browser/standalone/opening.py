"""A file of pages opened from the disk, without a network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.browser.page import HAS_BEEN_HERE, PATIENCE_S

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
