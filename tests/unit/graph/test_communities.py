"""Communities, modularity and agreement, against numbers worked out by hand and networkx; what is written for other programs."""

from __future__ import annotations

import csv
import io
from math import log
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
import torch

from tests.unit.graph.small import communities, inner_product_model
from vizvae.figures.style import CLASSES
from vizvae.gaussian import DiagonalGaussian
from vizvae.graph.checkpoint import TrainedGraph
from vizvae.graph.codes_file import codes_csv, codes_npz, write_codes
from vizvae.graph.communities import Communities, compare_groups, find_communities, modularity
from vizvae.graph.data import Graph, canonical_edges
from vizvae.graph.export import CLASS_COLOURS, export_graph, surroundings
from vizvae.graph.layout import layout
from vizvae.graph.split import split_edges

BARBELL = torch.tensor([[0, 0, 1, 2, 3, 3, 4], [1, 2, 2, 3, 4, 5, 5]])
"""Two triangles, joined by 2 – 3"""


def barbell(**more: object) -> Graph:
    return Graph(title="two triangles", edge_index=BARBELL, num_nodes=6, **more)  # type: ignore[arg-type]


def test_two_triangles_are_two_communities() -> None:
    found = find_communities(barbell())
    assert found.labels.tolist() == [0, 0, 0, 1, 1, 1]
    assert found.sizes.tolist() == [3, 3]
    # 6 of 7 edges lie within; each half has 7 of 14 ends.
    assert found.modularity == pytest.approx(6 / 7 - 2 * (1 / 2) ** 2)
    assert "all 7 edges" in found.method
    star = Graph(title="a pair and a star", edge_index=torch.tensor([[0, 2, 2, 2], [1, 3, 4, 5]]), num_nodes=6)
    assert find_communities(star).labels.tolist() == [1, 1, 0, 0, 0, 0], "the largest is the first"
    assert torch.equal(find_communities(communities()).labels, find_communities(communities()).labels)


def test_weights_and_directions_are_used_and_said() -> None:
    # Heavy between the halves: the triangles fall apart.
    heavy = barbell(edge_weights=torch.tensor([1.0, 1, 1, 50, 1, 1, 1], dtype=torch.float64))
    found = find_communities(heavy)
    assert found.labels[2] == found.labels[3]
    assert "with their weights" in found.method
    minus = barbell(edge_weights=torch.tensor([1.0, 1, 1, -50, 1, 1, 1], dtype=torch.float64))
    assert find_communities(minus).labels.tolist() == [0, 0, 0, 1, 1, 1]
    assert "some are 0 or below" in find_communities(minus).method
    assert "Leicht" in find_communities(barbell(directed=True)).method
    two = Graph(
        title="two kinds", edge_index=torch.tensor([[0, 1], [2, 3]]), num_nodes=4, kinds=torch.tensor([0, 0, 1, 1]), kind_names=("a", "b")
    )  # fmt: skip
    assert "nodes of both" in find_communities(two).method


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("weighted", [False, True])
def test_modularity_is_that_of_networkx(directed: bool, weighted: bool) -> None:
    generator = torch.Generator().manual_seed(3)
    ends = torch.randint(30, (2, 120), generator=generator)
    edges = canonical_edges(ends, 30, directed=directed)
    weights = torch.rand(edges.shape[1], generator=generator, dtype=torch.float64) + 0.1
    graph = Graph(title="g", edge_index=edges, num_nodes=30, directed=directed, edge_weights=weights if weighted else None)
    labels = torch.randint(4, (30,), generator=generator)
    drawn = nx.DiGraph() if directed else nx.Graph()
    drawn.add_nodes_from(range(30))
    drawn.add_weighted_edges_from((*pair, weight) for pair, weight in zip(edges.T.tolist(), weights.tolist(), strict=True))
    groups = [set(np.flatnonzero(labels.numpy() == number).tolist()) for number in range(4)]
    expected = nx.community.modularity(drawn, groups, weight="weight" if weighted else None)
    assert modularity(graph, labels) == pytest.approx(expected)
    alone = [*({node} for node in groups[0]), *groups[1:]]
    labels[labels == 0] = -1  # each a group of its own
    assert modularity(graph, labels) == pytest.approx(
        nx.community.modularity(drawn, alone, weight="weight" if weighted else None)
    )


