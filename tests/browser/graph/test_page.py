"""The graph page in a browser: one threshold for everything, one selection in both pictures."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch
from playwright.sync_api import expect
from scipy.stats import spearmanr

from tests.browser.graph_page import GraphPage, trained
from tests.browser.manifold_page import saved
from vizvae.gaussian import DiagonalGaussian

Visit = Callable[..., GraphPage]


@cache
def all_pairs(name: str) -> tuple[torch.Tensor, torch.Tensor]:
    known = trained(name)
    n = known.graph.num_nodes
    pairs = torch.triu_indices(n, n, offset=1)
    return pairs, known.model.edge_logits(known.posterior.mu, pairs)


def expected_counts(name: str, num_predicted: int) -> list[int]:
    """found, invented, missed among so many predicted pairs, from the logits themselves."""
    known = trained(name)
    pairs, logits = all_pairs(name)
    best = logits.topk(num_predicted).indices
    found = int(known.graph.has_edges(pairs[:, best]).sum())
    return [found, num_predicted - found, known.graph.num_edges - found]


def test_the_threshold_follows_the_pointer_and_counts_the_whole_graph(visit_graph: Visit) -> None:
    graph = visit_graph("?model=cora-vgae")
    before = graph.counts()
    assert before == expected_counts("cora-vgae", before[0] + before[1])
    painted, image = graph.painted(), graph.pixels("layout")
    box = graph.box("threshold")
    y = box["y"] + box["height"] / 2
    graph.page.mouse.move(box["x"] + box["width"] * 0.3, y)
    graph.page.mouse.down()
    graph.sent.clear()
    seen = set()
    for part in np.linspace(0.3, 0.7, 9):
        graph.page.mouse.move(box["x"] + box["width"] * part, y)
        graph.page.wait_for_timeout(50)
        seen.add(tuple(graph.counts()))
    assert len(seen) >= 6  # while the button is still down
    assert graph.sent == []
    assert graph.painted() > painted
    with graph.new_address():
        graph.page.mouse.up()
    after = graph.counts()
    assert after == expected_counts("cora-vgae", after[0] + after[1])
    assert not np.array_equal(graph.pixels("layout"), image)
    precision, recall = after[0] / (after[0] + after[1]), after[0] / (after[0] + after[2])
    assert graph.number("precision") == pytest.approx(100 * precision, rel=0.06)
    assert graph.number("recall") == pytest.approx(100 * recall, rel=0.06)
    assert float(graph("pr-now").get_attribute("cx") or 0) == pytest.approx(100 * recall, abs=0.01)
    assert float(graph("pr-now").get_attribute("cy") or 0) == pytest.approx(100 - 100 * precision, abs=0.01)


def test_why_a_high_auc_goes_with_a_low_precision(visit_graph: Visit) -> None:
    graph = visit_graph("?model=cora-vgae")
    graph("why").locator("summary").click()
    predicted, found = (int(graph.text(f"why-{what}").replace(",", "")) for what in ("predicted", "found"))
    assert found == expected_counts("cora-vgae", predicted)[0]
    logits = trained("cora-vgae").model.edge_logits(trained("cora-vgae").posterior.mu, trained("cora-vgae").graph.edge_index)
    # At the nearest of the page's thresholds, which lie two or three edges apart.
    assert found == pytest.approx(int((logits >= 0).sum()), abs=3)
    expect(graph("why")).to_contain_text(f"{100 * found / predicted:.2g} %")


def test_as_many_as_there_are_edges_and_by_rank(visit_graph: Visit) -> None:
    graph = visit_graph("?model=karate-vgae&predicted=200")
    graph("as-many").click()
    found, invented, missed = graph.counts()
    assert found + missed == trained("karate-vgae").graph.num_edges
    assert found + invented >= found + missed
    graph("by-rank").click()
    assert graph.text("predicted") == f"{found + invented:,}"
    layer = graph.pixels("layout")
    graph("kind-invented").click()
    graph.until(lambda: not np.array_equal(graph.pixels("layout"), layer), "the invented edges are there")


def test_a_node_is_marked_in_both_pictures_and_explained(visit_graph: Visit) -> None:
    graph = visit_graph("?model=karate-vgae&nodes=33")
    known = trained("karate-vgae")
    assert graph("node-mark-33").count() == 2
    card = graph("node-card")
    expect(card).to_contain_text(known.graph.names[33])
    expect(card).to_contain_text(f"{int(known.graph.degrees[33])} neighbours")
    logits = known.model.edge_logits(known.posterior.mu, torch.stack([torch.full((34,), 33), torch.arange(34)]))
    logits[33] = -torch.inf
    best = logits.topk(3)
    rows, first = graph("neighbours").locator("tbody tr"), graph("predicted-first").locator("li")
    for i in range(3):
        real = bool(known.graph.has_edges(torch.tensor([[33], [int(best.indices[i])]])))
        for line in (rows.nth(i), first.nth(i)):
            expect(line).to_contain_text(known.graph.names[int(best.indices[i])])
            expect(line).to_contain_text(f"{float(best.values[i].sigmoid()):.4f}")
            expect(line).to_contain_text("edge" if real else "invented")
    real_neighbours = {int(node) for node in known.graph.edge_index[:, (known.graph.edge_index == 33).any(0)].flatten()} - {33}
    later = real_neighbours - {int(node) for node in logits.topk(12).indices}
    assert later
    expect(graph("further-down").get_by_role("button")).to_have_count(min(12, len(later)))
    other = int(best.indices[0])
    rows.nth(0).hover()
    expect(graph(f"node-mark-{other}")).to_have_count(2)


def test_a_click_chooses_the_node_and_shift_makes_it_a_pair(visit_graph: Visit) -> None:
    graph = visit_graph("?model=karate-vgae&nodes=0")
    place = graph.place_of(0)
    with graph.new_address():
        graph("forget").click()
    expect(graph("node-mark-0")).to_have_count(0)
    with graph.new_address():
        graph.click_node(place)
    assert graph.address["nodes"] == "0"
    rows = graph("neighbours").locator("tbody tr")
    name = rows.nth(0).locator("button").inner_text()
    node = trained("karate-vgae").graph.names.index(name)
    rows.nth(0).hover()
    place = graph.place_of(node)
    graph.page.keyboard.down("Shift")
    with graph.new_address():
        graph.click_node(place)
    graph.page.keyboard.up("Shift")
    assert graph.address["nodes"] == f"0_{node}"
    mu = trained("karate-vgae").posterior.mu
    expect(graph("pair")).to_contain_text(f"{float((mu[0] @ mu[node]).sigmoid()):.4f}")
    box = graph.box("layout")
    graph.page.mouse.click(box["x"] + 3, box["y"] + 3, button="right")  # beside all nodes; the menu is the browser's
    graph.page.wait_for_timeout(600)
    assert graph.address["nodes"] == f"0_{node}"


def test_a_link_shows_the_same_and_another_model_the_same_nodes(visit_graph: Visit) -> None:
    first = visit_graph("?model=cora-vgae&nodes=7&colour=degree&show=found&predicted=500")
    second = visit_graph(first.link, anew=True)
    assert second.counts() == first.counts()
    np.testing.assert_array_equal(second.pixels("layout"), first.pixels("layout"))
    assert second("kind-invented").get_attribute("aria-pressed") == "false"


def test_resampling_moves_the_nodes_and_the_means_come_back(visit_graph: Visit) -> None:
    graph = visit_graph("?model=karate-vgae")
    before, layout = graph.pixels("embedding"), graph.pixels("layout")
    graph("resample").click()
    graph.until(lambda: not np.array_equal(graph.pixels("embedding"), before), "the nodes have moved")
    graph("means").click()
    graph.until(lambda: np.array_equal(graph.pixels("embedding"), before), "the means are back")
    np.testing.assert_array_equal(graph.pixels("layout"), layout)


def test_where_is_my_paper_and_what_is_known_of_it(visit_graph: Visit, tmp_path: Path) -> None:
    graph = visit_graph("?model=cora-vgae&predicted=5000")
    known = trained("cora-vgae")
    node = known.graph.names.index("paper 35")
    # Far away in both pictures: choosing it brings it into view.
    for picture in ("embedding", "layout"):
        box = graph.box(picture)
        graph.page.mouse.move(box["x"] + 5, box["y"] + 5)
        graph.page.keyboard.down("Control")
        graph.page.mouse.wheel(0, -2000)
        graph.page.keyboard.up("Control")
    graph("find").fill("35")
    with graph.new_address():
        graph("find").press("Enter")
    assert graph.address["nodes"] == str(node)
    marks = graph.page.locator(f"svg.marks [data-testid=node-mark-{node}] circle")
    side = graph.box("layout")["width"]
    for i in range(2):
        assert all(0 < float(marks.nth(i).get_attribute(axis) or 0) < side for axis in ("cx", "cy"))
    facts = graph.text("node-facts")
    assert "paper 35" in facts
    assert f"{int(known.graph.degrees[node])} edges" in facts
    assert isinstance(known.posterior, DiagonalGaussian)
    sigma = known.posterior.std.mean(1)
    assert f"surer of it than of {100 * int((sigma > sigma[node]).sum()) // 2708}\xa0% of the nodes" in facts

    found = [int(graph.text(f"found-{part}").replace(",", "")) for part in ("training", "validation", "test")]
    assert sum(found) == graph.counts()[0]
    layer = graph.pixels("layout")
    with graph.new_address():
        graph("part-training").click()
    assert graph.address["parts"] == "validation_test"
    graph.until(lambda: not np.array_equal(graph.pixels("layout"), layer), "the training edges are gone")

    embedding = graph.pixels("embedding")
    with graph.new_address():
        graph("plane").select_option("umap")
    assert graph.address["plane"] == "umap_15_0.1_0"
    graph.until(lambda: not np.array_equal(graph.pixels("embedding"), embedding), "the shipped map is there")
    assert graph("projection-progress").count() == 0

    graph("uncertainty").locator("summary").click()
    training_degrees = torch.bincount(known.split.train.flatten(), minlength=known.graph.num_nodes)
    expected = float(spearmanr(training_degrees.numpy(), sigma.numpy())[0])  # pyright: ignore[reportArgumentType]
    expect(graph("uncertainty-said")).to_contain_text(f"{expected:.2f}".replace("-", "−"))

    table = saved(graph, "csv-edges", tmp_path).read_text().splitlines()
    assert len(table) == known.graph.num_edges + 1
    assert sum(row.endswith(",found,training edges") for row in table) == sum(found)


def test_a_phone(visit_graph: Visit) -> None:
    graph = visit_graph("?model=karate-vgae", width=390, color_scheme="dark")
    assert graph.page.evaluate("() => document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_above_or_below_the_pictures_is_cut_and_the_curves_have_numbers(visit_graph: Visit, width: int) -> None:
    graph = visit_graph("?model=cora-vgae", width=width, anew=True)
    cut = "all => all.filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.textContent)"
    assert graph.page.locator(".picture figcaption").evaluate_all(cut) == []
    embedding, layout = graph.box("embedding"), graph.box("layout")
    assert width < 760 or embedding["y"] == layout["y"]
    widths = graph.page.locator(".threshold .score").evaluate_all("all => all.map((e) => Math.round(e.clientWidth))")
    assert len(widths) == 3
    assert max(widths) - min(widths) <= 2
    expect(graph("roc-up")).to_have_text("10.50")
    expect(graph("roc-across")).to_have_text("00.51")


def test_a_node_far_out_is_marked_among_the_others(visit_graph: Visit) -> None:
    graph = visit_graph("?model=cora-vgae", anew=True)
    graph("choose-example").click()
    graph.settle()
    drawn = graph.pixels("embedding")
    assert (drawn != drawn[0, 0]).mean() > 0.02  # not one point with one line in an empty picture
