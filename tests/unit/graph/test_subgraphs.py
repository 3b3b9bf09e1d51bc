"""Training on subgraphs: together they are the graph, on average their sums are its, and no held-out edge is in any."""

from dataclasses import replace

import pytest
import torch

from tests.unit.graph.small import communities, trained
from tests.unit.graph.two_kinds import two_kinds
from vizvae.graph import config as settings
from vizvae.graph.config import PRESETS, GraphTrainConfig, preset, suited
from vizvae.graph.data import Graph, canonical_edges
from vizvae.graph.encoding import encode_graph
from vizvae.graph.pair_space import PairSpace
from vizvae.graph.sparse import SparseMatrix
from vizvae.graph.split import split_edges
from vizvae.graph.subgraphs import FULLEST, Subgraphs, balanced_parts, chance_together
from vizvae.graph.training import GraphTraining
from vizvae.graph.training_view import Parts, TrainingView


def circles(count: int = 12, size: int = 10) -> Graph:
    """Circles of nodes, every pair within one joined, each circle by one edge to the next; the nodes in no order."""
    first, second = torch.triu_indices(size, size, offset=1)
    starts = size * torch.arange(count)
    within = torch.stack([(starts[:, None] + first).flatten(), (starts[:, None] + second).flatten()])
    between = torch.stack([starts, (starts + size + 1) % (count * size)])
    mixed = torch.randperm(count * size, generator=torch.Generator().manual_seed(1))
    edges = canonical_edges(mixed[torch.cat([within, between], 1)], count * size)
    return Graph(title="circles", edge_index=edges, num_nodes=count * size)


def view_of(graph: Graph) -> TrainingView:
    return TrainingView(inputs=graph.inputs, edges=graph.edge_index, pairs=graph.pairs)


def test_parts_are_of_about_equal_size_and_keep_neighbours_together() -> None:
    graph = circles()
    parts = balanced_parts(graph.edge_index, graph.num_nodes, 12, seed=0)
    assert parts.shape == (120,)
    assert torch.equal(parts, balanced_parts(graph.edge_index, graph.num_nodes, 12, seed=0))
    assert torch.bincount(parts).max() <= FULLEST * 10 + 1
    within = (parts[graph.edge_index[0]] == parts[graph.edge_index[1]]).float().mean()
    assert within > 0.6, "at random it would be a twelfth"
    apart = torch.arange(120) % 12  # and nothing can be kept together of a graph without edges between neighbours
    assert (apart[graph.edge_index[0]] == apart[graph.edge_index[1]]).float().mean() < 0.2


@pytest.mark.parametrize("num_parts", [1, 2, 7, 120])
def test_any_number_of_parts_and_nodes_without_edges(num_parts: int) -> None:
    edges = torch.tensor([[0, 0, 5], [1, 119, 6]])
    parts = balanced_parts(edges, 120, num_parts, seed=3)
    assert parts.min() == 0
    assert torch.bincount(parts).min() > 0
    assert parts.max() < num_parts


@pytest.mark.parametrize("graph", [communities(60), two_kinds(30, 24, features=True), circles()], ids=lambda graph: graph.title)
def test_an_epoch_holds_every_node_once_and_the_edges_between_them(graph: Graph) -> None:
    tagged = replace(
        view_of(graph), inputs=SparseMatrix.identity(graph.num_nodes), weights=graph.pairs.codes(graph.edge_index).float()
    )
    subgraphs = Subgraphs(whole=tagged, nodes_a_step=20, seed=0)
    views = list(subgraphs.epoch(torch.Generator().manual_seed(0)))
    assert len(views) == subgraphs.steps == graph.num_nodes // 20 + bool(graph.num_nodes % 20)
    nodes = [view.inputs.columns for view in views]  # of the identity: which node each row is
    assert torch.equal(torch.cat(nodes).sort().values, torch.arange(graph.num_nodes))
    for view, own in zip(views, nodes, strict=True):
        inside = torch.isin(graph.edge_index, own).all(0)
        assert torch.equal(graph.pairs.oriented(own[view.edges]), graph.pairs.oriented(graph.edge_index[:, inside]))
        assert view.weights is not None
        assert torch.equal(view.weights, graph.pairs.codes(own[view.edges]).float()), "each edge keeps its own"
        assert view.pairs.holds(view.edges).all()
        assert view.pairs.num_nodes == len(own)
    again = list(subgraphs.epoch(torch.Generator().manual_seed(1)))
    assert any(not torch.equal(one.inputs.columns, other.inputs.columns) for one, other in zip(views, again, strict=False))


