"""One server and one Chromium for all tests of this folder, a page of its own for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Browser, expect

from benchmarks.served import chromium, serving
from scripts.get_chromium import find_shell
from tests.browser.manifold_page import Manifold
from tests.browser.page import PATIENCE_S, Explorer, Server, Sliders, close_page
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
def browser() -> Iterator[Browser]:
    """Until this folder's last test only: beside a running Playwright no other test could start an event loop."""
    with chromium(find_shell()) as started:
        yield started


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
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a server that the tests of one file have to themselves, with nothing trained on it: what they add and train no others see."""
    folder = tmp_path_factory.mktemp("own_server")
    with serving(environment={"VIZVAE_RUNS": str(folder / "runs")}, log=folder / "server.log") as address:
        yield address
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def visiting(kind: type[Kind], browser: Browser, server: Server) -> Iterator[Callable[..., Kind]]:
    """In the end nobody's console may hold an error."""
    visitors: list[Kind] = []

    def open_page(address: str = "", **context: Any) -> Kind:
        visitor = kind.open(browser, server.url, address, **context)
        visitors.append(visitor)
        return visitor

    yield open_page
    for visitor in visitors:
        close_page(visitor.page)
    for visitor in visitors:
        assert visitor.complaints == []


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Callable[..., Sliders]]:
    """Opens the sliders as a new visitor: `visit("?model=…", width=…, color_scheme=…)`."""
    with visiting(Sliders, browser, server) as open_page:
        yield open_page


@pytest.fixture(scope="module")
def visit_map(browser: Browser, server: Server) -> Iterator[Callable[..., Manifold]]:
    """Opens the manifold page likewise; its visitors stay until the end of the file, so that tests may share one."""
    with visiting(Manifold, browser, server) as open_page:
        yield open_page


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failure shows the end of the server's log."""
    report = yield
    server = getattr(item, "funcargs", {}).get("server")
    if report.failed and isinstance(server, Server):
        report.sections.append(("end of the server's log", server.tail()))
    return report
