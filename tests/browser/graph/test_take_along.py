"""Communities as colours and as a table, and what one takes along: pictures on white, the surroundings of a node."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import numpy as np
from PIL import Image
from playwright.sync_api import expect

from tests.browser.graph_page import GraphPage, trained
from tests.browser.manifold_page import saved
from vizvae.graph.communities import compare_groups, find_communities
from vizvae.graph.export import CLASS_COLOURS, surroundings

Visit = Callable[..., GraphPage]


def test_communities_are_coloured_compared_and_taken_along(visit_graph: Visit, tmp_path: Path) -> None:
    graph = visit_graph("?model=karate-vgae&nodes=0")
    known = trained("karate-vgae")
    communities = find_communities(known.graph)
    groups, _ = compare_groups(known.graph, communities, known.posterior.mu)
    with graph.new_address():
        graph("node-colour").select_option("community")
    assert graph.address["colour"] == "community"
    legend = graph.page.locator(".pictures .map-legend .legend-class")
    graph.until(lambda: legend.count() == len(communities.sizes), "the communities are there")
    shown = [int(re.findall(r"\((\d+)\)", text)[0]) for text in legend.all_inner_texts()]
    assert shown == communities.sizes.tolist()

    graph("groups").locator("summary").click()
    for table, lines in (("groupings", groups.groupings), ("agreements", groups.agreements)):
        expect(graph(table).locator("tbody tr")).to_have_count(len(lines))  # they come after the communities
    rows = graph("groupings").locator("tbody tr").all_inner_texts()
    assert [float(row.split("\t")[2]) for row in rows] == [round(one.modularity, 3) for one in groups.groupings]
    rows = graph("agreements").locator("tbody tr").all_inner_texts()
    assert [[float(cell) for cell in row.split("\t")[1:3]] for row in rows] == [
        [round(one.ari, 3), round(one.nmi, 3)] for one in groups.agreements
    ]

    near = surroundings(known.graph.edge_index, known.graph.num_nodes, 0, 1).tolist()
    drawn = nx.read_gexf(saved(graph, "around-gexf", tmp_path))
    assert set(near) <= set(map(int, drawn))
    real = {frozenset(map(int, ends[:2])) for ends in drawn.edges(data="part") if ends[2] != "none"}
    among = [pair for pair in known.graph.edge_index.T.tolist() if set(map(str, pair)) <= set(drawn)]
    assert real == set(map(frozenset, among))
    for node in near:
        colour = drawn.nodes[str(node)]["viz"]["color"]
        assert tuple(colour[one] for one in "rgb") == CLASS_COLOURS[int(communities.labels[node])]
    svg = saved(graph, "around-svg", tmp_path).read_text()
    assert all(f">{known.graph.name_of(node)}</text>" in svg for node in near)
    for button in ("around-png", "png-layout"):
        pixels = np.asarray(Image.open(saved(graph, button, tmp_path)).convert("RGB")).reshape(-1, 3)
        assert (pixels[-1] == 255).all(), "on white"
        colours = set(map(tuple, pixels.tolist()))
        assert {CLASS_COLOURS[int(communities.labels[node])] for node in near} <= colours
