"""python -m benchmarks.pictures: the pictures of README and docs, taken anew.

Run it when a page looks different, and look at what it has written. Those of Data and Train show a visitor's own set and run, and are taken
by hand.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from playwright.sync_api import Page, ViewportSize

from benchmarks.served import chromium, serving
from scripts.get_chromium import find_shell
from vizvae.paths import ASSETS

SIZE: ViewportSize = {"width": 1280, "height": 800}
QUIET_MS = 2_500
"""Nothing moves any more by then"""


def draw_a_path(page: Page) -> None:
    page.get_by_test_id("mode-path").click()
    box = page.get_by_test_id("map").bounding_box()
    assert box is not None
    across = [0.1 + 0.02 * step for step in range(40)]
    places = [(box["x"] + box["width"] * x, box["y"] + box["height"] * (0.55 - 0.3 * math.sin(7 * x))) for x in across]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places:
        page.mouse.move(*place)
    page.mouse.up()


def nothing(page: Page) -> None:
    """As it opens."""


PICTURES: dict[str, tuple[str, str, Callable[[Page], None]]] = {
    "sliders": ("/?model=mnist-conv", "main-image", nothing),
    "manifold": ("/manifold?model=mnist-2d", "map", draw_a_path),
    "factors": ("/factors?model=faces-btcvae", "true-image", nothing),
    "graph": ("/graph?model=cora-vgae", "embedding", nothing),
    "compare": ("/compare", "reveal", nothing),
}
"""Under each name: the address, the test id of what has to be there, and what is done then"""


def main() -> None:
    with serving() as url, chromium(find_shell()) as browser:
        for name, (address, testid, act) in PICTURES.items():
            page = browser.new_page(viewport=SIZE, color_scheme="light")
            page.goto(url + address)
            page.get_by_test_id(testid).first.wait_for(state="attached", timeout=90_000)
            page.wait_for_timeout(2 * QUIET_MS)
            act(page)
            page.mouse.move(1, 1)
            page.wait_for_timeout(QUIET_MS)
            path = ASSETS / "images" / f"{name}.png"
            page.screenshot(path=path)
            print(path)
            page.close()


if __name__ == "__main__":
    main()
