from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import visiting
from tests.browser.graph_page import GraphPage
from tests.browser.page import Server


@pytest.fixture
def visit_graph(browser: Browser, server: Server) -> Iterator[Callable[..., GraphPage]]:
    with visiting(GraphPage, browser, server) as open_page:
        yield open_page
