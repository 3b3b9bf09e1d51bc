"""Do the metrics tell the truth: a constructed code is turned, and the metrics are watched."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.page import Server, close_page, new_page

LOOKED_AT = re.compile(r"code=(rotated&angle=(0|45)|duplicated)&")


def of_no_interest(url: str) -> bool:
    """All metrics of a code that the test only passes by: the slow ones take the server seconds for each."""
    return "/constructed?" in url and "all=1" in url and not LOOKED_AT.search(url)


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    opened = new_page(browser, height=1500)
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.route(of_no_interest, lambda route: route.continue_(url=route.request.url.replace("all=1", "")))
    opened.goto(server.url + "/factors")
    yield opened
    close_page(opened)
    assert complaints == []


def value(page: Page, metric: str) -> float:
    return float(page.get_by_test_id(f"value-{metric}").inner_text())


def test_turning_the_code_fells_the_mig_while_informativeness_stays(page: Page) -> None:
    panel = page.get_by_test_id("metric-checks-panel")
    panel.wait_for()
    panel.scroll_into_view_if_needed()
    expect(panel).to_have_attribute("data-stale", "false")
    assert value(page, "mig") > 0.95
    before = value(page, "dci_informativeness")
    slider = page.get_by_test_id("parameter")
    slider.focus()
    seen = []
    for angle in range(5, 50, 5):
        with page.expect_response(lambda answer, angle=angle: f"angle={angle}&" in answer.url + "&"):
            for _ in range(5):
                slider.press("ArrowRight")
        # What is computed when the slider rests is grey until then; what follows it is not.
        expect(page.get_by_test_id("truth-mig")).to_have_attribute("data-stale", "false")
        seen.append(value(page, "mig"))
    expect(panel).to_have_attribute("data-stale", "false")
    assert value(page, "mig") < 0.03
    assert len({round(mig, 1) for mig in seen}) >= 4  # it fell under the hand, not at once
    assert value(page, "dci_informativeness") > before - 0.1
    page.get_by_test_id("code-duplicated").click()
    expect(panel).to_have_attribute("data-stale", "false")
    assert value(page, "mig") < 0.03
    assert value(page, "modularity") > 0.95
