"""Each baseline beside an implementation that shares nothing with it."""

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
import torch
from scipy.sparse import csr_array

from tests.unit.graph.small import communities
from vizvae.graph.checkpoint import TrainedGraph
from vizvae.graph.data import Graph, canonical_edges
from vizvae.graph.links.baselines import BASELINES, baselines_of, left_out_baselines
from vizvae.graph.links.scorers import link_figures
from vizvae.graph.links.untrained import KATZ_BETA, KATZ_STEPS, RANK_STEPS, RESTART, SPECTRAL_DIM
from vizvae.graph.links.walks import MOST_NODES, WINDOW, walk_codes, walk_matrix
from vizvae.graph.shipped import load_graph


@pytest.fixture(scope="module")
def seen(known: TrainedGraph) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(range(known.graph.num_nodes))
    graph.add_edges_from(known.split.train.T.tolist())
    return graph


@pytest.fixture(scope="module")
def pairs(known: TrainedGraph) -> torch.Tensor:
    """In both orders, each node several times."""
    chosen = torch.cat([*known.split.held_out("test"), known.split.train[:, :50]], 1)
    return torch.cat([chosen, chosen.flip(0)], 1)


def scored(name: str, known: TrainedGraph, pairs: torch.Tensor) -> np.ndarray:
    return BASELINES[name].scorer(known.graph, known.split)(pairs).numpy()


@pytest.mark.parametrize(
    ("name", "theirs"),
    [("preferential_attachment", nx.preferential_attachment), ("adamic_adar", nx.adamic_adar_index)],
)
def test_as_networkx_has_it(name: str, theirs, known: TrainedGraph, pairs: torch.Tensor, seen: nx.Graph) -> None:
    expected = [score for _, _, score in theirs(seen, pairs.T.tolist())]
    np.testing.assert_allclose(scored(name, known, pairs), expected, rtol=1e-9)


def test_common_neighbours(known: TrainedGraph, pairs: torch.Tensor, seen: nx.Graph) -> None:
    expected = [len(list(nx.common_neighbors(seen, *pair))) for pair in pairs.T.tolist()]
    np.testing.assert_array_equal(scored("common_neighbours", known, pairs), expected)


def test_katz_sums_weighted_paths(known: TrainedGraph, pairs: torch.Tensor, seen: nx.Graph) -> None:
    dense = KATZ_BETA * nx.to_numpy_array(seen)
    paths = np.sum([np.linalg.matrix_power(dense, steps) for steps in range(1, KATZ_STEPS + 1)], axis=0)
    np.testing.assert_allclose(scored("katz", known, pairs), paths[pairs[0], pairs[1]], rtol=1e-9)


def test_pagerank_adds_the_walks_of_both_nodes(known: TrainedGraph, pairs: torch.Tensor, seen: nx.Graph) -> None:
    some = pairs[:, ::9]
    walks = {node: nx.pagerank(seen, 1 - RESTART, {node: 1}, tol=1e-12) for node in some.unique().tolist()}
    expected = [walks[first][second] + walks[second][first] for first, second in some.T.tolist()]
    found = BASELINES["pagerank"].scorer(known.graph, known.split)(pairs)[::9].numpy()
    np.testing.assert_allclose(found, expected, atol=2 * (1 - RESTART) ** RANK_STEPS)
    assert np.corrcoef(found, expected)[0, 1] > 0.999


def test_a_spectral_embedding_is_the_best_of_its_rank(known: TrainedGraph, pairs: torch.Tensor, seen: nx.Graph) -> None:
    dense = nx.to_numpy_array(seen) + np.eye(len(seen))
    scale = 1 / np.sqrt(dense.sum(1))
    values, vectors = np.linalg.eigh(scale[:, None] * dense * scale[None, :])
    best = (vectors[:, -SPECTRAL_DIM:] * values[-SPECTRAL_DIM:]) @ vectors[:, -SPECTRAL_DIM:].T
    np.testing.assert_allclose(scored("spectral", known, pairs), best[pairs[0], pairs[1]], atol=1e-8)


