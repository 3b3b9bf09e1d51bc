"""The pages as a visitor sees and handles them: what all have in common, and the latent sliders."""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal, Self
from urllib.parse import parse_qs, urlsplit
from weakref import WeakKeyDictionary

import numpy as np
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Locator, Page

from benchmarks.served import BASE64

ColorScheme = Literal["light", "dark"]
PATIENCE_S = 60
"""For what happens within a second where nothing else runs."""
GREY_PIXELS = (
    """(canvas, [column, row, side]) => {"""
    + BASE64
    + """
  const [width, height] = [canvas.width / side, canvas.height / side];
  const { data } = canvas.getContext('2d').getImageData(column * width, row * height, width, height);
  const grey = new Uint8Array(data.length / 4);
  for (let i = 0; i < grey.length; i += 1) grey[i] = data[4 * i]; // `filter` would take 40 ms of a large picture
  return [height, width, base64(grey)];
}"""
)
"""Of one part in `side` by `side`. As text: hundreds of thousands of numbers would take seconds."""
DECODE = (
    """async (root, batch) => {"""
    + BASE64
    + """
  const bytes = [];
  for (const z of batch) bytes.push(new Uint8Array((await root.vizvaeDecode(z)).slice().buffer));
  return bytes.map(base64);
}"""
)
HAS_BEEN_HERE = "try { localStorage.setItem('vizvae-visited', 'yes') } catch {}"
"""Else a slider of the first page moves by itself."""
IS_NEW = """if (!sessionStorage.getItem('test-arrived')) {
  sessionStorage.setItem('test-arrived', 'yes');
  localStorage.removeItem('vizvae-visited');
}"""
"""Once in a tab: visitors share a browsing context, and so what those before them have left there."""
NUMBER = re.compile(r"[-−+]?\d+(?:\.\d+)?")


def new_page(
    browser: Browser, *, width: int = 1280, height: int = 800, color_scheme: ColorScheme = "light", **context: Any
) -> Page:
    """Of a visitor who has been here before: what pages of the same kind have fetched and compiled is at hand, which takes a third of the
    processor time of an opening. Close it with `close_page`."""
    same = _contexts.setdefault(browser, {})
    kind = json.dumps(context, sort_keys=True)
    if kind not in same:
        same[kind] = browser.new_context(**context)
    page = same[kind].new_page()
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=color_scheme)
    page.set_default_timeout(PATIENCE_S * 1000)
    return page


def close_page(page: Page) -> None:
    """And forget the visitor: nothing is kept but what was fetched and compiled."""
    with suppress(Error):  # a page that was led nowhere has no storage
        page.evaluate("localStorage.clear()")
    page.context.clear_cookies()
    page.close()


