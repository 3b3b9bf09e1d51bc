import math
import tracemalloc
from dataclasses import replace

import pytest
import torch
from sklearn.metrics import average_precision_score, roc_auc_score

from tests.unit.graph.small import communities
from vizvae.graph.clustering import cluster_scores, kmeans
from vizvae.graph.data import Graph, canonical_edges
from vizvae.graph.metrics import expected_calibration_error, hits_at, link_scores, mean_reciprocal_rank
from vizvae.graph.negatives import hard_negatives
from vizvae.graph.split import EdgeSplit, split_edges


def test_auc_and_ap_by_hand() -> None:
    """Edges 3 and 1 against non-edges 2 and 0: of four comparisons three are won; precision 1 at recall ½, ⅔ at recall 1."""
    scores = link_scores(torch.tensor([3.0, 1.0]), torch.tensor([2.0, 0.0]))
    assert scores.auc == pytest.approx(0.75)
    assert scores.ap == pytest.approx((1 + 2 / 3) / 2)


def test_auc_and_ap_with_ties_are_scikit_learns() -> None:
    generator = torch.Generator().manual_seed(0)
    edges, non_edges = (
        torch.randint(-3, 6, (50,), generator=generator).float(),
        torch.randint(-5, 4, (70,), generator=generator).float(),
    )
    scores = link_scores(edges, non_edges)
    truth, logits = [1] * 50 + [0] * 70, torch.cat([edges, non_edges]).numpy()
    assert scores.auc == pytest.approx(roc_auc_score(truth, logits))
    assert scores.ap == pytest.approx(average_precision_score(truth, logits))


def test_what_cannot_be_scored_is_refused() -> None:
    with pytest.raises(ValueError, match="got 0 and 1"):
        link_scores(torch.zeros(0), torch.zeros(1))
    with pytest.raises(ValueError, match="diverged"):
        link_scores(torch.tensor([math.nan]), torch.zeros(1))


def test_hits() -> None:
    edges, non_edges = torch.tensor([5.0, 3.0, 1.0, -1.0]), torch.tensor([4.0, 2.0, 0.0])
    assert [hits_at(edges, non_edges, k) for k in (1, 2, 3, 4)] == [0.25, 0.5, 0.75, 1.0]
    with pytest.raises(ValueError, match="at least 1"):
        hits_at(edges, non_edges, 0)


def test_reciprocal_rank() -> None:
    """Ranks 1, 3, and 1½ for a tie with one negative."""
    edges = torch.tensor([9.0, 1.0, 4.0])
    hard = torch.tensor([[1.0, 2.0], [2.0, 3.0], [4.0, 0.0]])
    assert mean_reciprocal_rank(edges, hard) == pytest.approx((1 + 1 / 3 + 1 / 1.5) / 3)
    with pytest.raises(ValueError, match="negatives for every edge"):
        mean_reciprocal_rank(edges, hard[:2])


def test_calibration() -> None:
    """Ten pairs at probability 0.7, of which seven are edges, are calibrated; of which none is, off by 0.7."""
    logit = math.log(0.7 / 0.3)
    assert expected_calibration_error(torch.full((7,), logit), torch.full((3,), logit)) == pytest.approx(0.0, abs=1e-6)
    assert expected_calibration_error(torch.full((1,), 50.0), torch.full((9,), logit)) == pytest.approx(0.9 * 0.7, abs=1e-6)


