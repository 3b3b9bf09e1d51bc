import pytest
import torch
from sklearn.metrics import average_precision_score

from tests.unit.graph.small import communities, inner_product_model
from vizvae.graph import reconstruction
from vizvae.graph.data import Graph
from vizvae.graph.explain import neighbours, pair_facts
from vizvae.graph.model import GraphAutoencoder, GraphModelConfig
from vizvae.graph.pair_space import PairSpace
from vizvae.graph.reconstruction import edge_thresholds, neighbour_logits, threshold_counts, top_pairs
from vizvae.graph.sparse import SparseMatrix
from vizvae.graph.split import split_edges

GRAPH = communities()
SPLIT = split_edges(GRAPH, 0)
Z = torch.randn(GRAPH.num_nodes, 3, generator=torch.Generator().manual_seed(0))
PAIRS = torch.triu_indices(GRAPH.num_nodes, GRAPH.num_nodes, offset=1)


@pytest.fixture(params=[30, 200, 10_000])
def block(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconstruction, "PAIRS_AT_ONCE", request.param)


@pytest.fixture(params=["inner_product", "hadamard_mlp"])
def model(request: pytest.FixtureRequest) -> GraphAutoencoder:
    return GraphAutoencoder(GraphModelConfig(latent_dim=3, decoder=request.param), 1).requires_grad_(False)


@pytest.mark.usefixtures("block")
def test_the_top_pairs_are_those_of_the_full_matrix(model: GraphAutoencoder) -> None:
    logits = model.edge_logits(Z, PAIRS)
    found = top_pairs(model, Z, 50, pairs=GRAPH.pairs)
    best = logits.topk(50)
    assert torch.allclose(found.logits, best.values, atol=1e-5)
    assert set(map(tuple, found.pairs.T.tolist())) == set(map(tuple, PAIRS[:, best.indices].T.tolist()))

    new = ~GRAPH.has_edges(PAIRS)
    best = logits[new].topk(50)
    found = top_pairs(model, Z, 50, pairs=GRAPH.pairs, leave_out=GRAPH.edge_index.flip(0))
    assert torch.allclose(found.logits, best.values, atol=1e-5)
    assert not GRAPH.has_edges(found.pairs).any()


@pytest.mark.usefixtures("block")
def test_equal_logits_come_in_the_order_of_the_nodes() -> None:
    found = top_pairs(inner_product_model(), torch.ones(40, 3), 45, pairs=GRAPH.pairs)
    assert found.pairs[:, :39].tolist() == [[0] * 39, list(range(1, 40))]
    assert found.pairs[:, 39:].tolist() == [[1] * 6, list(range(2, 8))]


def test_more_than_there_are() -> None:
    assert top_pairs(inner_product_model(), Z[:3], 10, pairs=PairSpace(num_nodes=3)).pairs.shape == (2, 3)
    assert top_pairs(inner_product_model(), Z[:2], 1, pairs=PairSpace(num_nodes=2)).pairs.tolist() == [[0], [1]]
    with pytest.raises(ValueError, match="at least 1"):
        top_pairs(inner_product_model(), Z, 0, pairs=GRAPH.pairs)


@pytest.mark.usefixtures("block")
def test_counts_are_those_of_the_full_matrix(model: GraphAutoencoder) -> None:
    logits, status = model.edge_logits(Z, PAIRS), SPLIT.status(PAIRS)
    thresholds = torch.linspace(-3, 3, 13)
    counts = threshold_counts(model, Z, thresholds, SPLIT)
    for at, threshold in enumerate(thresholds):
        passed = logits >= threshold
        assert counts.num_pairs[at] == passed.sum()
        assert counts.num_edges[at].tolist() == [int((passed & (status == part)).sum()) for part in (1, 2, 3)]
    edge = status > 0
    passed = logits >= thresholds[6]
    assert counts.precision[6].item() == pytest.approx((passed & edge).sum().item() / passed.sum().item())
    assert counts.recall[6].item() == pytest.approx((passed & edge).sum().item() / edge.sum().item())
    precision, recall = counts.precision[6].item(), counts.recall[6].item()
    assert counts.f1[6].item() == pytest.approx(2 * precision * recall / (precision + recall))


def test_the_whole_graphs_average_precision_is_scikit_learns(model: GraphAutoencoder) -> None:
    thresholds = edge_thresholds(model, Z, SPLIT)
    counts = threshold_counts(model, Z, thresholds, SPLIT)
    assert counts.recall[0] == 1
    wanted = average_precision_score(GRAPH.has_edges(PAIRS).numpy(), model.edge_logits(Z, PAIRS).numpy())
    assert counts.average_precision == pytest.approx(wanted, abs=1e-4)
    assert len(edge_thresholds(model, Z, SPLIT, 5)) == 5


def test_nothing_predicted_is_not_wrong() -> None:
    counts = threshold_counts(inner_product_model(), Z, torch.tensor([1e6]), SPLIT)
    assert (counts.precision.item(), counts.recall.item(), counts.f1.item()) == (1.0, 0.0, 0.0)


def test_thresholds_must_rise() -> None:
    with pytest.raises(ValueError, match="rising"):
        threshold_counts(inner_product_model(), Z, torch.tensor([1.0, 0.0]), SPLIT)


def test_one_nodes_logits(model: GraphAutoencoder) -> None:
    logits = neighbour_logits(model, Z, 7, GRAPH.pairs)
    others = torch.tensor([node for node in range(40) if node != 7])
    assert logits[7] == -torch.inf
    assert torch.allclose(logits[others], model.edge_logits(Z, torch.stack([torch.full_like(others, 7), others])), atol=1e-5)


def test_what_two_nodes_share() -> None:
    words = torch.tensor([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
    graph = Graph(
        title="square",
        edge_index=torch.tensor([[0, 0, 1, 2], [1, 2, 3, 3]]),
        num_nodes=4,
        features=SparseMatrix.from_dense(words),
    )
    facts = pair_facts(graph, 0, 1, graph.edge_index)
    assert facts.shared_features.tolist() == [1, 0], "the rarer word first"
    assert facts.common_neighbours.tolist() == []
    assert pair_facts(graph, 0, 3, graph.edge_index).common_neighbours.tolist() == [1, 2]
    assert pair_facts(graph, 0, 3, graph.edge_index[:, :3]).common_neighbours.tolist() == [1], "only the edges that are given"
    assert neighbours(graph.edge_index, 3).tolist() == [1, 2]
    bare = Graph(title="bare", edge_index=graph.edge_index, num_nodes=4)
    assert len(pair_facts(bare, 0, 1, bare.edge_index).shared_features) == 0
