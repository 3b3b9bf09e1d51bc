"""python -m vizvae graph, called in this process, and the folders that it writes."""

import json
import signal
from dataclasses import replace
from pathlib import Path

import networkx as nx
import pytest
import torch
from safetensors.torch import load_file, save_file

from tests.unit.graph.small import communities
from vizvae.checkpoint import CheckpointError, file_sha256
from vizvae.cli import main
from vizvae.graph.catalogue import find_graph_checkpoint, list_graph_checkpoints
from vizvae.graph.checkpoint import open_graph
from vizvae.graph.config import PRESETS
from vizvae.graph.families import relatives
from vizvae.graph.training import GraphTraining
from vizvae.runs import queue


@pytest.fixture
def graph_runs(runs: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("vizvae.graph.catalogue.SHIPPED_GRAPH_MODELS", runs / "shipped")
    return runs / "graphs"


def output(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["graph", *arguments]) == 0
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["graph", *arguments]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err.splitlines()[-1]


def save(capsys: pytest.CaptureFixture[str], name: str, *arguments: str) -> str:
    return output(capsys, "train", "karate", "--seeds", "1", "--epochs", "10", "--latent-dim", "3", "--save", name, *arguments)


def test_train_prints_what_was_asked_for(capsys: pytest.CaptureFixture[str], graph_runs: Path) -> None:
    result = json.loads(output(capsys, "train", "karate", "--model", "vgae", "--seeds", "2", "--epochs", "20", "--json"))
    for figure in ("auc", "ap"):
        assert set(result[figure]) == {"mean", "sd", "runs"}
        assert len(result[figure]["runs"]) == 2
        assert 0 <= result[figure]["mean"] <= 100
    assert result["seconds"] > 0
    assert result["epochs"] == 20
    assert "training edges only" in result["split"]
    assert result["effective_beta"] == pytest.approx(2 * 68 / 34**2)
    assert not graph_runs.exists(), "without --save nothing is kept"
    text = output(capsys, "train", "karate", "--model", "gae", "--seeds", "1", "--epochs", "5")
    assert "test AUC" in text
    assert "KL" not in text


def test_models_on_one_split_are_siblings_and_differ_in_the_kl_weight_alone_within_a_family(
    capsys: pytest.CaptureFixture[str], graph_runs: Path
) -> None:
    for name, *arguments in (
        ("plain", "--model", "vgae"),
        ("heavy", "--model", "vgae", "--kl-weight", "2"),
        ("without", "--model", "vgae", "--kl-weight", "0"),
        ("certain", "--model", "gae"),
        ("longer", "--model", "vgae", "--epochs", "11"),
        ("elsewhere", "--model", "vgae", "--first-seed", "1"),
    ):
        save(capsys, name, *arguments)
    found = relatives(list_graph_checkpoints())
    plain = found["plain"]
    assert {one.name for one in plain.siblings} == {"plain", "certain", "longer"}, "of each family one"
    assert found["heavy"] is plain
    assert [one.name for one in plain.family] == ["without", "plain", "heavy"]
    assert found["certain"].family == ()
    assert [one.name for one in found["elsewhere"].siblings] == ["elsewhere"]
    titles = [one.card["title"] for one in plain.family]
    assert len(set(titles)) == 3
    assert titles[2].endswith("KL weight 2")
    assert "KL" not in titles[1], "the usual weight goes without saying"


def test_the_first_split_is_a_run_that_goes_on_where_it_was_interrupted(
    capsys: pytest.CaptureFixture[str], graph_runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ("train", "karate", "--seeds", "2", "--epochs", "30", "--json")
    undisturbed = json.loads(output(capsys, *command))
    monkeypatch.setattr("vizvae.runs.controller.SECONDS_BETWEEN_LOOKS", 0.0)
    handler, step = signal.getsignal(signal.SIGINT), GraphTraining.run_epoch

    def interrupted(state: GraphTraining) -> tuple[float, float, float]:
        if state.epoch == 5:
            signal.raise_signal(signal.SIGINT)
        return step(state)

    with monkeypatch.context() as patched:
        patched.setattr(GraphTraining, "run_epoch", interrupted)
        assert "give the same command again" in refused(capsys, *command, "--save", "club")
    assert signal.getsignal(signal.SIGINT) == handler
    (job,) = queue.list_runs("graph")
    assert (job.name, job.status.phase, int(job.status.epoch)) == ("club", "stopped", 6)
    assert "other settings" in refused(capsys, *command, "--save", "club", "--latent-dim", "3")
    result = json.loads(output(capsys, *command, "--save", "club"))
    assert {name: result[name] for name in ("auc", "ap", "kl")} == {name: undisturbed[name] for name in ("auc", "ap", "kl")}
    (job,) = queue.list_runs("graph")
    assert job.status.phase == "finished"
    card = find_graph_checkpoint("club").card
    assert (card["over_splits"]["num_splits"], card["over_splits"]["auc"]) == (2, result["auc"])


def test_a_step_may_be_over_a_subgraph(capsys: pytest.CaptureFixture[str]) -> None:
    command = ("train", "karate", "--seeds", "1", "--epochs", "3", "--subgraph-nodes", "12")
    result = json.loads(output(capsys, *command, "--json"))
    assert (result["subgraph_nodes"], result["loss"]) == (12, "sampled")
    assert "3 epochs of subgraphs of about 12 nodes" in output(capsys, *command)
    assert "not those of subgraphs" in refused(capsys, *command, "--loss", "dense")


def test_what_ships_is_the_model_alone(capsys: pytest.CaptureFixture[str], runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("vizvae.graph.catalogue", "vizvae.cli.graph_train"):
        monkeypatch.setattr(f"{module}.SHIPPED_GRAPH_MODELS", runs / "shipped")
    save(capsys, "club", "--ship")
    assert {path.name for path in (runs / "shipped" / "club").iterdir()} == {"card.json", "config.json", "model.safetensors"}
    assert "there is a model named club already" in refused(capsys, "train", "karate", "--seeds", "1", "--save", "club")


def test_cluster_prints_its_figures(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PRESETS, "gnae", replace(PRESETS["gnae"], epochs=10))
    result = json.loads(output(capsys, "cluster", "karate", "--seeds", "2", "--json"))
    assert all(len(result[figure]["runs"]) == 2 for figure in ("acc", "nmi", "ari"))
    assert "all 78 edges" in result["protocol"]
    assert result["epochs"] in range(5, 11)
    assert "ACC" in output(capsys, "cluster", "karate", "--seeds", "1")
    assert "at least 1" in refused(capsys, "cluster", "karate", "--seeds", "0")


def test_a_kept_model_is_evaluated_listed_and_exported(
    capsys: pytest.CaptureFixture[str], graph_runs: Path, tmp_path: Path
) -> None:
    save(capsys, "club")
    checkpoint = find_graph_checkpoint("club")
    assert {"card.json", "config.json", "model.safetensors"} <= {path.name for path in checkpoint.folder.iterdir()}
    result = json.loads(output(capsys, "evaluate", "club", "--json"))
    assert result == checkpoint.card["evaluation"]
    assert "leaked" in output(capsys, "evaluate", "club", "--part", "validation")
    assert "club" in output(capsys, "models")
    assert json.loads(output(capsys, "models", "--json"))[0]["name"] == "club"
    for suffix in ("gexf", "graphml"):
        path = tmp_path / f"club.{suffix}"
        output(capsys, "export", "club", "-o", str(path), "--candidates", "5")
        drawn = nx.read_gexf(path) if suffix == "gexf" else nx.read_graphml(path)
        assert (drawn.number_of_nodes(), drawn.number_of_edges()) == (34, 78 + 5)
        parts = [part for _, _, part in drawn.edges(data="part")]
        assert {part: parts.count(part) for part in set(parts)} == {"train": 68, "validation": 3, "test": 7, "none": 5}
        assert all(0 <= probability <= 1 for _, _, probability in drawn.edges(data="probability"))
        assert {"z0", "z1", "z2", "sigma", "class", "degree", "label"} <= set(next(iter(drawn.nodes(data=True)))[1])


def test_a_model_comes_back_as_it_was(capsys: pytest.CaptureFixture[str], graph_runs: Path) -> None:
    for name in ("vgae", "masked"):
        save(capsys, name, "--model", name)
        checkpoint = find_graph_checkpoint(name)
        one, two = checkpoint.load().posterior, checkpoint.load().posterior
        assert torch.equal(one.mu, two.mu)
        assert one.mu.shape == (34, 3)
    assert [checkpoint.name for checkpoint in list_graph_checkpoints()] == ["masked", "vgae"]


def test_damaged_folders_are_refused(capsys: pytest.CaptureFixture[str], graph_runs: Path) -> None:
    save(capsys, "club")
    folder = graph_runs / "club"
    weights = load_file(folder / "model.safetensors")
    card = json.loads((folder / "card.json").read_text())

    def write(tensors: dict[str, torch.Tensor], *, honest: bool) -> None:
        save_file(tensors, folder / "model.safetensors")
        digest = file_sha256(folder / "model.safetensors") if honest else card["weights_sha256"]
        (folder / "card.json").write_text(json.dumps({**card, "weights_sha256": digest}))

    write({**weights, "encoder.weight_out": weights["encoder.weight_out"] + 1}, honest=False)
    with pytest.raises(CheckpointError, match="other weights"):
        find_graph_checkpoint("club").load_model()
    write({"encoder.weight_out": weights["encoder.weight_out"], "surprise": torch.zeros(1)}, honest=True)
    with pytest.raises(CheckpointError, match="surprise"):
        find_graph_checkpoint("club").load_model()
    write(weights, honest=True)
    find_graph_checkpoint("club").load_model()
    (folder / "card.json").write_text(json.dumps({**card, "data": {**card["data"], "fingerprint": 16 * "0"}}))
    with pytest.raises(CheckpointError, match="another karate"):
        find_graph_checkpoint("club").load_graph()
    (folder / "config.json").write_text("{}")
    with pytest.raises(CheckpointError, match=r"config\.json"):
        _ = find_graph_checkpoint("club").config


def test_a_graph_of_ones_own(capsys: pytest.CaptureFixture[str], graph_runs: Path, tmp_path: Path) -> None:
    club = open_graph("karate")
    path = tmp_path / "club.csv"
    path.write_text("\n".join(f"{i},{j}" for i, j in club.edge_index.T.tolist()))
    output(capsys, "train", str(path), "--seeds", "1", "--epochs", "3", "--save", "own")
    assert "AUC" in output(capsys, "evaluate", "own")
    path.write_text("0,1\n1,2\n2,3\n")
    assert "another" in refused(capsys, "evaluate", "own")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("train", "nowhere"), "neither a graph that ships"),
        (("train", "karate", "--seeds", "0"), "at least 1"),
        (("train", "karate", "--epochs", "-1"), "epochs must be above 0"),
        (("train", "karate", "--features", "x.csv"), "its own features"),
        (("train", "karate", "--save", "../up"), "cannot be a model's name"),
        (("train", "karate", "--ship"), "add --save"),
        (("train", "karate", "--model", "masked", "--loss", "dense"), "inner-product decoder"),
        (("evaluate", "../../etc"), "no graph model named"),
        (("export", "none", "-o", "x.gexf"), "no graph model named"),
    ],
)
def test_bad_commands_are_refused(
    capsys: pytest.CaptureFixture[str], graph_runs: Path, arguments: tuple[str, ...], message: str
) -> None:
    assert message in refused(capsys, *arguments)


