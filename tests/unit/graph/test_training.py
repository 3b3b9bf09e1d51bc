from dataclasses import replace

import pytest
import torch

from tests.unit.graph.small import communities, trained
from vizvae.graph import training
from vizvae.graph.config import PRESETS, TITLES, GraphTrainConfig, preset
from vizvae.graph.data import Graph
from vizvae.graph.encoding import encode_graph, model_inputs, score_split
from vizvae.graph.evaluation import evaluate_graph
from vizvae.graph.metrics import LinkScores
from vizvae.graph.model import GraphModelConfig
from vizvae.graph.runs import run_split, spread
from vizvae.graph.shipped import load_graph
from vizvae.graph.split import split_edges
from vizvae.graph.training import GraphTraining, train

GRAPH = communities()
SPLIT = split_edges(GRAPH, 0)


def short(name: str, **settings: object) -> GraphTrainConfig:
    config = PRESETS[name]
    model = replace(
        config.model, latent_dim=min(8, config.model.latent_dim), hidden_dim=16, dropout=min(0.2, config.model.dropout)
    )
    return replace(config, model=model, epochs=40, **settings)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_the_loss_of_every_preset_falls(name: str) -> None:
    state = GraphTraining.start(short(name), GRAPH, SPLIT.train)
    reports = list(train(state, SPLIT))
    assert sum(r.loss for r in reports[-5:]) < sum(r.loss for r in reports[:5])
    assert (reports[-1].kl > 0) == short(name).model.variational
    assert [report.epoch for report in reports] == list(range(1, 41))
    z = state.posterior().mu
    assert z.isfinite().all()
    assert name in TITLES


def test_a_seed_gives_the_weights() -> None:
    for name in ("vgae", "masked"):
        one, same, other = (trained(short(name, seed=seed), GRAPH, SPLIT).posterior().mu for seed in (1, 1, 2))
        assert torch.equal(one, same)
        assert not torch.equal(one, other)


def rewired(graph: Graph) -> Graph:
    """The same training edges and features; every held-out edge gone."""
    return Graph(title=graph.title, edge_index=SPLIT.train, num_nodes=graph.num_nodes, features=graph.features)


@pytest.mark.parametrize("name", ["vgae", "vgnae", "masked"])
def test_no_held_out_edge_reaches_the_model(name: str) -> None:
    """Training on a graph from which the validation and test edges have been deleted ends with the same weights, to the bit."""
    config = short(name, select="last")
    kept, deleted = GraphTraining.start(config, GRAPH, SPLIT.train), GraphTraining.start(config, rewired(GRAPH), SPLIT.train)
    for state in (kept, deleted):
        for _ in range(20):
            state.run_epoch()
    for (key, value), other in zip(kept.model.state_dict().items(), deleted.model.state_dict().values(), strict=True):
        assert torch.equal(value, other), key
    assert torch.equal(kept.posterior().mu, deleted.posterior().mu)


def test_the_matrix_the_encoder_gets_has_no_held_out_place() -> None:
    state = GraphTraining.start(PRESETS["vgae"], GRAPH, SPLIT.train)
    adj = state.view.adj.to_dense()
    for part in (SPLIT.validation, SPLIT.test):
        assert (adj[part[0], part[1]] == 0).all()
        assert (adj[part[1], part[0]] == 0).all()
    assert (adj[SPLIT.train[0], SPLIT.train[1]] > 0).all()


def test_the_test_edges_choose_nothing() -> None:
    """With other test edges and other test non-edges the same epoch and the same weights are kept."""
    config = short("vgnae", validate_every=5)
    other = replace(SPLIT, test=SPLIT.test_non_edges, test_non_edges=SPLIT.test)
    one, two = trained(config, GRAPH, SPLIT), trained(config, GRAPH, other)
    assert one.best_epoch == two.best_epoch > 0
    assert all(
        torch.equal(a, b) for a, b in zip(one.finished_model().parameters(), two.finished_model().parameters(), strict=True)
    )


def test_the_best_weights_on_validation_are_kept() -> None:
    state = GraphTraining.start(short("vgnae"), GRAPH, SPLIT.train)
    state.run_epoch()
    assert state.consider(LinkScores(auc=0.9, ap=0.9))
    kept = state.posterior().mu.clone()
    state.run_epoch()
    assert not state.consider(LinkScores(auc=0.8, ap=0.99))
    assert not torch.equal(state.posterior().mu, kept)
    assert state.best_epoch == 1
    state.finished_model()
    assert torch.equal(state.posterior().mu, kept)


def test_patience_ends_training() -> None:
    config = short("vgnae", validate_every=1, patience=2)
    state = GraphTraining.start(config, GRAPH, SPLIT.train)
    state.best_validation, state.best_epoch = LinkScores(auc=1.0, ap=1.0), 1  # not to be beaten
    assert [report.epoch for report in train(state, SPLIT)] == [1, 2]


def test_averaged_weights_are_scored_and_the_raw_ones_trained() -> None:
    state = trained(short("vgae", ema_decay=0.9), GRAPH, SPLIT)
    assert state.evaluated is not state.model
    assert not torch.equal(next(state.evaluated.parameters()), next(state.model.parameters()))
    assert state.finished_model() is state.evaluated


def test_sampled_non_edges_are_no_training_edges() -> None:
    state = GraphTraining.start(short("vgnae"), GRAPH, SPLIT.train)
    pairs = state.view.sample_non_edges(500, generator=state.generator)
    assert 300 < pairs.shape[1] <= 500
    assert (pairs[0] != pairs[1]).all()
    assert not (SPLIT.status(pairs) == 1).any()
    assert (SPLIT.status(pairs) > 1).any(), "held-out edges may be drawn: training does not know them"