_contexts: WeakKeyDictionary[Browser, dict[str, BrowserContext]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Server:
    url: str
    log: Path
    runs: Path

    def tail(self, lines: int = 30) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


@dataclass
class Explorer:
    """One visitor of a page that holds a component."""

    TESTID: ClassVar[str]
    """Of the component's root."""
    PATH: ClassVar[str]

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)
    """Errors in the console that are ours; a test that causes some takes them out."""
    sent: list[str] = field(default_factory=list)
    """What went to the server: WebSocket messages and requests."""

    @classmethod
    def open(
        cls,
        browser: Browser,
        url: str,
        address: str = "",
        *,
        width: int = 1280,
        height: int = 800,
        ready: bool = True,
        newcomer: bool = False,
        before: Callable[[Page], object] = lambda _: None,
        **context: Any,
    ) -> Self:
        """`before`: done to the empty page, as holding back what it will ask for. `newcomer`: is invited, as on a first visit."""
        page = new_page(browser, width=width, height=height, **context)
        visitor = cls(page, url)
        page.on("console", visitor._hear)
        page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        page.on("websocket", lambda socket: socket.on("framesent", lambda _: visitor.sent.append("message")))
        page.on("request", lambda request: visitor.sent.append(request.url))
        before(page)
        page.add_init_script(IS_NEW if newcomer else HAS_BEEN_HERE)
        page.goto(url + cls.PATH + address)
        if ready:
            visitor.wait_until_ready()
        return visitor

    def _hear(self, message: ConsoleMessage) -> None:
        # Streamlit looks for hosts of its own, which a machine without network does not find, and first asks below the page's path.
        address = message.location["url"].removeprefix("blob:")  # the runtime's script and the worker
        if message.type == "error" and address.startswith(self.url) and "/_stcore/" not in address:
            self.complaints.append(f"{message.text} ({message.location['url']})")

    def __call__(self, testid: str) -> Locator:
        return self.page.get_by_test_id(testid)

    @property
    def root(self) -> Locator:
        return self(self.TESTID)

    def wait_until_ready(self, model: str | None = None) -> None:
        """The live decoder is up, everything of the model is fetched, the input is restored and scored."""
        named = f"[data-model='{model}']" if model else ""
        self.page.locator(f"[data-testid={self.TESTID}]{named}[data-ready=true][data-settled=true]").wait_for()
        self.settle()
        if "input" in self.address:
            self.until(lambda: self.text("recon-nll") != "—", "the input is encoded and scored")

    def settle(self) -> None:
        """Until the server has answered all it was told."""
        self.page.locator("[data-test-script-state=notRunning]").wait_for(state="attached")

    def until(self, condition: Callable[[], object], what: str) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < deadline, f"waited {PATIENCE_S} s until {what}"
            self.page.wait_for_timeout(50)

    # What is shown

    def pixels(self, testid: str = "main-image") -> np.ndarray:
        """(height, width) grey bytes of a canvas."""
        return self.pixels_of(self(testid))

    @staticmethod
    def pixels_of(canvas: Locator, column: int = 0, row: int = 0, side: int = 1) -> np.ndarray:
        """Of the whole canvas, or of one of `side` × `side` equal parts."""
        height, width, text = canvas.evaluate(GREY_PIXELS, [column, row, side])
        return np.frombuffer(base64.b64decode(text), np.uint8).reshape(int(height), int(width))

    def frame(self) -> int:
        return int(self("main-image").get_attribute("data-frame") or 0)

    def text(self, testid: str) -> str:
        """Whether or not it is folded away."""
        return self(testid).text_content() or ""

    def number(self, testid: str) -> float:
        """The first number in a readout."""
        found = NUMBER.search(self.text(testid))
        assert found, self.text(testid)
        return float(found[0].replace("−", "-"))

    def decode(self, z: np.ndarray) -> np.ndarray:
        """(batch, pixels) by the decoder in the browser."""
        encoded = self.root.evaluate(DECODE, z.tolist())
        return np.stack([np.frombuffer(base64.b64decode(text), "<f4") for text in encoded])

    def value(self, latent: int) -> float:
        """Of a slider."""
        return self(f"slider-{latent}").evaluate("slider => slider.valueAsNumber")

    # The address

    @property
    def address(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.page.url).query).items()}

    @property
    def link(self) -> str:
        return "?" + urlsplit(self.page.url).query

    @property
    def z(self) -> list[float]:
        """As in the address: three decimals."""
        return [float(value) for value in self.address["z"].split("_")]

    @contextmanager
    def new_address(self) -> Iterator[None]:
        """Waits until what is done inside has changed the address."""
        before = self.page.url
        yield
        self.page.wait_for_url(lambda url: url != before)
        self.settle()

    # Handling

    def choose_model(self, name: str) -> None:
        """By typing its name"""
        self.page.get_by_role("combobox", name="Model").fill(name)
        self.page.get_by_role("option", name=re.compile(rf"(^|[:·] ){re.escape(name)} ·")).click()

    def middle_of(self, testid: str) -> tuple[float, float]:
        self(testid).scroll_into_view_if_needed()
        box = self(testid).bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def rest(self) -> None:
        """The mouse where nothing follows it."""
        self.page.mouse.move(2, 2)


class Sliders(Explorer):
    TESTID = "latent-sliders"
    PATH = "/"

    def wait_until_ready(self, model: str | None = None) -> None:
        super().wait_until_ready(model)
        self.until(lambda: all(self.pixels(f"strip-{row}").any() for row in self.rows()[:2]), "the first strips are drawn")

    def slider_range(self, latent: int) -> tuple[float, float]:
        low, high = self(f"slider-{latent}").evaluate("slider => [+slider.min, +slider.max]")
        return low, high

    def rows(self) -> list[int]:
        """The latents in the order shown."""
        return self.page.locator("input[type=range]").evaluate_all("all => all.map(one => +one.dataset.testid.slice(7))")
