"""The very first visitor of a server that has never shown a page."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from benchmarks.served import serving
from tests.browser.page import Sliders, close_page
from tests.helpers.examples import examples

LINK = "?model=mnist-2d&z=0.5_-1.25"


@pytest.mark.parametrize("address", examples(["models", LINK], daily=[LINK]))
def test_a_deep_link_into_a_cold_server(browser: Browser, tmp_path: Path, address: str) -> None:
    log = tmp_path / "server.log"
    with serving(environment={"VIZVAE_RUNS": str(tmp_path / "none")}, log=log) as url:
        sliders = Sliders.open(browser, url, address, ready=False)
        page = sliders.page
        for title in ("Latent sliders", "Models"):  # the frame
            page.get_by_test_id("stTopNav").get_by_role("link", name=title).wait_for()
        if address == "models":
            page.get_by_role("heading", name="Models", exact=True).wait_for()
            page.get_by_test_id("stDataFrame").wait_for()
        else:
            sliders.wait_until_ready("mnist-2d")
            assert sliders.z == [0.5, -1.25]
            assert sliders.pixels().std() > 5
        assert page.url.startswith(f"{url}/{address.split('&')[0]}")
        assert page.get_by_text("Page not found").count() == 0
        close_page(page)
        assert sliders.complaints == []
