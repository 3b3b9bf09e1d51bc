"""The two pictures of the graph page: what is seen at first, and how one comes closer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from tests.browser.graph_page import GraphPage, trained
from tests.browser.look import contrast, paper_of, parse

Visit = Callable[..., GraphPage]


def test_at_first_all_is_on_one_screen_and_nothing_that_is_not_there(visit_graph: Visit) -> None:
    graph = visit_graph("?model=cora-vgae", anew=True, width=1280, height=800)
    for testid in ("threshold", "kind-missed", "embedding", "layout", "node-card"):
        box = graph(testid).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 800, testid
    shown = {kind: graph(f"kind-{kind}").get_attribute("aria-pressed") for kind in ("found", "invented", "missed")}
    assert shown == {"found": "true", "invented": "false", "missed": "true"}
    known = trained("cora-vgae")
    held_out = torch.cat([known.split.validation, known.split.test], 1).flatten().bincount(minlength=known.graph.num_nodes)
    expect(graph("node-card")).to_contain_text(f"for example {known.graph.names[int(held_out.argmax())]}")
    # Of the largest nodes, the names; once one is chosen, its own alone.
    names = graph.page.locator(".node-name").all_text_contents()
    largest = [known.graph.names[node] for node in known.graph.degrees.argsort(descending=True)[:40].tolist()]
    assert 6 <= len(names) <= 14
    assert set(names) <= set(largest)
    with graph.new_address():
        graph("choose-example").click()
    expect(graph.page.locator(".node-name")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pictures_follow_the_theme(visit_graph: Visit, scheme: str) -> None:
    graph = visit_graph("?model=karate-vgae", color_scheme=scheme)
    paper = paper_of(graph("layout"))
    assert (min(paper) > 0.9) if scheme == "light" else (max(paper) < 0.2)
    name = graph.page.locator(".node-name").first
    ink, _ = parse(name.evaluate("element => getComputedStyle(element).fill"))
    assert contrast(ink, paper) > 7
    assert name.evaluate("element => parseFloat(getComputedStyle(element).fontSize)") >= 13


def test_invented_edges_are_drawn_around_the_node_in_question(visit_graph: Visit) -> None:
    """And all of them where they are asked for."""
    graph = visit_graph("?model=karate-vgae&nodes=0&predicted=200")
    around = graph.pixels("layout")
    with graph.new_address():
        graph("kind-invented").click()
    np.testing.assert_array_equal(graph.pixels("layout"), around, "with a node chosen they are there already")
    with graph.new_address():
        graph("forget").click()
    graph.page.mouse.move(2, 2)
    graph.settle()
    everything = graph.pixels("layout")
    with graph.new_address():
        graph("kind-invented").click()
    graph.until(lambda: not np.array_equal(graph.pixels("layout"), everything), "without a node they are gone")


def test_closer_and_back(visit_graph: Visit) -> None:
    graph = visit_graph("?model=karate-vgae")
    before = graph.pixels("layout")
    graph("layout-in").click()
    graph.until(lambda: not np.array_equal(graph.pixels("layout"), before), "closer")
    graph("layout-fit").click()
    graph.until(lambda: np.array_equal(graph.pixels("layout"), before), "all nodes again")
    box = graph.box("layout")
    graph.page.mouse.move(box["x"] + 3, box["y"] + 3)
    graph.page.keyboard.down("Control")
    graph.page.mouse.wheel(0, -400)
    graph.page.keyboard.up("Control")
    graph.until(lambda: not np.array_equal(graph.pixels("layout"), before), "closer by Ctrl and the wheel")
    graph("layout-fit").click()
    graph.until(lambda: np.array_equal(graph.pixels("layout"), before), "all nodes again")
    scrolled = "() => document.querySelector('[data-testid=stMain]').scrollTop"
    top = graph.page.evaluate(scrolled)
    graph.box("layout")
    graph.page.mouse.move(box["x"] + 3, box["y"] + 3)
    graph.page.mouse.wheel(0, 300)
    graph.until(lambda: graph.page.evaluate(scrolled) > top, "the wheel alone scrolls the page")
    graph.page.mouse.wheel(0, -300)


def test_a_node_and_its_neighbours_fill_the_picture(visit_graph: Visit) -> None:
    graph = visit_graph("?model=karate-vgae&nodes=5")
    graph("look-at").click()
    known = trained("karate-vgae").graph
    edges = known.edge_index[:, (known.edge_index == 5).any(0)]
    places = []
    for node in {int(one) for one in edges.flatten()} - {5}:
        graph("neighbours").get_by_role("button", name=known.names[node], exact=True).or_(
            graph("further-down").get_by_role("button", name=known.names[node], exact=True)
        ).first.hover()
        mark = graph.page.locator(f"svg.marks [data-testid=node-mark-{node}] circle")
        if mark.count() == 2:  # the rows of the table mark what they name; the line below it does not
            places.append([float(mark.nth(1).get_attribute(axis) or 0) for axis in ("cx", "cy")])
    side = graph.box("layout")["width"]
    assert places
    assert np.min(places) >= 0
    assert np.max(places) <= side


def test_a_pair_without_a_keyboard(visit_graph: Visit) -> None:
    graph = visit_graph("?model=karate-vgae&nodes=0")
    graph("pair-with").click()
    expect(graph("pair-with")).to_have_text("Now click or find the other one")
    graph("find").fill("member 33")
    with graph.new_address():
        graph("find").press("Enter")
    assert graph.address["nodes"] == "0_32"
    expect(graph("pair")).to_contain_text("member 33")
    expect(graph("pair-with")).to_have_attribute("aria-pressed", "false")
