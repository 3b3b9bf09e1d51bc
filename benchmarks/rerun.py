"""What one run of a page costs the server: processor time of a rerun in which nothing has changed, and of an opening, one visitor alone.

Beside them the smallest app there is, which is Streamlit's own share. `python -m benchmarks.rerun graph` does one page, and keeps nothing.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time

from benchmarks import results
from benchmarks.load import OPENS_FIRST, Watch, look_at_every_page, page_names, path_of, watched_server
from benchmarks.visitors import Visitor

WARM = 10
RERUNS = 100
OPENINGS = 20
BARE = "an app of one line"


async def cost_of(url: str, page: str, watch: Watch) -> dict[str, float]:
    """Milliseconds of the server process's time."""
    path = path_of(page)
    async with Visitor(url, path) as visitor:
        await visitor.open()
        for _ in range(WARM):
            await visitor.rerun()
        begun, took = watch.server_cpu_s(), []
        for _ in range(RERUNS):
            took.append(await visitor.rerun())
        rerun = (watch.server_cpu_s() - begun) / RERUNS
    begun = watch.server_cpu_s()
    for _ in range(OPENINGS):
        async with Visitor(url, path) as visitor:
            await visitor.open()
    opening = (watch.server_cpu_s() - begun) / OPENINGS
    return {"rerun_cpu_ms": 1000 * rerun, "opening_cpu_ms": 1000 * opening, "rerun_wall_ms": 1000 * statistics.median(took)}


async def _all(url: str, watch: Watch, pages: list[str]) -> dict[str, dict[str, float]]:
    await look_at_every_page(url, pages)  # what only a first visitor costs
    time.sleep(5)
    return {page: await cost_of(url, page, watch) for page in pages}


def main(arguments: list[str] | None = None) -> None:
    with watched_server("benchmarks/bare_app.py") as (url, watch, _):
        rows = {BARE: asyncio.run(_all(url, watch, [OPENS_FIRST]))[OPENS_FIRST]}
    with watched_server() as (url, watch, _):
        rows |= asyncio.run(_all(url, watch, arguments or page_names()))
    if arguments:
        results.show("rerun", rows)
    else:
        results.write("rerun", rows)


if __name__ == "__main__":
    main(sys.argv[1:])
