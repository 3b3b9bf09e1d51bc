"""The graph page in a browser: one model beside others. The KL weight, the leak, the comparison."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.graph_page import GraphPage, trained
from tests.browser.manifold_page import saved
from vizvae.gaussian import DiagonalGaussian
from vizvae.graph.catalogue import find_graph_checkpoint, list_graph_checkpoints
from vizvae.graph.families import relatives

Visit = Callable[..., GraphPage]


def slide(graph: GraphPage, place: int) -> None:
    graph("kl-slider").evaluate(
        "(slider, place) => { slider.value = place; slider.dispatchEvent(new Event('input', {bubbles: true})); }", place
    )


def test_the_weight_of_the_kl_is_a_slider_over_trained_models(visit_graph: Visit) -> None:
    graph = visit_graph("?model=cora-vgae&nodes=7", height=1500)
    family = relatives(list_graph_checkpoints())["cora-vgae"].family
    before = graph.pixels("embedding")
    graph("groups").locator("summary").click()  # stays open, of whatever model is shown
    expect(graph("groupings")).to_be_visible()
    with graph.new_address():
        slide(graph, len(family) - 1)
        graph.wait_until_ready(family[-1].name)
    assert graph.address["model"] == family[-1].name
    assert graph.address["nodes"] == "7", "the same paper stays chosen"
    posterior = trained(family[-1].name).posterior
    assert isinstance(posterior, DiagonalGaussian)
    assert graph.number("mean-std") == pytest.approx(posterior.std.mean().item(), abs=6e-4)
    assert graph.number("kl-node") == pytest.approx(posterior.kl.mean().item(), abs=6e-3)
    expect(graph("alive")).to_have_text("0 of 16")
    expect(graph("kl-panel")).to_contain_text("the codes have collapsed onto the prior")
    expect(graph("groupings")).to_be_visible()
    graph.settle()
    after = graph.pixels("embedding")
    assert not np.array_equal(before, after)
    # The scale stays: the codes have shrunk onto the prior's middle.
    lit = [(np.asarray(image)[..., :3].max(-1) > 60).mean() for image in (before, after)]
    assert lit[1] < 0.2 * lit[0]

    # Back leads to what was there before, also in the address, and Forward to the last again.
    link = graph.link
    graph.page.go_back()
    graph.wait_until_ready("cora-vgae")
    graph.until(lambda: np.array_equal(graph.pixels("embedding"), before), "the first picture is back")
    assert graph.address["nodes"] == "7"
    graph.page.wait_for_timeout(1000)  # longer than it takes to report a change: this was none
    assert graph.address["model"] == "cora-vgae"
    graph.page.go_forward()
    graph.wait_until_ready(family[-1].name)
    assert graph.link == link

    # The page is left and come back to: it is where it was, and says so everywhere.
    graph.page.get_by_role("link", name="Models", exact=True).click()
    expect(graph.page.get_by_role("heading", name="Models")).to_be_visible()
    graph.page.get_by_role("link", name="Graph", exact=True).click()
    graph.wait_until_ready(family[-1].name)
    graph.settle()
    assert graph.address["model"] == family[-1].name


def test_leaked_test_edges_make_the_auc_jump_and_are_in_the_link_and_in_what_is_saved(visit_graph: Visit, tmp_path: Path) -> None:
    graph = visit_graph("?model=cora-vgae")
    # A technical word explains itself: to the keyboard, and to the mouse.
    word, says = graph("kl-panel").locator(".term").nth(1), graph.page.get_by_role("tooltip")
    word.press("Enter")
    expect(says).to_contain_text("Standard deviation")
    word.press("Escape")
    expect(says).to_have_count(0)
    word.hover()
    expect(says).to_be_visible()
    graph.rest()
    expect(says).to_have_count(0)
    counts = graph.counts()
    with graph.new_address():
        graph("leak-switch").check()
        expect(graph("leak-verdict")).to_contain_text("worth nothing")
    assert graph.address["leaked"] == "1"
    evaluation = find_graph_checkpoint("cora-vgae").card["evaluation"]
    leaked, honest = 100 * evaluation["leaked"]["auc"], 100 * evaluation["scores"]["auc"]
    expect(graph("leak-verdict")).to_contain_text(f"from {honest:.1f} % to {leaked:.1f} %")
    expect(graph("family-auc")).to_have_text(f"{leaked:.1f} %")
    assert graph.counts() != counts
    table = saved(graph, "csv-edges", tmp_path)
    assert table.name == "cora-vgae-leaked-edges.csv"
    assert all(line.endswith(",all edges") for line in table.read_text().splitlines()[1:])
    with graph.new_address():
        graph("leak-switch").uncheck()
        expect(graph("leak-verdict")).to_have_count(0)
    assert graph.counts() == counts


def test_models_of_one_split_beside_one_another(visit_graph: Visit) -> None:
    graph = visit_graph("?model=cora-vgae", height=1500)
    graph("compare").locator("summary").click()
    others = relatives(list_graph_checkpoints())["cora-vgae"].siblings
    for one in others:
        card = graph(f"compare-{one.name}")
        expect(card).to_contain_text(f"{100 * one.card['evaluation']['scores']['auc']:.1f} %")
    drawn = graph("compare-cora-gae").locator("canvas")
    graph.until(
        lambda: drawn.evaluate("c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v > 0)"), "drawn"
    )
    with graph.new_address():
        graph("compare-cora-gae").click()
        graph.wait_until_ready("cora-gae")
    assert graph.address["model"] == "cora-gae"
    expect(graph("kl-panel")).to_have_count(0)