def test_agreement_by_hand() -> None:
    # Classes 0 0 1 1 (the last two nodes have none) against communities 0 0 0 1 among the four.
    graph = barbell(labels=torch.tensor([0, 0, 1, 1, -1, -1]), class_names=("a", "b"))
    given = Communities(labels=torch.tensor([0, 0, 0, 1, 1, 1]), modularity=0.0, method="by hand")
    codes = torch.tensor([[0.0], [0.1], [0.0], [9.0], [9.1], [9.0]])
    groups, clusters = compare_groups(graph, given, codes)
    agreement = {(one.first, one.second): one for one in groups.agreements}
    told = agreement["communities", "classes"]
    # Pairs together in both: 1; by communities 3, by classes 2, of 6: as many as chance gives, 3 · 2 / 6.
    assert told.ari == pytest.approx(0.0)
    entropies = log(2), -(0.75 * log(0.75) + 0.25 * log(0.25))
    assert told.nmi == pytest.approx((entropies[1] - 0.5 * log(2)) / (sum(entropies) / 2))
    assert told.num_nodes == 4
    same = agreement["communities", "clusters"]
    assert (same.ari, same.nmi, same.num_nodes) == (pytest.approx(1.0), pytest.approx(1.0), 6)
    assert clusters.tolist() == [0, 0, 0, 1, 1, 1]
    assert {one.name: (one.num_groups, one.num_alone) for one in groups.groupings} == {
        "communities": (2, 0), "clusters": (2, 0), "classes": (2, 0)
    }  # fmt: skip
    unlabelled, _ = compare_groups(barbell(), given, codes)
    assert [one.name for one in unlabelled.groupings] == ["communities", "clusters"]
    assert "two nodes or more" in unlabelled.groupings[1].how


@pytest.fixture
def trained() -> TrainedGraph:
    ours = communities()
    codes = DiagonalGaussian(
        torch.randn(ours.num_nodes, 3, generator=torch.Generator().manual_seed(0)), torch.full((ours.num_nodes, 3), -1.0)
    )
    return TrainedGraph(graph=ours, split=split_edges(ours, 0), model=inner_product_model(), posterior=codes)


def test_codes_as_a_table_and_as_arrays(trained: TrainedGraph) -> None:
    rows = list(csv.DictReader(io.StringIO(codes_csv(trained))))
    assert len(rows) == 40
    assert [float(rows[7][f"z{latent}"]) for latent in range(3)] == trained.posterior.mu[7].tolist()
    assert float(rows[7]["std0"]) == pytest.approx(np.exp(-0.5))
    assert rows[7]["class"] == "odd"
    found = np.load(io.BytesIO(codes_npz(trained)), allow_pickle=False)
    assert np.array_equal(found["mu"], trained.posterior.mu.numpy())
    assert np.array_equal(found["communities"] + 1, [int(row["community"]) for row in rows])
    assert found["class_names"][found["labels"][7]] == "odd"
    with pytest.raises(ValueError, match=r"ends in \.csv or \.npz"):
        write_codes(trained, ".txt")


def test_the_surroundings_of_a_node() -> None:
    assert surroundings(BARBELL, 6, 0, 1).tolist() == [0, 1, 2]
    assert surroundings(BARBELL, 6, 0, 2).tolist() == [0, 1, 2, 3]
    assert surroundings(BARBELL, 6, 2, 2).tolist() == [0, 1, 2, 3, 4, 5]
    for node, steps in ((6, 1), (0, 0)):
        with pytest.raises(ValueError, match="expected"):
            surroundings(BARBELL, 6, node, steps)


def test_gexf_has_places_and_colours(trained: TrainedGraph, tmp_path: Path) -> None:
    export_graph(tmp_path / "g.gexf", trained, num_candidates=5)
    drawn = nx.read_gexf(tmp_path / "g.gexf")
    places = layout(trained.graph)
    seen = torch.tensor([[drawn.nodes[str(node)]["viz"]["position"][axis] for axis in "xy"] for node in range(40)])
    scaled, expected = ((one - one.mean(0)) / (one - one.mean(0)).abs().max() for one in (seen, places))
    assert torch.allclose(scaled, expected, atol=1e-5)
    assert [drawn.nodes["1"]["viz"]["color"][one] for one in "rgb"] == list(CLASS_COLOURS[1])
    assert tuple("#{:02x}{:02x}{:02x}".format(*one) for one in CLASS_COLOURS) == CLASSES
    export_graph(tmp_path / "part.graphml", trained, num_candidates=5, around=3)
    part = nx.read_graphml(tmp_path / "part.graphml")
    near = surroundings(trained.graph.edge_index, 40, 3, 1)
    assert sorted(map(int, part)) == near.tolist()
    real = sum(one != "none" for _, _, one in part.edges(data="part"))
    assert real == int(torch.isin(trained.graph.edge_index, near).all(0).sum())
    assert float(part.nodes["3"]["x"]) == pytest.approx(drawn.nodes["3"]["viz"]["position"]["x"])
