"""How strong an edge is: the decoder by hand, its likelihood, what is measured of it, and which files have weights."""

import json
import math
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.stats import norm

from tests.unit.graph.small import communities, trained
from vizvae.config import config_from_dict, config_to_dict
from vizvae.graph.catalogue import find_graph_checkpoint, graph_runs_dir
from vizvae.graph.checkpoint import GraphRunConfig, TrainedGraph
from vizvae.graph.config import preset, suited
from vizvae.graph.data import Graph
from vizvae.graph.encoding import encode_graph
from vizvae.graph.export import export_graph
from vizvae.graph.links.calibration import calibrate_links
from vizvae.graph.links.score import score_pairs
from vizvae.graph.links.suggest import suggest_links
from vizvae.graph.links.tables import WEIGHT_COLUMNS, scored_rows, suggestion_rows
from vizvae.graph.metrics_of_edges import NINETY, weight_range, weight_scores, weight_spread
from vizvae.graph.model import GraphAutoencoder, GraphModelConfig
from vizvae.graph.propagation import Propagation
from vizvae.graph.readers import Choices, read_graph
from vizvae.graph.run import train_graph_in_folder
from vizvae.graph.split import split_edges
from vizvae.graph.training import GraphTraining
from vizvae.graph.weights import WeightDecoder
from vizvae.runs.folder import RunSpec, write_run


def weighted(num_nodes: int = 60, *, seed: int = 0) -> Graph:
    """Edges within a community weigh about e² times those between, times how active each end is."""
    graph = communities(num_nodes, seed=seed)
    assert graph.labels is not None
    generator = torch.Generator().manual_seed(seed)
    active = 0.5 * torch.randn(num_nodes, generator=generator)
    first, second = graph.edge_index
    logs = 2.0 * (graph.labels[first] == graph.labels[second]) + active[first] + active[second]
    noise = 0.2 * torch.randn(graph.num_edges, generator=generator)
    return replace(graph, features=None, labels=None, class_names=(), edge_weights=(logs + noise).exp().double())


@pytest.fixture(scope="module")
def known() -> TrainedGraph:
    graph = weighted()
    split = split_edges(graph, 0)
    model = trained(suited(replace(preset("vgae", num_nodes=60), epochs=150), graph), graph, split).finished_model()
    return TrainedGraph(graph=graph, split=split, model=model, posterior=encode_graph(model, graph, split.train))


def decoder(*, directed: bool = False) -> WeightDecoder:
    made = WeightDecoder(2, logarithmic=True, directed=directed)
    with torch.no_grad():
        made.bias.fill_(0.5)
        made.of_first.copy_(torch.tensor([1.0, 0.0]))
        made.of_both.copy_(torch.tensor([0.0, 2.0]))
        if made.of_second is not None:
            made.of_second.copy_(torch.tensor([0.0, -1.0]))
        made.mean.fill_(1.0)
        made.sd.fill_(3.0)
        made.log_sd.fill_(math.log(0.5))
    return made.requires_grad_(False)


def test_the_decoder_by_hand() -> None:
    """u = (1, 2), v = (3, 4): 1 + 3 (0.5 + 1 + 3 + 2 · 2 · 4) = 62.5; directed 1 + 3 (0.5 + 1 − 4 + 16) = 41.5."""
    z, pair = torch.tensor([[1.0, 2], [3, 4]]), torch.tensor([[0], [1]])
    assert decoder()(z, pair).tolist() == decoder()(z, pair.flip(0)).tolist() == [62.5]
    assert decoder(directed=True)(z, pair).tolist() == [41.5]
    assert decoder(directed=True)(z, pair.flip(0)).tolist() == [1 + 3 * (0.5 + 3 - 2 + 16)]
    targets = torch.tensor([[0.0, 0], [5, 1]])
    assert decoder(directed=True)(z, pair, targets=targets).tolist() == [1 + 3 * (0.5 + 1 - 1 + 4)]


