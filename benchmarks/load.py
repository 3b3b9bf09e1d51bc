"""A class on one server: 30, 100 and 200 visitors open a page within two seconds, and each has it run again every five.

`python -m benchmarks load` does all of it (about 25 minutes); `python -m benchmarks.load --visitors 30 --pages graph --warm` a part, which
is printed and not kept. Cold: the server has just started, and nobody has been there. Warm: one visitor has been on every page before.
Busy: warm, and a run, a projection and a measurement are under way (benchmarks/heavy_work.py).
Bare: an app of one line of text (benchmarks/bare_app.py), which is what Streamlit and these visitors cost by themselves.
Server and visitors share this machine's cores.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil
from tqdm import tqdm

from benchmarks import results
from benchmarks.heavy_work import heavy_work
from benchmarks.served import serving
from benchmarks.visitors import VisitFailed, Visitor
from vizvae.paths import PAGES

VISITORS = (30, 100, 200)
KINDS = ["warm", "cold", "busy", "bare"]
ARRIVAL_S = 2.0
RERUN_EVERY_S = 5.0
RERUNS = 3
AFTER_S = 130.0
"""Until memory is read after the visitors have left: Streamlit keeps the session of a lost connection for two minutes."""
UNDER_WAY_S = 15.0
"""Until run, projection and measurement are in their stride, all three begun with importing what they need"""
OPENS_FIRST = "sliders"
"""This page's address is the server's own"""


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """What visitors of one page have met with, in seconds, and what it has cost."""

    opening_median: float
    opening_p95: float
    rerun_median: float
    rerun_p95: float
    cpu_per_run_ms: float
    """Processor time of the server and its children, over all runs of the script"""
    peak_mb: float
    failed: int
    """Visitors whom the server dropped, or who waited in vain"""
    complaints: int
    """Exceptions and errors shown"""


class Watch:
    """Memory and processor time of a server and its children. Linux alone tells shared memory from the rest."""

    def __init__(self, server: psutil.Process) -> None:
        self._server = server
        self.peak = 0.0
        self._used: dict[tuple[int, float], float] = {}
        """Seconds, by process"""
        self._ended = threading.Event()

    def memory_mb(self) -> float:
        total = 0
        for process in self._family():
            try:
                total += process.memory_full_info().pss  # what children share counts once
            except psutil.NoSuchProcess:
                continue
        return total / 1e6

    def cpu_s(self) -> float:
        """So far, with what children had used when they were last seen: one that has ended has not given it back."""
        for process in self._family():
            with suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                self._used[process.pid, process.create_time()] = times.user + times.system
        return sum(list(self._used.values()))  # another thread may add to it

    def server_cpu_s(self) -> float:
        """Of the server's own process, so far."""
        times = self._server.cpu_times()
        return times.user + times.system

    def reset_peak(self) -> None:
        self.peak = self.memory_mb()

    def _family(self) -> list[psutil.Process]:
        return [self._server, *self._server.children(recursive=True)]

    def _look(self) -> None:
        while not self._ended.wait(0.5):
            self.peak = max(self.peak, self.memory_mb())
            self.cpu_s()

    def __enter__(self) -> Watch:
        threading.Thread(target=self._look, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()


@contextmanager
def watched_server(script: str = "app.py") -> Iterator[tuple[str, Watch, dict[str, str]]]:
    """A new server with runs of its own: its address, what watches it, and its environment."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {"VIZVAE_RUNS": f"{folder}/runs", "XDG_CACHE_HOME": f"{folder}/cache"}
        before = {child.pid for child in psutil.Process().children()}
        with serving(script, environment=environment, log=Path(folder) / "server.log") as url:
            (server,) = [child for child in psutil.Process().children() if child.pid not in before]
            with Watch(server) as watch:
                yield url, watch, environment


async def come(url: str, page: str, count: int, watch: Watch) -> Crowd:
    """`count` visitors of one page, who leave after `RERUNS` runs of it."""
    random_source = random.Random(0)
    openings: list[float] = []
    reruns: list[float] = []
    complaints: list[str] = []
    failures: list[str] = []

    async def visit(arrives: float) -> None:
        await asyncio.sleep(arrives)
        visitor = Visitor(url, path_of(page))
        async with visitor:
            try:
                openings.append(await visitor.open())
                for _ in range(RERUNS):
                    await asyncio.sleep(RERUN_EVERY_S)
                    reruns.append(await visitor.rerun())
            except VisitFailed as error:
                failures.append(str(error))
        complaints.extend(visitor.complaints)

    watch.reset_peak()
    cpu = watch.cpu_s()
    await asyncio.gather(*(visit(random_source.uniform(0, ARRIVAL_S)) for _ in range(count)))
    spent = watch.cpu_s() - cpu
    for said in [*dict.fromkeys([*failures, *complaints])][:3]:
        print(f"  {said[:300]}", file=sys.stderr)
    return Crowd(
        opening_median=_median(openings),
        opening_p95=_p95(openings),
        rerun_median=_median(reruns),
        rerun_p95=_p95(reruns),
        cpu_per_run_ms=1000 * spent / max(len(openings) + len(reruns), 1),
        peak_mb=watch.peak,
        failed=len(failures),
        complaints=len(complaints),
    )


async def look_at_every_page(url: str, pages: list[str]) -> None:
    for page in pages:
        async with Visitor(url, path_of(page)) as visitor:
            await visitor.open()


def _median(values: list[float]) -> float:
    return statistics.median(values) if values else float("nan")


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else _median(values)


def path_of(page: str) -> str:
    """In its address."""
    return "" if page == OPENS_FIRST else page


def page_names() -> list[str]:
    """The page that opens first, then the others."""
    names = sorted(path.stem for path in PAGES.glob("*.py"))
    return [OPENS_FIRST, *(name for name in names if name != OPENS_FIRST)]


def warm(pages: list[str], count: int, after_s: float, bar: tqdm[Any]) -> dict[str, dict[str, float]]:
    """One server for all pages; its memory before, at the peak and after is that of the whole visit."""
    rows: dict[str, dict[str, float]] = {}
    with watched_server() as (url, watch, _):
        asyncio.run(look_at_every_page(url, pages))
        time.sleep(3)
        before = watch.memory_mb()
        peak = before
        for page in pages:
            rows[f"warm, {count} visitors, {page}"] = asdict(asyncio.run(come(url, page, count, watch)))
            peak = max(peak, watch.peak)
            bar.update()
        time.sleep(after_s)
        asyncio.run(look_at_every_page(url, pages[:1]))
        rows[f"warm, {count} visitors, memory"] = {"before_mb": before, "peak_mb": peak, "after_mb": watch.memory_mb()}
    return rows


def cold(pages: list[str], count: int, bar: tqdm[Any]) -> dict[str, dict[str, float]]:
    """A new server for each page, whose first visitors all come at once."""
    rows: dict[str, dict[str, float]] = {}
    for page in pages:
        with watched_server() as (url, watch, _):
            before = watch.memory_mb()
            row = asdict(asyncio.run(come(url, page, count, watch)))
            time.sleep(3)
            rows[f"cold, {count} visitors, {page}"] = row | {"before_mb": before, "after_mb": watch.memory_mb()}
            bar.update()
    return rows


def busy(pages: list[str], count: int, bar: tqdm[Any]) -> dict[str, dict[str, float]]:
    rows: dict[str, dict[str, float]] = {}
    with watched_server() as (url, watch, environment):
        asyncio.run(look_at_every_page(url, pages))
        with heavy_work(url, environment):
            time.sleep(UNDER_WAY_S)
            for page in pages:
                rows[f"busy, {count} visitors, {page}"] = asdict(asyncio.run(come(url, page, count, watch)))
                bar.update()
    return rows


def bare(count: int, bar: tqdm[Any]) -> dict[str, dict[str, float]]:
    with watched_server("benchmarks/bare_app.py") as (url, watch, _):
        asyncio.run(look_at_every_page(url, [OPENS_FIRST]))
        row = asdict(asyncio.run(come(url, OPENS_FIRST, count, watch)))
        bar.update()
    return {f"bare, {count} visitors, one line": row}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--visitors", type=int, nargs="+", default=list(VISITORS))
    parser.add_argument("--pages", nargs="+", choices=page_names(), default=page_names())
    parser.add_argument("--warm", action="store_true", help="the warm server alone")
    parser.add_argument("--cold", action="store_true", help="the cold ones alone")
    parser.add_argument("--busy", action="store_true", help="the busy one alone")
    parser.add_argument("--bare", action="store_true", help="an app of one line alone")
    parser.add_argument("--after", type=float, default=AFTER_S, metavar="SECONDS", help="until memory is read at the end")
    options = parser.parse_args(arguments or [])
    kinds = [kind for kind in KINDS if getattr(options, kind)] or KINDS
    rows: dict[str, dict[str, float]] = {}
    crowds = sum(1 if kind == "bare" else len(options.pages) for kind in kinds)
    with tqdm(total=crowds * len(options.visitors), unit="page") as bar:
        for count in options.visitors:
            if "warm" in kinds:
                rows |= warm(options.pages, count, options.after, bar)
            if "cold" in kinds:
                rows |= cold(options.pages, count, bar)
            if "busy" in kinds:
                rows |= busy(options.pages, count, bar)
            if "bare" in kinds:
                rows |= bare(count, bar)
    if arguments:
        results.show("load", rows)
    else:
        results.write("load", rows)


if __name__ == "__main__":
    main(sys.argv[1:])