def test_feature_similarity_is_a_cosine(known: TrainedGraph, pairs: torch.Tensor) -> None:
    assert known.graph.features is not None
    dense = known.graph.features.to_dense()
    expected = torch.cosine_similarity(dense[pairs[0]], dense[pairs[1]], dim=1)
    np.testing.assert_allclose(scored("feature_cosine", known, pairs), expected, atol=1e-6)


def test_without_features_there_is_no_similarity_of_them_and_with_one_kind_no_need_of_three_steps() -> None:
    assert set(BASELINES) - set(baselines_of(load_graph("karate"))) == {"feature_cosine", "three_steps"}


def test_held_out_edges_are_seen_by_none(known: TrainedGraph) -> None:
    """An edge between two nodes that share nothing in training gets nothing."""
    lonely = torch.tensor([[0], [1]])
    for name in ("common_neighbours", "adamic_adar"):
        scorer = BASELINES[name].scorer(known.graph, known.split)
        neighbours = [
            set(known.split.train[1 - side][known.split.train[side] == node].tolist()) for node in (0, 1) for side in (0, 1)
        ]
        shared = (neighbours[0] | neighbours[1]) & (neighbours[2] | neighbours[3])
        assert (scorer(lonely).item() > 0) == bool(shared)


def test_figures_are_those_of_the_scores(known: TrainedGraph) -> None:
    """AUC by counting pairs, ties half."""
    scorer = BASELINES["common_neighbours"].scorer(known.graph, known.split)
    edges, non_edges = (scorer(one) for one in known.split.held_out("test"))
    wins = (edges[:, None] > non_edges).double() + 0.5 * (edges[:, None] == non_edges)
    figures = link_figures(scorer, known.graph, known.split)
    assert figures.scores.auc == pytest.approx(wins.mean().item())
    assert set(figures.hits) == {"HR@20", "HR@50", "HR@100"}
    assert figures.mrr is not None
    assert 0 < figures.mrr < 1
    few = replace(known.split, test_non_edges=known.split.test_non_edges[:, :60])
    assert set(link_figures(scorer, known.graph, few).hits) == {"HR@20", "HR@50"}, "of fewer than 100 all are among the first 100"


def test_the_matrix_of_walks_is_counted_by_walking() -> None:
    """Of a path 0 – 1 – 2: chances of walks of one step to ten by hand, step after step, from each node."""
    adjacency = csr_array(np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], dtype=float))
    degrees, ends = [1, 2, 1], 4
    expected = np.zeros((3, 3))
    for start in range(3):
        at = {start: 1.0}
        for _ in range(WINDOW):
            going: dict[int, float] = {}
            for node, chance in at.items():
                for other in [1] if node != 1 else [0, 2]:
                    going[other] = going.get(other, 0) + chance / degrees[node]
            at = going
            for node, chance in at.items():
                expected[start, node] += chance * ends / (WINDOW * degrees[node])
    expected = np.log(np.maximum(expected, 1))
    np.testing.assert_allclose(walk_matrix(adjacency), expected, atol=1e-5)
    codes = walk_codes(adjacency)
    values, vectors = np.linalg.eigh(expected)
    np.testing.assert_allclose(codes @ codes.T, (vectors * np.maximum(values, 0)) @ vectors.T, atol=1e-5)


def test_walks_are_left_out_of_a_large_graph() -> None:
    ring = torch.arange(MOST_NODES + 1)
    large = Graph(title="ring", edge_index=canonical_edges(torch.stack([ring, ring.roll(1)]), len(ring)), num_nodes=len(ring))
    assert "walks" not in baselines_of(large)
    assert left_out_baselines(large) == (
        f"Left out, because they are for graphs of fewer nodes: random walks (DeepWalk) (up to {MOST_NODES:,})."
    )
    assert "walks" in baselines_of(communities())
    assert left_out_baselines(communities()) == ""


def test_what_follows_walks_from_each_node_is_left_out_of_a_huge_graph() -> None:
    """From each of the 100,000 nodes of a million edges it would take days."""
    huge = Graph(title="none", edge_index=torch.tensor([[0], [1]]), num_nodes=100_000)
    assert {"katz", "pagerank"}.isdisjoint(baselines_of(huge))
    assert "Katz (up to 30,000), personalised PageRank (up to 30,000)" in left_out_baselines(huge)