def test_a_name_is_not_taken_twice(capsys: pytest.CaptureFixture[str], graph_runs: Path) -> None:
    save(capsys, "club")
    assert "choose another name, or delete it" in refused(
        capsys, "train", "karate", "--seeds", "1", "--epochs", "2", "--save", "club"
    )
    assert "ends in .gexf" in refused(capsys, "export", "club", "-o", "club.png")


def test_a_kept_model_scores_pairs_and_suggests_links(
    capsys: pytest.CaptureFixture[str], graph_runs: Path, tmp_path: Path
) -> None:
    save(capsys, "club")
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("who,whom\nmember 1,member 2\nmember 34,member 5\nmember 9,somebody\n")
    lines = output(capsys, "score", "club", str(pairs)).splitlines()
    assert lines[0] == "first,second,probability,chance,rank,of,known"
    assert [line.split(",")[:2] for line in lines[1:]] == [["member 1", "member 2"], ["member 34", "member 5"]]
    links = tmp_path / "links.json"
    output(capsys, "suggest", "club", "--top", "7", "-o", str(links))
    written = json.loads(links.read_text())
    assert (len(written["rows"]), written["model"]) == (7, "club")
    assert "Of the 7 likeliest pairs that the model was not shown" in written["precision"][0]
    graph = find_graph_checkpoint("club").load_graph()
    names = {graph.name_of(node): node for node in range(graph.num_nodes)}
    found = torch.tensor([[names[row["first"]], names[row["second"]]] for row in written["rows"]]).T
    assert not graph.has_edges(found).any()
    of_one = output(capsys, "suggest", "club", "--node", "member 12", "--top", "3").splitlines()
    assert all("member 12" in line for line in of_one[1:])
    assert len(of_one) == 4
    assert "no node of this graph is called 'member I'; some are called 'member " in refused(
        capsys, "suggest", "club", "--node", "member I"
    )
    assert "ends in .csv or .json" in refused(capsys, "suggest", "club", "-o", str(tmp_path / "links.xlsx"))
    assert "no features" in refused(capsys, "place", "club", "--features", str(pairs))


