"""How a server's memory grows with its visitors, who speak Streamlit's own protocol."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path

import psutil

from benchmarks.served import serving
from benchmarks.visitors import Visitor
from vizvae.ui.server.warm_up import TRIM_EVERY

SETTLED_AFTER = TRIM_EVERY + 1
"""Seconds"""
LEAK = """
import threading

KEPT = []
run = threading.Thread.run

def leaky(self):
    if self.name.startswith("ScriptRunner"):
        KEPT.append(b"x" * 1_000_000)
    run(self)

threading.Thread.run = leaky
"""
"""As `sitecustomize.py`: each run of a page leaves a megabyte behind."""


@contextmanager
def watched(folder: Path, *, leaks: bool = False) -> Iterator[tuple[str, psutil.Process]]:
    """A server with nobody's models but those that ship: its address and its process."""
    environment = {"VIZVAE_RUNS": str(folder / "runs"), "XDG_CACHE_HOME": str(folder / "cache")}
    if leaks:
        (folder / "sitecustomize.py").write_text(LEAK, encoding="utf-8")
        environment["PYTHONPATH"] = str(folder)
    before = {child.pid for child in psutil.Process().children()}
    with serving(environment=environment) as url:
        (server,) = [child for child in psutil.Process().children() if child.pid not in before]
        yield url, server


def open_pages(url: str, pages: Sequence[str], count: int) -> None:
    """`count` visitors one after the other, each of the next page, who have it run again and leave."""

    async def visit() -> None:
        for page in islice(cycle(pages), count):
            async with Visitor(url, page) as visitor:
                await visitor.open()
                await visitor.rerun()
                assert not visitor.complaints

    asyncio.run(visit())


def change_models(url: str, models: Sequence[str], count: int) -> None:
    """One visitor who follows links to one model after another, from page to page."""

    async def visit() -> None:
        async with Visitor(url, "manifold") as visitor:
            await visitor.open()
            for page, model in islice(zip(cycle(("sliders", "manifold")), cycle(models)), count):
                await visitor.go(page, f"model={model}")
                assert not visitor.complaints
                assert f"model={model}&" in visitor.query + "&"

    asyncio.run(visit())


def settled_mb(server: psutil.Process) -> float:
    """Of the server alone, once what it has freed has gone back to the system."""
    time.sleep(SETTLED_AFTER)
    return server.memory_full_info().uss / 1e6
