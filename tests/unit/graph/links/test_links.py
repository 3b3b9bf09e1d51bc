"""Scores, ranks, chances and suggestions beside what a loop over all pairs says."""

import itertools
from dataclasses import replace

import pytest
import torch

from tests.unit.graph.small import communities
from vizvae.graph.checkpoint import TrainedGraph
from vizvae.graph.data import Graph, canonical_edges
from vizvae.graph.encoding import encode_graph
from vizvae.graph.links.calibration import EDGES_A_BIN, LinkCalibration, calibrate_links
from vizvae.graph.links.place import place_node
from vizvae.graph.links.score import score_pairs
from vizvae.graph.links.suggest import suggest_links
from vizvae.graph.links.tables import SUGGESTED_COLUMNS, precision_sentence, suggestion_rows
from vizvae.graph.sparse import SparseMatrix


@pytest.fixture(scope="module")
def calibrated(known: TrainedGraph) -> LinkCalibration:
    return calibrate_links(known.model, known.posterior.mu, known.split)


@pytest.fixture(scope="module")
def pairs(known: TrainedGraph) -> torch.Tensor:
    """All of them"""
    return torch.triu_indices(known.graph.num_nodes, known.graph.num_nodes, offset=1)


def test_a_bin_counts_the_pairs_between_its_ends(known: TrainedGraph, calibrated: LinkCalibration, pairs: torch.Tensor) -> None:
    logits, status = known.model.edge_logits(known.posterior.mu, pairs), known.split.status(pairs)
    ends = [*calibrated.thresholds, torch.inf]
    assert len(calibrated.chances) == known.split.validation.shape[1] // EDGES_A_BIN > 1
    shares = []
    for place, (low, high) in enumerate(itertools.pairwise(ends)):
        inside = (logits >= low) & (logits < high)
        assert calibrated.num_pairs[place] == int((inside & ((status == 0) | (status == 3))).sum())
        assert calibrated.test_edges[place] == int((inside & (status == 3)).sum())
        shares.append((int((inside & (status == 2)).sum()), int((inside & ((status == 0) | (status == 2))).sum())))
    assert list(calibrated.chances) == sorted(calibrated.chances)
    # Pooling neighbours keeps the sum: what is promised over all bins is what validation edges there are, scaled.
    promised = sum(chance * count for chance, (_, count) in zip(calibrated.chances, shares, strict=True))
    assert promised == pytest.approx(known.split.test.shape[1], rel=1e-6)


def test_the_chance_is_that_of_the_bin(calibrated: LinkCalibration) -> None:
    between = torch.tensor(
        [(low + high) / 2 for low, high in zip(calibrated.thresholds[1:-1], calibrated.thresholds[2:], strict=True)]
    )
    assert calibrated.chance(between).tolist() == pytest.approx(calibrated.chances[1:-1])
    assert calibrated.chance(torch.tensor([-1e30, 1e30])).tolist() == pytest.approx(
        [calibrated.chances[0], calibrated.chances[-1]]
    )


def test_so_few_edges_that_nothing_can_be_told_apart_is_said(known: TrainedGraph) -> None:
    split = replace(known.split, validation=known.split.validation[:, :3])
    calibration = calibrate_links(known.model, known.posterior.mu, split)
    assert len(calibration.chances) == 1
    assert "cannot be told apart" in calibration.sentence
    split = replace(split, validation=split.validation[:, :0])
    with pytest.raises(ValueError, match="held out"):
        calibrate_links(known.model, known.posterior.mu, split)


