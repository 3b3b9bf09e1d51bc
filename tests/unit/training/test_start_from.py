"""A run may start from a trained model's weights, and its card says from which."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from tests.helpers.examples import examples
from tests.helpers.training import make_quick
from vizvae.catalogue import load_model
from vizvae.data.images import load_images
from vizvae.runs import queue
from vizvae.training.config import ObjectiveConfig, TrainConfig
from vizvae.training.create import create
from vizvae.training.run import train_in_folder
from vizvae.training.state import TrainingState

CONFIG = TrainConfig(model="vae_mlp", model_config={"latent_dim": 2, "hidden_dim": 8}, epochs=1, batch_size=32)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A first run, and runs of one and of two passes that started from it and were not disturbed; trained once."""
    folder = tmp_path_factory.mktemp("trained")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("VIZVAE_RUNS", str(folder))
        patched.setattr("vizvae.catalogue.SHIPPED_MODELS", folder / "shipped")
        make_quick(patched)
        list(train_in_folder(CONFIG, folder / "first", command="first command"))
        for epochs in (1, 2):
            second = replace(CONFIG, start_from="first", epochs=epochs)
            list(train_in_folder(second, folder / f"whole-{epochs}", command="second command"))
    return folder


@pytest.fixture(autouse=True)
def first(trained: Path, runs: Path) -> None:
    """Every test finds the first run, and may lose it."""
    shutil.copytree(trained / "first", runs / "first")


def test_second_run_goes_on_from_the_first_and_its_card_tells(runs: Path) -> None:
    second = replace(CONFIG, start_from="first", learning_rate=1e-12, objective=ObjectiveConfig(kind="iwae", num_samples=2))
    list(train_in_folder(second, runs / "second", command="second command"))
    for name, weight in (
        load_model("second").state_dict().items()
    ):  # a learning rate of nothing leaves the weights where they were
        torch.testing.assert_close(weight, load_model("first").state_dict()[name])
    card = json.loads((runs / "second" / "card.json").read_text())
    first = json.loads((runs / "first" / "card.json").read_text())
    assert card["command"] == "second command"
    assert card["started_from"]["command"] == "first command"
    assert card["started_from"]["weights_sha256"] == first["weights_sha256"]
    assert first["started_from"] is None


def test_weights_of_another_shape_are_refused(runs: Path) -> None:
    other = replace(CONFIG, start_from="first", model_config={"latent_dim": 3, "hidden_dim": 8})
    with pytest.raises(ValueError, match="start_from 'first' does not fit vae_mlp"):
        list(train_in_folder(other, runs / "second", command="test"))


def test_the_average_starts_from_the_adopted_weights(runs: Path) -> None:
    weights = load_model("first").state_dict()
    state = TrainingState.start(replace(CONFIG, start_from="first"), load_images("mnist", "sample").images.float().mean(0) / 255)
    state.adopt(weights)
    assert all(torch.equal(value, weights[name]) for name, value in state.average.items())


def delete(folder: Path) -> None:
    shutil.rmtree(folder)


def rename(folder: Path) -> None:
    queue.rename(folder, "renamed")


def train_anew(folder: Path) -> None:
    shutil.rmtree(folder)
    list(train_in_folder(replace(CONFIG, seed=5), folder, command="other weights under the same name"))


@pytest.mark.parametrize("lose", [delete, rename, train_anew])
@pytest.mark.parametrize("num_reports", examples([1, 7], daily=[7]))  # after 1 in the first pass, after 7 in the last
def test_a_run_needs_the_model_it_started_from_no_more(
    runs: Path, trained: Path, lose: Callable[[Path], None], num_reports: int
) -> None:
    second = replace(CONFIG, start_from="first", epochs=2)
    reports = train_in_folder(second, runs / "second", command="second command")
    for _ in range(num_reports):
        next(reports)
    reports.close()
    lose(runs / "first")
    list(train_in_folder(second, runs / "second", command="second command"))
    whole = trained / "whole-2"
    assert (runs / "second" / "model.safetensors").read_bytes() == (whole / "model.safetensors").read_bytes()
    ends = [json.loads((folder / "card.json").read_text())["started_from"] for folder in (runs / "second", whole)]
    assert ends[0] == ends[1]
    assert ends[0]["command"] == "first command"
    assert not (runs / "second" / "start").exists(), "a finished run needs it no more"


@pytest.mark.parametrize("lose", [delete, rename, train_anew])
def test_a_run_killed_before_its_first_saved_state_starts_from_the_same_weights(
    runs: Path, trained: Path, lose: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    second = replace(CONFIG, start_from="first", epochs=1)
    reports = train_in_folder(second, runs / "second", command="second command")
    with monkeypatch.context() as killed:
        killed.setattr("vizvae.training.recorder.Recorder.save", lambda _: None)
        next(reports)
        reports.close()
    assert not (runs / "second" / "resume.safetensors").exists()
    lose(runs / "first")
    list(train_in_folder(second, runs / "second", command="second command"))
    assert (runs / "second" / "model.safetensors").read_bytes() == (trained / "whole-1" / "model.safetensors").read_bytes()


def test_a_run_that_waits_in_the_queue_has_its_own_copy(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "advance", list)
    second = replace(CONFIG, start_from="first")
    create("second", second)
    delete(runs / "first")
    list(train_in_folder(second, runs / "second", command="second command"))
    assert json.loads((runs / "second" / "card.json").read_text())["started_from"]["command"] == "first command"


def test_a_run_from_a_model_that_is_not_there_is_not_created(runs: Path) -> None:
    with pytest.raises(ValueError, match="There is no model named nothing"):
        create("second", replace(CONFIG, start_from="nothing"))
    assert [job.name for job in queue.list_runs()] == ["first"]
    assert not (runs / "second").exists()


def test_what_is_left_of_another_run_is_not_started_from(runs: Path) -> None:
    """A folder without run.json holds no run, whatever else is in it."""
    list(train_in_folder(replace(CONFIG, seed=3), runs / "other", command="another command"))
    (runs / "second").mkdir()
    shutil.copytree(runs / "other", runs / "second" / "start")
    list(train_in_folder(replace(CONFIG, start_from="first"), runs / "second", command="second command"))
    assert json.loads((runs / "second" / "card.json").read_text())["started_from"]["command"] == "first command"


def test_a_run_of_a_version_without_copies_is_finished_and_says_what_it_does_not_know(runs: Path) -> None:
    second = replace(CONFIG, start_from="first")
    reports = train_in_folder(second, runs / "second", command="second command")
    next(reports)
    reports.close()
    shutil.rmtree(runs / "second" / "start")
    delete(runs / "first")
    list(train_in_folder(second, runs / "second", command="second command"))
    told = json.loads((runs / "second" / "card.json").read_text())["started_from"]
    assert told["command"] is None
    assert "no model named first" in told["problem"]