def test_baselines_on_the_splits_of_the_models(capsys: pytest.CaptureFixture[str]) -> None:
    result = json.loads(output(capsys, "baselines", "karate", "--seeds", "2", "--json"))
    assert all(len(one["auc"]["runs"]) == 2 and 0 <= one["mrr"]["mean"] <= 100 for one in result["baselines"].values())
    assert "Adamic–Adar" in output(capsys, "baselines", "karate", "--seeds", "1")
    assert "at least 1" in refused(capsys, "baselines", "karate", "--seeds", "0")


def test_a_search_chooses_what_is_trained(capsys: pytest.CaptureFixture[str], graph_runs: Path) -> None:
    arguments = ("train", "karate", "--search", "7", "--epochs", "5", "--seeds", "1", "--json")
    assert main(["graph", *arguments, "--save", "found"]) == 0
    printed = capsys.readouterr()
    result, tried = json.loads(printed.out), printed.err
    assert "Chosen of 7 by validation edges of 3 splits" in tried
    chosen = find_graph_checkpoint("found").config
    assert chosen.preset == result["model"]
    assert chosen.training.epochs == 5
    assert f"Chosen of 7 by validation edges of 3 splits: {chosen.preset}" in tried
    assert "leave it out" in refused(capsys, *arguments, "--latent-dim", "3")
    assert "at least 1 trial" in refused(capsys, "train", "karate", "--search", "-1", "--seeds", "1")