def test_on_average_the_edges_of_subgraphs_count_as_many_as_the_graph_has() -> None:
    """Worked out over all ways to deal four parts to two subgraphs, and drawn."""
    assert chance_together([2, 2]) == pytest.approx(1 / 3)
    assert chance_together([3, 2]) == pytest.approx((6 + 2) / 20)
    assert chance_together([1]) == 1
    graph = communities(60)
    subgraphs, generator = Subgraphs(whole=view_of(graph), nodes_a_step=20, seed=0), torch.Generator().manual_seed(0)
    counted = []
    for _ in range(400):
        views = list(subgraphs.epoch(generator))
        counted.append(sum(float(view.parts.counts(view.edges).sum()) for view in views if view.parts))
    drawn = torch.tensor(counted)
    assert abs(drawn.mean() - graph.num_edges) < 4 * drawn.std() / 20
    assert drawn.std() > 0


def test_neighbours_in_other_parts_weigh_for_those_that_are_missing() -> None:
    """A node with one neighbour in its part and one in another that stands for three: 1 + 1 + 3 in all."""
    parts = Parts(of_nodes=torch.tensor([0, 0, 1]), stands_for=3.0)
    space = PairSpace(num_nodes=3)
    view = TrainingView(inputs=SparseMatrix.identity(3), edges=torch.tensor([[0, 0], [1, 2]]), pairs=space, parts=parts)
    degrees = torch.tensor([1 + 1 + 3, 1 + 1, 1 + 3]).float()
    adjacency = torch.tensor([[1, 1, 3], [1, 1, 0], [3, 0, 1]]).float()
    assert torch.allclose(view.adj.to_dense(), adjacency / (degrees[:, None] * degrees).sqrt())


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_every_preset_learns_from_subgraphs(name: str) -> None:
    graph = communities(80, seed=1)
    split = split_edges(graph, 0)
    usual = preset(name, num_nodes=80)
    model = replace(usual.model, latent_dim=8, hidden_dim=16, dropout=min(0.2, usual.model.dropout))
    state = trained(replace(usual, model=model, loss="sampled", epochs=30, subgraph_nodes=25), graph, split)
    whole = encode_graph(state.finished_model(), graph, split.train)
    assert torch.allclose(whole.mu, state.posterior().mu), "scored on the whole graph"
    edges, others = split.test, split.test_non_edges
    model_, z = state.finished_model(), whole.mu
    assert model_.edge_logits(z, edges).mean() > model_.edge_logits(z, others).mean()


def test_no_held_out_edge_is_in_a_subgraph() -> None:
    graph = communities(60)
    split = split_edges(graph, 0)
    kept = Graph(title="training edges", edge_index=split.train, num_nodes=60, features=graph.features)
    config = GraphTrainConfig(loss="sampled", subgraph_nodes=20)
    states = [GraphTraining.start(config, one, split.train) for one in (graph, kept)]
    for state in states:
        for _ in range(5):
            state.run_epoch()
    assert torch.equal(*(state.posterior().mu for state in states))


def test_a_large_graph_is_trained_on_subgraphs_unless_the_whole_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = communities(80)
    sampled = GraphTrainConfig(loss="sampled")
    assert suited(sampled, graph).subgraph_nodes is None
    monkeypatch.setattr(settings, "LARGEST_WHOLE", graph.num_nodes + graph.num_edges - 1)
    monkeypatch.setattr(settings, "SUBGRAPH_NODES", 30)
    config = suited(sampled, graph)
    assert config.subgraph_nodes == 30
    assert suited(replace(sampled, subgraph_nodes=0), graph).subgraph_nodes == 0
    assert suited(GraphTrainConfig(loss="dense"), graph).subgraph_nodes is None
    state = GraphTraining.start(config, graph, graph.edge_index)
    assert state.subgraphs is not None
    assert state.subgraphs.steps == 3
    assert GraphTraining.start(replace(config, subgraph_nodes=80), graph, graph.edge_index).subgraphs is None, "it is the whole"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"subgraph_nodes": 100}, "the dense loss is over all pairs of nodes"),
        ({"subgraph_nodes": 5, "loss": "sampled"}, "0 or at least 10"),
        ({"subgraph_nodes": -1, "loss": "sampled"}, "subgraph_nodes must be 0 or more"),
    ],
)
def test_impossible_subgraphs_are_refused(given: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        GraphTrainConfig(**given)


def test_subgraphs_without_any_edge_are_said() -> None:
    graph = Graph(title="one edge", edge_index=torch.tensor([[0], [39]]), num_nodes=40)
    state = GraphTraining.start(GraphTrainConfig(loss="sampled", subgraph_nodes=10), graph, graph.edge_index)
    assert state.subgraphs is not None
    assert len(list(state.subgraphs.epoch(state.generator))) == 1, "the two nodes are in one part"
    state.subgraphs.__dict__["parts"] = torch.arange(40)

    def fifty_epochs() -> None:
        for _ in range(50):
            state.run_epoch()

    with pytest.raises(ValueError, match="no subgraph of 10 nodes has an edge"):
        fifty_epochs()
