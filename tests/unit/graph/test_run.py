"""A graph run in its folder: watched it is the same training, and killed and resumed it ends with the same bits."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers.examples import examples
from tests.helpers.training import until
from vizvae.checkpoint import CARD, WEIGHTS
from vizvae.graph.catalogue import find_graph_checkpoint, graph_runs_dir
from vizvae.graph.checkpoint import GraphRunConfig
from vizvae.graph.config import preset
from vizvae.graph.live import picture_stride
from vizvae.graph.pictures import PICTURES, read_facts, read_pictures
from vizvae.graph.result import RESULT, clear_run
from vizvae.graph.run import train_graph_in_folder
from vizvae.graph.runs import run_split
from vizvae.graph.shipped import load_graph
from vizvae.paths import PROJECT
from vizvae.runs.control import Request, post
from vizvae.runs.events import read_events
from vizvae.runs.folder import RESUME, RunSpec, read_status, write_run, write_status
from vizvae.runs.metrics import MetricsReader
from vizvae.trash import bring_back, trashed

KARATE = preset("vgae", num_nodes=34)


@pytest.fixture(autouse=True)
def looks_after_every_epoch(runs: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("vizvae.runs.controller.SECONDS_BETWEEN_LOOKS", 0.0)
    return runs


def made(name: str, preset_name: str = "vgae", **settings: object) -> Path:
    training = replace(preset(preset_name, num_nodes=34), **({"epochs": 24} | settings))  # type: ignore[arg-type]
    config = GraphRunConfig(graph="karate", preset=preset_name, num_features=34, split_seed=0, training=training)
    folder = graph_runs_dir() / name
    folder.mkdir(parents=True)
    write_run(folder, RunSpec(config=config, command="a test", title="Karate"))
    return folder


def trained(folder: Path, after: Callable[[int], object] = lambda _: None) -> Path:
    for report in train_graph_in_folder(folder):
        after(report.epoch)
    return folder


def rows(folder: Path) -> list[dict[str, object]]:
    """But for how long they took."""
    reader = MetricsReader(folder)
    reader.update()
    return [{name: value for name, value in row.items() if name != "seconds"} for row in reader.epochs]


def same(folder: Path, other: Path) -> bool:
    return rows(folder) == rows(other) and all(
        (folder / name).read_bytes() == (other / name).read_bytes() for name in (WEIGHTS, PICTURES)
    )


@pytest.mark.parametrize("model", ["vgae", "gae", "vgnae", "masked"])
def test_watched_it_is_the_training_of_the_command_line(model: str) -> None:
    folder = trained(made("mine", model))
    alone = run_split(load_graph("karate"), replace(preset(model, num_nodes=34), epochs=24), 0)
    weights = find_graph_checkpoint("mine").load_model().state_dict()
    for name, value in alone.state.finished_model().state_dict().items():
        assert value.equal(weights[name])
    result = json.loads((folder / RESULT).read_text())
    assert result["auc"] == 100 * alone.test.auc
    assert (result["epochs"], result["kept_epoch"]) == (24, alone.kept_epoch)


def test_every_epoch_is_a_row_and_pictures_come_evenly() -> None:
    folder = trained(made("mine", epochs=100))
    assert [row["epoch"] for row in rows(folder)] == list(range(1, 101))
    facts = read_facts(folder)
    assert facts is not None
    epochs, pictures = read_pictures(folder, facts.num_nodes, 0, 1000)
    assert epochs.tolist() == list(range(0, 101, picture_stride(100, 34)))
    assert pictures.shape == (len(epochs), 34, 2)
    assert [row["epoch"] for row in rows(folder) if row.get("validation_auc") is not None] == epochs[1:].tolist()
    status = read_status(folder)
    assert (status.phase, status.epoch, status.finishing) == ("finished", 100, False)
    assert [event.kind for event in read_events(folder)] == ["started", "finished"]
    assert not (folder / RESUME).exists()


@pytest.mark.parametrize(
    ("model", "settings"),
    [
        ("vgae", {}),
        ("vgae", {"loss": "columns"}),
        ("vgnae", {"validate_every": 2, "patience": 5}),
        ("masked", {"validate_every": 4}),
        ("vgae", {"loss": "sampled", "subgraph_nodes": 12}),
    ],
)
@pytest.mark.parametrize("at", examples([[1], [7, 13], [24]], daily=[[7, 13]]))
def test_resumed_it_ends_with_the_same_weights_curve_and_pictures(model: str, settings: dict[str, object], at: list[int]) -> None:
    whole = trained(made("whole", model, **settings))
    folder = made("resumed", model, **settings)
    for epoch in at:
        reports = train_graph_in_folder(folder)
        for report in reports:
            if report.epoch == epoch:
                reports.close()  # type: ignore[attr-defined]
        if not (folder / CARD).exists():  # patience may have ended it before
            assert read_status(folder).phase == "stopped"
    if not (folder / CARD).exists():
        trained(folder)
    assert same(folder, whole)
    cards = [json.loads((one / CARD).read_text()) for one in (folder, whole)]
    assert cards[0]["weights_sha256"] == cards[1]["weights_sha256"]
    assert cards[0]["over_splits"]["auc"] == cards[1]["over_splits"]["auc"]


DRIVER = """
import sys
from vizvae.graph import run
run.SECONDS_BETWEEN_SNAPSHOTS, run.SHARE = 0.0, 1.0
from vizvae.cli import main
sys.exit(main(sys.argv[1:]))
"""
"""A state is saved after every epoch."""


def test_killed_it_is_found_and_resumed_to_the_same_bits() -> None:
    folder, whole = made("killed", epochs=200), made("whole", epochs=200)
    words = [sys.executable, "-c", DRIVER, "train", "--run", str(folder)]
    process = subprocess.Popen(words, cwd=PROJECT, stderr=subprocess.PIPE)
    until(lambda: (folder / RESUME).exists() or process.poll() is not None)
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL, "it was through already"
    status = read_status(folder)
    assert status.phase == "killed"
    assert "can be resumed" in status.message
    assert same(trained(folder), trained(whole))
    assert [event.kind for event in read_events(folder)] == ["started", "resumed", "finished"]
    assert read_events(folder)[1].message == "", "nothing keeps it from the same bits"


def test_asked_to_end_by_the_system_it_saves_and_is_stopped() -> None:
    folder = made("mine", epochs=1_000_000)
    process = subprocess.Popen(
        [sys.executable, "-m", "vizvae", "train", "--run", str(folder)], cwd=PROJECT, stderr=subprocess.PIPE
    )
    until(lambda: (folder / "metrics.jsonl").exists() or process.poll() is not None)
    process.terminate()
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    status = read_status(folder)
    assert status.phase == "stopped"
    assert status.epoch >= 1
    assert (folder / RESUME).exists()


def test_stopped_after_an_epoch_it_is_kept_with_a_word() -> None:
    folder = made("mine", epochs=1000)
    trained(folder, lambda epoch: post(folder, Request(action="stop")) if epoch == 7 else None)
    card = find_graph_checkpoint("mine").card
    assert card["epochs"] == 7
    assert read_status(folder).message == "Ended after 7 of 1000 epochs and kept"
    assert [event.kind for event in read_events(folder)][-1] == "kept"


def test_paused_it_waits_and_suspended_it_can_be_resumed() -> None:
    folder = made("mine")
    trained(folder, lambda epoch: post(folder, Request(action="suspend")) if epoch == 7 else None)
    assert (read_status(folder).phase, read_status(folder).epoch) == ("stopped", 7)
    assert same(trained(folder), trained(made("whole")))


def test_discarded_it_is_in_the_trash_and_can_be_brought_back() -> None:
    folder = made("mine")
    trained(folder, lambda epoch: post(folder, Request(action="discard")) if epoch == 3 else None)
    assert not folder.exists()
    bring_back(trashed(graph_runs_dir())[0])
    assert read_status(folder).phase == "stopped"
    trained(folder)
    find_graph_checkpoint("mine").load_model()


def test_discarded_while_it_is_scored_nothing_is_kept() -> None:
    folder = made("mine")
    trained(folder, lambda epoch: post(folder, Request(action="discard")) if epoch == 24 else None)
    assert [place.name.partition("-")[2] for place in trashed(graph_runs_dir())] == ["mine"]
    assert not (trashed(graph_runs_dir())[0] / CARD).exists()


def test_what_was_asked_of_a_dead_run_is_not_asked_of_its_successor() -> None:
    folder = made("mine")
    reports = train_graph_in_folder(folder)
    next(reports)
    reports.close()  # type: ignore[attr-defined]
    post(folder, Request(action="discard"))
    trained(folder)
    assert read_status(folder).phase == "finished"


def test_divergence_is_said_and_what_was_good_can_be_seen() -> None:
    folder = made("mine", learning_rate=1e25)
    with pytest.raises(ValueError, match="smaller learning rate"):
        trained(folder)
    status = read_status(folder)
    assert (status.phase, "smaller learning rate" in status.message) == ("failed", True)
    assert read_events(folder)[-1].kind == "failed"


def test_a_graph_that_is_gone_is_said() -> None:
    folder = made("mine")
    values = json.loads((folder / "run.json").read_text())
    values["config"]["graph"] = "uploads/gone/ring.csv"
    (folder / "run.json").write_text(json.dumps(values))
    with pytest.raises(ValueError, match="neither a graph that ships"):
        trained(folder)
    assert "neither a graph that ships" in read_status(folder).message


@pytest.mark.parametrize("content", [b"", b"nothing", "another"])
def test_a_state_that_cannot_be_resumed_from_is_said(content: bytes | str) -> None:
    folder = made("mine")
    if content == "another":
        other = made("other", "vgae", model=replace(KARATE.model, latent_dim=3))
        reports = train_graph_in_folder(other)
        next(reports)
        reports.close()  # type: ignore[attr-defined]
        content = (other / RESUME).read_bytes()
    assert isinstance(content, bytes)
    (folder / RESUME).write_bytes(content)
    with pytest.raises(ValueError, match=r"resume\.safetensors cannot be resumed from"):
        trained(folder)
    assert read_status(folder).phase == "failed"


def test_under_other_conditions_it_goes_on_with_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = made("mine")
    monkeypatch.setattr("vizvae.runs.arithmetic._processor", lambda: "a processor of last year")
    reports = train_graph_in_folder(folder)
    next(reports)
    reports.close()  # type: ignore[attr-defined]
    monkeypatch.undo()
    monkeypatch.setenv("VIZVAE_RUNS", str(folder.parent.parent))
    trained(folder)
    assert "before: a processor of last year" in read_events(folder)[2].message


def test_cleared_the_model_stays_and_no_run() -> None:
    folder = trained(made("mine"))
    before = (folder / WEIGHTS).read_bytes()
    clear_run(folder)
    assert {path.name for path in folder.iterdir()} == {"card.json", "config.json", WEIGHTS, "metrics.jsonl", "events.jsonl"}
    assert find_graph_checkpoint("mine").load_model()
    assert (folder / WEIGHTS).read_bytes() == before


def test_settings_beside_those_of_the_run_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    from vizvae.cli import main

    folder = made("mine")
    assert main(["train", "--epochs", "3", "--run", str(folder)]) == 1
    assert "give --run alone" in capsys.readouterr().err


def test_a_finished_one_and_one_that_trains_are_left_alone() -> None:
    folder = made("mine")
    reports = train_graph_in_folder(folder)
    next(reports)
    with pytest.raises(ValueError, match="another process is training there"):
        trained(folder)
    for _ in reports:
        pass
    with pytest.raises(ValueError, match="already holds a finished model"):
        trained(folder)


def test_a_torn_picture_is_left_out_and_cut_off() -> None:
    folder = made("mine")
    reports = train_graph_in_folder(folder)
    for _ in range(3):
        next(reports)
    reports.close()  # type: ignore[attr-defined]
    with (folder / PICTURES).open("ab") as file:
        file.write(b"torn")
    assert read_pictures(folder, 34, 0, 100)[0].tolist() == [0, 1, 2, 3]
    assert same(trained(folder), trained(made("whole")))


def test_a_run_that_has_been_launched_obeys_what_was_asked_before_it_began() -> None:
    folder = made("mine", epochs=1000)
    write_status(folder, replace(read_status(folder), phase="starting"))
    post(folder, Request(action="stop"))
    trained(folder)
    assert find_graph_checkpoint("mine").card["epochs"] == 1
    assert os.listdir(folder)
