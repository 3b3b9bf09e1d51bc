"""A graph model and lessons in one file each, opened from the disk without a network."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.graph.test_page import expected_counts
from tests.browser.standalone.opening import opened, unreadable
from vizvae.cli import main
from vizvae.graph.catalogue import find_graph_checkpoint
from vizvae.ui.graph.opened import OpenedGraph

WIDE: ViewportSize = {"width": 1280, "height": 800}


def counts(page: Page) -> list[int]:
    return [int(page.get_by_test_id(f"count-{kind}").inner_text().replace(",", "")) for kind in ("found", "invented", "missed")]


def test_a_graph_is_drawn_and_its_threshold_dragged(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "graph.html"
    assert main(["html", "karate-vgae", "-o", str(path)]) == 0
    with opened(browser, path, until="[data-testid=graph][data-settled=true]", viewport=WIDE) as page:
        first = counts(page)
        assert first == expected_counts("karate-vgae", first[0] + first[1])
        box = page.get_by_test_id("threshold").bounding_box()
        assert box is not None
        y, seen = box["y"] + box["height"] / 2, {tuple(first)}
        page.mouse.move(box["x"] + 0.2 * box["width"], y)
        page.mouse.down()
        for step in range(3, 9):
            page.mouse.move(box["x"] + 0.1 * step * box["width"], y)
            page.wait_for_timeout(50)
            seen.add(tuple(counts(page)))
        page.mouse.up()
        assert len(seen) > 4
        last = counts(page)
        assert last == expected_counts("karate-vgae", last[0] + last[1])
        page.evaluate("location.hash = '#page=graph&model=karate-vgae&nodes=33'")
        name = OpenedGraph.of(find_graph_checkpoint("karate-vgae")).trained.graph.names[33]
        expect(page.get_by_test_id("node-panel")).to_contain_text(name)
        expect(page.get_by_test_id("about")).to_be_visible()
        assert unreadable(page) == []


def number(page: Page, testid: str) -> float:
    return float(page.get_by_test_id(testid).inner_text().split()[0].replace("−", "-"))


def test_a_lesson_is_gone_through(browser: Browser, tmp_path: Path) -> None:
    """The steps that ask for something, one that does not, and what the teacher has hidden."""
    path = tmp_path / "lesson.html"
    assert main(["html", "--lesson", "lesson=autoencoder_terms_generation_bound&hide=bound.x", "-o", str(path)]) == 0
    with opened(browser, path, until="[data-testid=step][data-step=autoencoder]", viewport=WIDE) as page:
        page.get_by_test_id("choose-from").select_option("draw")
        page.get_by_test_id("another-draw").click()
        page.wait_for_url(lambda url: "draw=1" in url)
        page.get_by_test_id("step-terms").click()
        page.locator("[data-testid=step][data-step=terms]").wait_for()
        expect(page.get_by_test_id("recon")).to_be_visible()
        before = number(page, "recon")
        assert -before - number(page, "kl") == pytest.approx(number(page, "terms-elbo"), abs=0.02)
        page.get_by_test_id("other-digit").click()
        expect(page.get_by_test_id("recon")).not_to_have_text(f"{before:.2f}")
        page.get_by_test_id("step-generation").click()
        page.locator("[data-testid=step][data-step=generation]").wait_for()
        expect(page.get_by_test_id("step").locator("canvas").first).to_be_visible()
        page.get_by_test_id("step-bound").click()
        page.locator("[data-testid=step][data-step=bound]").wait_for()
        assert page.get_by_test_id("slider-x").count() == 0
        gap = page.get_by_test_id("gap").inner_text()
        slider = page.get_by_test_id("slider-mu")
        slider.press("PageUp")
        slider.press("PageUp")
        expect(page.get_by_test_id("gap")).not_to_have_text(gap)
        assert unreadable(page) == []