def test_the_likelihood_is_that_of_a_normal_distribution() -> None:
    made, means, weights = decoder(), torch.tensor([0.0, 1.0, 2.0]), torch.tensor([1.0, 2.5, 9.0])
    # In units of the training edges' spread, whose logarithm scipy's density has in addition.
    expected = -norm.logpdf(np.log(weights), means, 3.0 * 0.5) - math.log(3.0)
    np.testing.assert_allclose(made.nll(means, weights), expected, rtol=1e-6)
    assert made.back(made.transform(weights)).tolist() == pytest.approx(weights.tolist())
    with pytest.raises(ValueError, match=r'choose weights="normal"'):
        made.transform(torch.tensor([0.0]))
    plain = WeightDecoder(1, logarithmic=False)
    assert plain.transform(torch.tensor([-1.0])).tolist() == [-1]


def test_it_starts_from_what_training_edges_weigh() -> None:
    graph = weighted()
    state = GraphTraining.start(suited(preset("gae", num_nodes=60), graph), graph, graph.edge_index)
    made = state.model.weight_decoder
    assert made is not None
    assert graph.edge_weights is not None
    logs = graph.edge_weights.log()
    assert float(made.mean) == pytest.approx(float(logs.mean()), rel=1e-5)
    assert float(made.sd) == pytest.approx(float(logs.std()), rel=1e-5)
    # All parameters at 0 but log s = 0: half the mean of ½ y² + ½ log 2π over standardised y, beside the edges' own loss.
    generator = state.generator.get_state()
    with_weights = state.view.loss_terms(state.model, state.config, generator=state.generator)[0]
    state.generator.set_state(generator)
    without = replace(state.view, weights=None).loss_terms(state.model, state.config, generator=state.generator)[0]
    number = graph.num_edges
    assert float(with_weights - without) == pytest.approx(
        0.5 * (0.5 * (number - 1) / number + 0.5 * math.log(2 * math.pi)), rel=1e-4
    )


def test_neighbours_count_by_their_weights() -> None:
    """A path 0 – 1 – 2 with weights 1 and 3 over their mean 2: degrees 1.5, 3, 2.5 with the loops."""
    adj = Propagation(edge_index=torch.tensor([[0, 1], [1, 2]]), num_nodes=3, strengths=torch.tensor([0.5, 1.5])).normalised()
    expected = (
        torch.tensor([[1, 0.5, 0], [0.5, 1, 1.5], [0, 1.5, 1]])
        / torch.tensor([1.5, 3, 2.5]).outer(torch.tensor([1.5, 3, 2.5])).sqrt()
    )
    torch.testing.assert_close(adj.to_dense(), expected)