def test_trained_on_the_past_and_judged_by_what_came_after(
    capsys: pytest.CaptureFixture[str], graph_runs: Path, tmp_path: Path
) -> None:
    graph = communities(60)
    path = tmp_path / "calls.csv"
    lines = [f"n{a},n{b},2024-01-{1 + (7 * i) % 28:02}" for i, (a, b) in enumerate(graph.edge_index.T.tolist())]
    path.write_text("\n".join(["from,to,date", *lines]))
    arguments = ("train", str(path), "--model", "gae", "--epochs", "5", "--seeds", "2", "--in-time", "--json", "--save", "later")
    result = json.loads(output(capsys, *arguments))
    assert result["split"].startswith("the latest edges held out, seeds 0 to 1")
    checkpoint = find_graph_checkpoint("later")
    opened = checkpoint.load()
    assert opened.split.in_time
    assert opened.graph.edge_times is not None
    pairs, when = opened.graph.edge_index.T.tolist(), opened.graph.edge_times.tolist()
    times = {tuple(edge): time for edge, time in zip(pairs, when, strict=True)}
    assert max(times[tuple(edge)] for edge in opened.split.train.T.tolist()) <= min(
        times[tuple(edge)] for edge in opened.split.test.T.tolist()
    )
    assert "the latest" in checkpoint.card["data"]["held_out"]
    path.write_text("\n".join(["from,to,date", *(line.replace("2024-01-01", "2025-01-01") for line in lines)]))
    with pytest.raises(CheckpointError, match="the dates of the edges of"):
        checkpoint.load_graph()
    assert "has no dates" in refused(capsys, "train", "karate", "--in-time", "--seeds", "1")
    assert "the latest edges held out" in output(capsys, "baselines", str(path), "--in-time", "--seeds", "1")


def test_a_model_of_a_file_is_opened_from_another_folder(
    tmp_path: Path, graph_runs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As by the dashboard, which does not run where the command was given."""
    monkeypatch.chdir(tmp_path)
    Path("calls.csv").write_text("from,to\n" + "".join(f"n{a},n{b}\n" for a in range(9) for b in range(a + 1, 9, 2)))
    output(capsys, "train", "calls.csv", "--seeds", "1", "--epochs", "5", "--save", "calls")
    monkeypatch.chdir("/")
    assert find_graph_checkpoint("calls").load().graph.num_nodes == 9
