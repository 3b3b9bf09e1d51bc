"""A real Chromium drags the graph page's threshold for 3 s over its whole range: how many pictures follow, and how even the frames are.

Both pictures are drawn anew at each: on Cora, and on PubMed's 19,717 nodes and 44,324 edges.
"""

from __future__ import annotations

import asyncio
from typing import Any

from playwright.async_api import async_playwright

from benchmarks import results
from benchmarks.drag import drag, listen
from benchmarks.served import CHROMIUM_ARGUMENTS, chromium_path, serving
from vizvae.graph.catalogue import list_graph_checkpoints

GRAPHS = ("cora", "pubmed")
SECONDS_TO_LOAD = 300
"""A model's counts over all 194 million pairs of PubMed are made when it is first asked for."""


def first_model(graph: str) -> str | None:
    """The shipped or own model trained on this graph that the page lists first, a variational one if there is one."""
    names = [checkpoint.name for checkpoint in list_graph_checkpoints() if checkpoint.card["data"]["key"] == graph]
    return next((name for name in names if name.endswith("-vgae")), names[0] if names else None)


async def measure() -> dict[str, Any]:
    rows: dict[str, Any] = {}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        with serving() as url:
            for name in filter(None, map(first_model, GRAPHS)):
                page = await browser.new_page(viewport={"width": 1280, "height": 1400})
                sent = listen(page)
                await page.goto(f"{url}/graph?model={name}")
                settled = page.locator("[data-testid=graph][data-settled=true]")
                await settled.wait_for(timeout=1000 * SECONDS_TO_LOAD, state="attached")
                await page.wait_for_timeout(2000)
                slider = page.get_by_test_id("threshold")
                await slider.scroll_into_view_if_needed()
                rows[name] = await drag(page, slider, sent, ("embedding", "layout"), "painted")
                await page.close()
        await browser.close()
    return rows


def main() -> None:
    results.write("drag_graph", asyncio.run(measure()))


if __name__ == "__main__":
    main()