def test_weights_of_held_out_edges_are_told(known: TrainedGraph) -> None:
    graph, split = known.graph, known.split
    scores = weight_scores(known.model, known.posterior.mu, graph, split)
    assert scores is not None
    assert scores.correlation > 0.5
    assert scores.mae < scores.mae_of_median
    assert scores.correlation_interval[0] <= scores.correlation <= scores.correlation_interval[1]
    assert scores.mae_interval[0] <= scores.mae <= scores.mae_interval[1]
    assert graph.edge_weights is not None
    by_pair = dict(zip(map(tuple, graph.edge_index.T.tolist()), graph.edge_weights.tolist(), strict=True))
    true = np.array([by_pair[tuple(pair)] for pair in split.test.T.tolist()])
    means = known.model.weight_means(known.posterior.mu, split.test).numpy()
    assert scores.correlation == pytest.approx(np.corrcoef(means, np.log(true))[0, 1], rel=1e-4)
    assert scores.mae == pytest.approx(np.abs(np.exp(means) - true).mean(), rel=1e-4)
    of_train = np.sort([by_pair[tuple(pair)] for pair in split.train.T.tolist()])
    assert scores.mae_of_median == pytest.approx(np.abs(true - of_train[(len(of_train) - 1) // 2]).mean(), rel=1e-4)
    spread = weight_spread(known.model, known.posterior.mu, graph, split)
    assert scores.within_90 == pytest.approx((np.abs(np.log(true) - means) <= NINETY * spread).mean(), abs=1e-6)
    assert weight_scores(GraphAutoencoder(GraphModelConfig(), 60), known.posterior.mu, graph, split) is None


def test_a_suggestion_says_how_strong_it_would_be(known: TrainedGraph, tmp_path: Path) -> None:
    calibration = calibrate_links(known.model, known.posterior.mu, known.split)
    links = suggest_links(known, calibration, top=5).links
    pairs = torch.tensor([[int(link.first), int(link.second)] for link in links]).T
    expected = weight_range(known.model, known.posterior.mu, known.graph, known.split, pairs)
    assert expected is not None
    assert [link.weight for link in links] == pytest.approx(expected.median.tolist())
    scored = score_pairs(known, pairs, calibration)
    assert [one.weight_high for one in scored] == pytest.approx(expected.high.tolist())
    assert (expected.low < expected.median).all()
    for rows in (suggestion_rows(links), scored_rows(scored)):
        assert set(WEIGHT_COLUMNS) <= set(rows[0])
    assert not set(WEIGHT_COLUMNS) & set(scored_rows([replace(scored[0], weight=None, weight_low=None, weight_high=None)])[0])
    export_graph(tmp_path / "g.graphml", known, num_candidates=9)
    again = read_graph(tmp_path / "g.graphml")
    assert torch.equal(again.used(["weights"]).edge_weights, known.graph.edge_weights)  # type: ignore[arg-type]


def test_a_weight_belongs_to_its_edge() -> None:
    graph = weighted(30)
    shuffled = torch.randperm(graph.num_edges)
    pairs = graph.edge_index[:, shuffled]
    assert graph.edge_weights is not None
    assert torch.equal(graph.weights_of(pairs.flip(0)), graph.edge_weights[shuffled].float())
    with pytest.raises(ValueError, match="no edges"):
        graph.weights_of(split_edges(graph, 0).test_non_edges)
    with pytest.raises(ValueError, match="no weights"):
        communities().weights_of(communities().edge_index)
    with pytest.raises(ValueError, match="finite weight"):
        replace(graph, edge_weights=graph.edge_weights / 0)


def test_a_configuration_is_strict_and_an_old_one_has_no_weights() -> None:
    config = GraphModelConfig(weights="normal", codes="source_target")
    assert config_from_dict(GraphModelConfig, config_to_dict(config)) == config
    with pytest.raises(ValueError, match="unknown keys"):
        config_from_dict(GraphModelConfig, {**config_to_dict(config), "strength": 1})
    with pytest.raises(ValueError, match="expected one of"):
        config_from_dict(GraphModelConfig, {"weights": "poisson"})
    old = {key: value for key, value in config_to_dict(GraphModelConfig()).items() if key not in ("weights", "codes")}
    assert config_from_dict(GraphModelConfig, old) == GraphModelConfig()


EVERYTHING = "".join(f"{a},{b},{1 + (a * b) % 5}\n" for a in range(14) for b in range(14) if a != b and (a + 2 * b) % 4 == 0)


@pytest.mark.parametrize("model", ["vgae", "masked"])
def test_a_run_with_all_of_it_is_resumed_to_the_same_bits_and_loaded(model: str, runs: Path, tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(f"caller,callee,calls_count\n{EVERYTHING}")
    graph = read_graph(path).used(["weights", "direction"])
    training = suited(replace(preset(model, num_nodes=14), epochs=16), graph)
    assert (training.model.codes, training.model.weights, training.loss) == ("source_target", "log_normal", "sampled")
    config = GraphRunConfig(
        graph=str(path), uses=("weights", "direction"), preset=model, num_features=14, split_seed=0, training=training
    )
    for name, stops in (("whole", []), ("resumed", [3, 9])):
        folder = graph_runs_dir() / name
        folder.mkdir(parents=True)
        write_run(folder, RunSpec(config=config, command="a test", title="Calls"))
        for epoch in stops:
            reports = train_graph_in_folder(folder)
            for report in reports:
                if report.epoch == epoch:
                    reports.close()  # type: ignore[attr-defined]
        for _ in train_graph_in_folder(folder):
            pass
    whole, resumed = (find_graph_checkpoint(name) for name in ("whole", "resumed"))
    assert whole.card["weights_sha256"] == resumed.card["weights_sha256"]
    loaded = resumed.load()
    assert loaded.graph.uses == ("weights", "direction")
    scores = weight_scores(loaded.model, loaded.posterior.mu, loaded.graph, loaded.split)
    assert scores is not None
    assert resumed.card["evaluation"]["weights"] == json.loads(json.dumps(asdict(scores)))
    assert 0 <= resumed.card["evaluation"]["direction_auc"] <= 1
    assert "learns a row of weights for each node" in resumed.card["data"]["inputs"]
    assert "14 nodes" in resumed.card["data"]["trained_on"]
    assert "directed edges with weights" in resumed.card["data"]["trained_on"]


FILES: dict[str, tuple[str, str, Choices, list[float] | None]] = {
    "a column called so": ("g.csv", "source,target,weight\na,b,2\nb,c,3.5\n", Choices(), [2, 3.5]),
    "a column of quantities": ("g.csv", "customer,product,qty\na,x,2\nb,x,3\n", Choices(), [2, 3]),
    "a decimal column": ("g.csv", "a,b,0.5\nb,c,1.5\n", Choices(), [0.5, 1.5]),
    "with decimal commas": ("g.csv", "source;target;weight\na;b;0,5\nb;c;1,5\n", Choices(), [0.5, 1.5]),
    "a whole column without a name": ("g.txt", "a b 2\nb c 3\n", Choices(), None),
    "as was said": ("g.txt", "a b 2\nb c 3\n", Choices(weights="3"), [2, 3]),
    "denied": ("g.csv", "source,target,weight\na,b,2\nb,c,3\n", Choices(weights=""), None),
    "two such columns": ("g.csv", "source,target,weight,count\na,b,2,1\nb,c,3,2\n", Choices(), None),
    "one of two": ("g.csv", "source,target,weight,count\na,b,2,1\nb,c,3,2\n", Choices(weights="count"), [1, 2]),
    "all alike": ("g.csv", "source,target,weight\na,b,2\nb,c,2\n", Choices(), None),
    "one missing": ("g.csv", "source,target,weight\na,b,2\nb,c,\n", Choices(), None),
    "repeated ones are added": ("g.csv", "source,target,weight\na,b,2\nb,a,4\nb,c,3\n", Choices(directed=False), [6, 3]),
    "a matrix": ("g.csv", ",a,b,c\na,0,2.5,0\nb,2.5,0,1\nc,0,1,0\n", Choices(), [2.5, 1]),
    "attributes of edges": ("g.edgelist", "a b {'weight': 2}\nb c {'weight': 7.5}\n", Choices(), [2, 7.5]),
    "attributes of some": ("g.edgelist", "a b {'weight': 2}\nb c {}\n", Choices(), None),
    "JSON": ("g.json", '{"nodes": [], "links": [{"source": "a", "target": "b", "value": 2}, {"source": "b", "target": "c", "value": 1}]}',
             Choices(), [2, 1]),
    "Pajek": ("g.net", '*Vertices 3\n1 "a"\n2 "b"\n3 "c"\n*Edges\n1 2 4\n2 3 0.5\n', Choices(), [4, 0.5]),
    "GraphML": ("g.graphml", '<graphml><key id="w" for="edge" attr.name="weight" attr.type="double"/><graph edgedefault="undirected">'
                '<node id="a"/><node id="b"/><node id="c"/><edge source="a" target="b"><data key="w">2</data></edge>'
                '<edge source="b" target="c"><data key="w">3</data></edge></graph></graphml>', Choices(), [2, 3]),
}  # fmt: skip


@pytest.mark.parametrize("case", FILES)
def test_which_files_have_weights(case: str) -> None:
    name, text, choices, expected = FILES[case]
    graph = read_graph(name, text.encode(), choices=choices)
    assert graph.edge_weights is None
    assert graph.found is not None
    if expected is None:
        with pytest.raises(ValueError, match="--weights COLUMN"):
            graph.used(["weights"])
        return
    used = graph.used(["weights"])
    assert used.edge_weights is not None
    assert used.edge_weights.tolist() == expected
    assert not any("eights are left out" in note or "such as weights" in note for note in used.notes)
    assert any("Weights are not used" in note for note in graph.used([]).notes)


def test_a_column_of_weights_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no column 'strength'"):
        read_graph("g.csv", b"source,target,weight\na,b,2\n", choices=Choices(weights="strength"))