def test_each_pair_has_its_probability_rank_and_part(
    known: TrainedGraph, calibrated: LinkCalibration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vizvae.graph.links.score.LOGITS_AT_ONCE", 700)  # several blocks
    parts = [known.split.train[:, :4], known.split.validation[:, :4], known.split.test[:, :4], known.split.test_non_edges[:, :4]]
    asked = torch.cat([*parts, parts[0].flip(0), parts[0]], 1)
    rows = score_pairs(known, asked, calibrated)
    z = known.posterior.mu
    logits = z @ z.T
    for row, (first, second) in zip(rows, asked.T.tolist(), strict=True):
        assert (row.first, row.second) == (f"node, {first}", f"node, {second}")
        assert row.probability == pytest.approx(logits[first, second].sigmoid().item(), abs=1e-6)
        higher = (logits[first] > logits[first, second] + 1e-5).sum() - (
            logits[first, first] > logits[first, second] + 1e-5
        ).int()
        assert abs(row.rank - 1 - int(higher)) <= 1, "but for one that ties in the last bit"
        assert row.of == known.graph.num_nodes - 1
        assert row.chance is None or row.chance == pytest.approx(calibrated.chance(logits[None, first, second]).item())
    assert [row.known for row in rows] == [*["train"] * 4, *["validation"] * 4, *["test"] * 4, *[""] * 4, *["train"] * 8]
    assert [row.chance is None for row in rows] == [row.known == "train" for row in rows]
    assert rows[:4] == rows[-4:], "asked for twice, with others between them"
    assert score_pairs(known, asked[:, :0], calibrated) == []


def test_pairs_that_are_none(known: TrainedGraph, calibrated: LinkCalibration) -> None:
    with pytest.raises(ValueError, match="with itself"):
        score_pairs(known, torch.tensor([[3], [3]]), calibrated)
    with pytest.raises(ValueError, match="from 0 to 119"):
        score_pairs(known, torch.tensor([[3], [120]]), calibrated)


def test_the_likeliest_links_and_how_many_of_as_many_are_edges(
    known: TrainedGraph, calibrated: LinkCalibration, pairs: torch.Tensor
) -> None:
    found = suggest_links(known, calibrated, top=30)
    logits, status = known.model.edge_logits(known.posterior.mu, pairs), known.split.status(pairs)
    order = logits.argsort(descending=True).tolist()
    none = [place for place in order if status[place] == 0][:30]
    assert [link.rank for link in found.links] == list(range(1, 31))
    assert {(link.first, link.second) for link in found.links} == {
        (f"node, {first}", f"node, {second}") for first, second in pairs[:, none].T.tolist()
    }
    unseen = [place for place in order if status[place] in (0, 3)][:30]
    hits = int((status[unseen] == 3).sum())
    ten, thirty = found.precision
    assert (ten.num_pairs, ten.hits) == (10, int((status[unseen[:10]] == 3).sum()))
    assert (thirty.num_pairs, thirty.hits) == (30, hits)
    # Wilson's interval, from its formula
    share, z = hits / 30, 1.959964
    middle, half = share + z**2 / 60, z * (share * (1 - share) / 30 + z**2 / 3600) ** 0.5
    assert (thirty.low, thirty.high) == pytest.approx(
        ((middle - half) / (1 + z**2 / 30), (middle + half) / (1 + z**2 / 30)), abs=1e-6
    )
    assert f"Of the 30 likeliest pairs that the model was not shown, {hits} " in precision_sentence(thirty)
    train = set(map(tuple, known.split.train.T.tolist()))
    for link, row in zip(found.links, suggestion_rows(found.links), strict=True):
        first, second = int(link.first.split()[-1]), int(link.second.split()[-1])
        shared = [
            node for node in range(120)
            if {tuple(sorted((node, first))), tuple(sorted((node, second)))} <= train
        ]  # fmt: skip
        assert link.common_neighbours == len(shared)
        assert link.neighbours == tuple(f"node, {node}" for node in shared[:3])
        assert link.same_class == (first % 2 == second % 2)
        assert tuple(row) == SUGGESTED_COLUMNS
        assert row["neighbours"] == "; ".join(link.neighbours)


def test_the_links_of_one_node(known: TrainedGraph, calibrated: LinkCalibration) -> None:
    found = suggest_links(known, calibrated, top=200, node=5)
    assert found.precision == ()
    edges = {tuple(edge) for edge in known.graph.edge_index.T.tolist()}
    others = [node for node in range(120) if node != 5 and tuple(sorted((5, node))) not in edges]
    assert {link.second for link in found.links} == {f"node, {node}" for node in others}, "all of them, where there are fewer"
    assert [link.probability for link in found.links] == sorted((link.probability for link in found.links), reverse=True)
    with pytest.raises(ValueError, match="expected 1 to 10,000 links, got 0"):
        suggest_links(known, calibrated, top=0)


def test_a_node_that_is_taken_away_gets_its_code_back(known: TrainedGraph) -> None:
    """The code of a node in the graph is that of the same node, placed anew by its features and training edges."""
    graph, last = known.graph, known.graph.num_nodes - 1
    assert graph.features is not None
    dense = graph.features.to_dense()
    with_it = (known.split.train == last).any(0)
    rest = known.split.train[:, ~with_it]
    smaller = replace(
        known, graph=Graph(title="", edge_index=rest, num_nodes=last, features=SparseMatrix.from_dense(dense[:last])),
        split=replace(known.split, num_nodes=last, train=rest),
    )  # fmt: skip
    neighbours = known.split.train[0][with_it].tolist()
    assert neighbours, "a node with edges"
    placed = place_node(smaller, features=dense[last], neighbours=neighbours)
    mu = known.posterior.mu
    assert torch.allclose(placed.code, mu[last], atol=1e-5)
    assert torch.allclose(placed.logits, mu[:last] @ mu[last], atol=1e-4)
    alone = place_node(smaller, features=dense[last])
    assert not torch.allclose(alone.code, mu[last], atol=1e-2), "edges matter"


def test_a_new_node_that_cannot_be(known: TrainedGraph) -> None:
    features = torch.zeros(12)
    with pytest.raises(ValueError, match="reads 12 features"):
        place_node(known, features=torch.zeros(3))
    with pytest.raises(ValueError, match="neighbours from 0 to 119, got 120"):
        place_node(known, features=features, neighbours=[120])
    with pytest.raises(ValueError, match="finite"):
        place_node(known, features=features + torch.nan)
    bare = replace(known.graph, features=None)
    with pytest.raises(ValueError, match="train again"):
        place_node(replace(known, graph=bare), features=features)
    assert encode_graph(known.model, known.graph, canonical_edges(known.split.train, 120)).mu.equal(known.posterior.mu)
    assert communities(40).features is not None
