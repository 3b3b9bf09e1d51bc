"""From another page one comes back to the map as one has left it: what it shows, what the address says and what is taken along agree."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.explorer.test_take_along import taken_along
from tests.browser.manifold_page import VisitMap


def test_from_another_page_one_comes_back_to_the_map_as_it_was(visit_map: VisitMap) -> None:
    manifold = visit_map("?model=mnist-2d", anew=True)
    manifold.toggle("prior")
    manifold("mode-lasso").click()
    with manifold.new_address():
        manifold.drag([(-1.5, -1.0), (-0.5, -1.0), (-0.5, 0.5), (-1.5, 0.5), (-1.5, -1.0)])
    summary = manifold.text("selection-summary")
    manifold.page.wait_for_timeout(1000)  # until it has been reported
    manifold.settle()
    manifold.page.get_by_role("link", name="Data", exact=True).click()
    manifold.page.get_by_text("Your sets").wait_for()
    manifold.page.get_by_role("link", name="Manifold", exact=True).click()
    manifold.wait_until_ready()
    assert "prior" in manifold.layers, "the address says so"
    expect(manifold("layer-prior")).to_have_attribute("aria-pressed", "true")
    manifold("tab-selection").click()
    assert manifold.text("selection-summary").split(".")[0] == summary.split(".")[0]
    assert len(taken_along(manifold, "map_along", "mnist-2d-selection")) == int(summary.split()[0].replace(",", ""))
