"""One server and one Chromium for all tests of this folder, a page of its own for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from benchmarks.served import launch_chromium, serving
from scripts.get_chromium import find_shell
from tests.browser.lent import keep_none, lend, take_back
from tests.browser.manifold_page import Manifold
from tests.browser.page import PATIENCE_S, Explorer, Server, Sliders
from tests.browser.unusual_models import write_unusual_models

HERE = Path(__file__).parent
Kind = TypeVar("Kind", bound=Explorer)
expect.set_options(timeout=PATIENCE_S * 1000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test of this folder that fails is tried once more, and the summary counts it as rerun: what a visitor does by hand on a machine
    that does something else besides."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("browser")
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Until this folder's last test only: beside a running Playwright no other test could start an event loop."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    started = launch_chromium(playwright, find_shell())
    yield started
    started.close()


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The dashboard, with the models that ship and the ones of `unusual_models`."""
    folder = tmp_path_factory.mktemp("served")
    runs = write_unusual_models(folder / "runs")
    log = folder / "server.log"
    with serving(environment={"VIZVAE_RUNS": str(runs)}, log=log) as url:
        yield Server(url, log, runs)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def url(server: Server) -> Iterator[str]:
    """Of the server, for a file whose tests train and add things: what they leave no other file sees. A second server takes ten seconds."""
    before = set(server.runs.iterdir())
    yield server.url
    for made in set(server.runs.iterdir()) - before:
        shutil.rmtree(made, ignore_errors=True)  # the lock of the queue is a file, and a run that ends just now may write


@contextmanager
def visiting(kind: type[Kind], browser: Browser, server: Server) -> Iterator[Callable[..., Kind]]:
    """In the end nobody's console may hold an error. A visitor comes from another page of the dashboard; `anew`, or not to be waited for,
    by typing the address."""
    visitors: list[Kind] = []

    def open_page(address: str = "", *, anew: bool = False, **context: Any) -> Kind:
        visitor = (kind.open if anew or {"ready", "newcomer"} & context.keys() else partial(lend, kind))(
            browser, server.url, address, **context
        )
        visitors.append(visitor)
        return visitor

    yield open_page
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    for visitor in visitors:
        take_back(visitor)
    assert complaints == []


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Callable[..., Sliders]]:
    """Opens the sliders as a new visitor: `visit("?model=…", width=…, color_scheme=…)`."""
    with visiting(Sliders, browser, server) as open_page:
        yield open_page


@pytest.fixture
def visit_map(browser: Browser, server: Server) -> Iterator[Callable[..., Manifold]]:
    """Opens the manifold page likewise."""
    with visiting(Manifold, browser, server) as open_page:
        yield open_page


@pytest.fixture(scope="module")
def stay_on_map(browser: Browser, server: Server) -> Iterator[Callable[..., Manifold]]:
    """Opens it for all tests of a file, which share the visitor."""
    with visiting(Manifold, browser, server) as open_page:
        yield open_page


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failure shows the end of the server's log."""
    report = yield
    if report.failed:
        keep_none()
    server = getattr(item, "funcargs", {}).get("server")
    if report.failed and isinstance(server, Server):
        report.sections.append(("end of the server's log", server.tail()))
    return report