def test_hard_negatives_share_neighbours_and_are_no_edges() -> None:
    """On a path of five, the non-neighbour with a common neighbour is the one two steps away."""
    path = Graph(title="path", edge_index=torch.tensor([[0, 1, 2, 3], [1, 2, 3, 4]]), num_nodes=5)
    none = torch.zeros(2, 0, dtype=torch.int64)
    split = EdgeSplit(
        num_nodes=5, train=path.edge_index[:, :3], validation=none, test=path.edge_index[:, 3:], validation_non_edges=none,
        test_non_edges=none, seed=0,
    )  # fmt: skip
    ranked, hard = hard_negatives(path, split, "test", 2, generator=torch.Generator().manual_seed(0))
    assert ranked.tolist() == [0]
    assert hard[:, 0, 0].tolist() == [3, 1], "3 has the training neighbour 2, which 1 has too"
    assert hard[0, 0, 1] == 4

    graph = communities()
    split = split_edges(graph, 0)
    ranked, hard = hard_negatives(graph, split, "test", 10, generator=torch.Generator().manual_seed(0))
    assert ranked.tolist() == list(range(split.test.shape[1]))
    assert hard.shape == (2, split.test.shape[1], 10)
    assert not graph.has_edges(hard.flatten(1)).any()
    assert (hard[0] != hard[1]).all()
    assert (hard[0, :, :5] == split.test[0][:, None]).all()
    assert (hard[0, :, 5:] == split.test[1][:, None]).all()
    with pytest.raises(ValueError, match="even number"):
        hard_negatives(graph, split, "test", 3, generator=torch.Generator())


def test_a_node_joined_to_all_leaves_the_negatives_to_the_other_end() -> None:
    """0 and 1 are joined to every node: the edge between them has no negatives, 0–2 only those of 2."""
    edges = torch.tensor([[0, 0, 0, 1, 1], [1, 2, 3, 2, 3]])
    hubs = Graph(title="hubs", edge_index=edges, num_nodes=4)
    none = torch.zeros(2, 0, dtype=torch.int64)
    split = EdgeSplit(
        num_nodes=4,
        train=edges[:, 2:],
        validation=none,
        test=edges[:, :2],
        validation_non_edges=none,
        test_non_edges=none,
        seed=0,
    )
    ranked, hard = hard_negatives(hubs, split, "test", 4, generator=torch.Generator().manual_seed(0))
    assert ranked.tolist() == [1]
    assert hard.tolist() == [[[2, 2, 2, 2]], [[3, 3, 3, 3]]]
    ranked, hard = hard_negatives(hubs, replace(split, test=edges[:, :1]), "test", 4, generator=torch.Generator().manual_seed(0))
    assert len(ranked) == 0
    assert hard.shape == (2, 0, 4)


def test_clusters_are_named_by_the_best_matching() -> None:
    labels = torch.tensor([0, 0, 1, 1, 2, 2])
    turned = cluster_scores(labels, torch.tensor([2, 2, 0, 0, 1, 1]))
    assert (turned.acc, turned.nmi, turned.ari) == pytest.approx((1.0, 1.0, 1.0))
    one = cluster_scores(labels, torch.zeros(6, dtype=torch.int64))
    assert (one.acc, one.nmi, one.ari) == pytest.approx((1 / 3, 0.0, 0.0))
    unknown = cluster_scores(torch.tensor([0, 0, 1, -1]), torch.tensor([0, 0, 1, 0]))
    assert unknown.acc == 1.0
    with pytest.raises(ValueError, match="no node has a label"):
        cluster_scores(torch.tensor([-1]), torch.tensor([0]))


def test_kmeans_finds_two_heaps() -> None:
    generator = torch.Generator().manual_seed(0)
    z = torch.cat([torch.randn(20, 2, generator=generator), torch.randn(20, 2, generator=generator) + 20])
    clusters = kmeans(z, 2, seed=0)
    assert cluster_scores(torch.arange(40) // 20, clusters).acc == 1.0
    assert torch.equal(clusters, kmeans(z, 2, seed=0))
    with pytest.raises(ValueError, match="1 to 40 clusters"):
        kmeans(z, 41, seed=0)


def test_hard_negatives_keep_no_more_of_a_node_than_its_partners() -> None:
    """The order of all other nodes, once kept for each node, was 3 GB for the held-out edges of a graph of a million edges."""
    ring = torch.stack([torch.arange(4_000), (torch.arange(4_000) + 1) % 4_000])
    graph = Graph(title="ring", edge_index=canonical_edges(ring, 4_000), num_nodes=4_000)
    split = split_edges(graph, 0)
    tracemalloc.start()
    try:
        hard_negatives(graph, split, "test", 10, generator=torch.Generator().manual_seed(0))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4_000 * 4_000 / 4, "bytes; the orders alone are 8 for each node and each of 800 ends"