def test_a_larger_kl_weight_leaves_less_kl() -> None:
    light, heavy = (trained(short("vgae", kl_weight=weight), GRAPH, SPLIT).posterior() for weight in (1e-4, 1.0))
    assert heavy.kl.mean() < 0.2 * light.kl.mean()  # type: ignore[union-attr]


def test_a_graph_of_two_nodes_trains() -> None:
    graph = Graph(title="pair", edge_index=torch.tensor([[0], [1]]), num_nodes=2)
    split = split_edges(graph, 0)
    for name in sorted(PRESETS):
        assert trained(short(name), graph, split).posterior().mu.isfinite().all()


def test_isolated_nodes_and_separate_parts_train() -> None:
    """Two triangles and three nodes alone."""
    edges = torch.tensor([[0, 0, 1, 3, 3, 4], [1, 2, 2, 4, 5, 5]])
    graph = Graph(title="parts", edge_index=edges, num_nodes=9)
    split = split_edges(graph, 0)
    for name in ("vgae", "masked", "gnae"):
        assert trained(short(name), graph, split).posterior().mu.isfinite().all()


def test_communities_are_found_and_a_leak_raises_the_figures() -> None:
    graph = communities(80, seed=1)
    split = split_edges(graph, 0)
    state = trained(replace(PRESETS["vgae"], epochs=120), graph, split)
    result = evaluate_graph(state.finished_model(), graph, split)
    assert result.scores.auc > 0.7
    assert result.leaked.auc > result.scores.auc
    assert result.clusters is not None
    assert result.clusters.acc > 0.9
    assert result.kl is not None
    assert result.mrr is not None
    assert 0 < result.mrr < 1
    half = result.whole_graph[0]
    assert half.recall > half.precision
    assert result.scores == score_split(state.finished_model(), state.posterior().mu, split, "test")
    again = encode_graph(state.finished_model(), graph, split.train)
    assert torch.allclose(again.mu, state.posterior().mu)


def test_one_run_and_its_figures() -> None:
    seen = []
    finished = run_split(GRAPH, short("gae"), 3, progress=seen.append)
    assert len(seen) == finished.epochs == 40
    assert finished.split.seed == 3
    assert finished.kl == 0
    assert spread([1.0, 3.0]) == {"mean": 2.0, "sd": 1.414, "runs": [1.0, 3.0]}
    assert spread([5.0])["sd"] == 0.0
    with pytest.raises(ValueError, match="at least one"):
        spread([])


@pytest.mark.parametrize("num_nodes", [2, 6])
def test_a_complete_graph_is_refused_before_it_is_trained(num_nodes: int) -> None:
    complete = Graph(title="complete", edge_index=torch.triu_indices(num_nodes, num_nodes, offset=1), num_nodes=num_nodes)
    seen = []
    with pytest.raises(ValueError, match="at least three edges"):
        run_split(complete, short("vgae"), 0, progress=seen.append)
    assert seen == []


def test_a_star_is_trained_and_judged() -> None:
    """Its hub is joined to every node, so there are no non-edges that keep it."""
    star = Graph(title="star", edge_index=torch.stack([torch.zeros(20, dtype=torch.int64), torch.arange(1, 21)]), num_nodes=21)
    finished = run_split(star, short("vgae"), 0)
    result = evaluate_graph(finished.state.finished_model(), star, finished.split)
    assert result.mrr is not None
    assert 0 < result.mrr <= 1


def test_features_scaled_to_sum_one() -> None:
    sums = model_inputs(GRAPH, row_normalise=True).to_dense().sum(1)
    assert torch.allclose(sums, torch.ones(40))


def test_large_graphs_are_trained_on_samples() -> None:
    assert preset("vgae", num_nodes=2708).loss == "dense"
    assert preset("vgae", num_nodes=19717).loss == "sampled"
    with pytest.raises(ValueError, match="vgnae"):
        preset("gat", num_nodes=10)


def test_every_node_has_its_turn_as_a_column_before_any_has_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "COLUMNS", 11)
    state = GraphTraining.start(GraphTrainConfig(loss="columns", epochs=1), GRAPH, GRAPH.edge_index)
    first, second = (torch.cat([state.next_columns() for _ in range(4)]) for _ in range(2))
    assert first.sort().values.tolist() == second.sort().values.tolist() == list(range(40))
    assert first.tolist() != second.tolist()
    assert state.run_epoch()[0] > 0


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"epochs": 0}, "epochs must be above 0"),
        ({"kl_weight": -1.0}, "kl_weight"),
        ({"mask_share": 1.0}, "mask_share"),
        ({"ema_decay": 1.0}, "ema_decay"),
        ({"patience": -1}, "patience"),
        ({"model": GraphModelConfig(decoder="hadamard_mlp")}, 'loss="sampled"'),
        ({"mask_share": 0.5}, 'loss="sampled"'),
        ({"mask_share": 0.5, "loss": "columns"}, "the columns loss"),
    ],
)
def test_impossible_settings_are_refused(settings: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        GraphTrainConfig(**settings)


def test_vgae_on_cora_after_a_few_epochs() -> None:
    """A tenth of the training: enough to notice if anything were wrong."""
    finished = run_split(load_graph("cora"), replace(PRESETS["vgae"], epochs=20), 0)
    assert finished.test.auc > 0.65
