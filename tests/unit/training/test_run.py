"""A run in a folder, from start to checkpoint; killed in every way, it ends the same."""

import csv
import multiprocessing
import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import save_file

from tests.helpers.examples import examples
from tests.helpers.small import small_config, write_checkpoint
from tests.helpers.training import make_quick
from vizvae.checkpoint import open_checkpoint
from vizvae.data.images import ImageSet, Split, load_images
from vizvae.runs.folder import RESUME, read_status
from vizvae.runs.metrics import MetricsReader
from vizvae.training import finish, recorder, state
from vizvae.training.config import TrainConfig
from vizvae.training.run import EpochResult, train_in_folder

CONFIG = small_config(batch_size=40)  # four steps a pass
SECONDS = {"seconds"}  # the one column of history.csv that measures the machine


def prepare(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a snapshot after every step, too."""
    make_quick(monkeypatch)
    monkeypatch.setattr(recorder, "SECONDS_BETWEEN_SNAPSHOTS", 0.0)


@pytest.fixture(autouse=True, scope="module")
def quick() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        prepare(monkeypatch)
        yield


def complete(folder: Path, config: TrainConfig = CONFIG) -> Path:
    for _ in train_in_folder(config, folder, command="test"):
        pass
    return folder


@pytest.fixture(scope="module")
def whole(quick: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that nothing disturbed."""
    return complete(tmp_path_factory.mktemp("undisturbed") / "whole")


def history(folder: Path) -> list[dict[str, str]]:
    with (folder / "history.csv").open(newline="", encoding="utf-8") as file:
        return [{key: value for key, value in row.items() if key not in SECONDS} for row in csv.DictReader(file)]


def assert_same_end(one: Path, other: Path) -> None:
    assert history(one) == history(other)
    assert len(history(one)) == CONFIG.epochs
    assert (one / "model.safetensors").read_bytes() == (other / "model.safetensors").read_bytes()
    assert (one / "reference.safetensors").read_bytes() == (other / "reference.safetensors").read_bytes()
    assert curve(one) == curve(other)
    left = {path.name for path in one.iterdir()}
    checkpoint = {"card.json", "config.json", "density.json", "history.csv", "model.safetensors", "reference.safetensors"}
    assert left == checkpoint | {"run.json", "run.lock", "status.json", "events.jsonl", "metrics.jsonl", "snapshot.safetensors"}
    assert read_status(one).phase == "finished"


def curve(folder: Path) -> dict[str, object]:
    """What metrics.jsonl says that does not depend on when its lines were written."""
    reader = MetricsReader(folder)
    reader.update()
    steps = [row["step"] for row in reader.steps]
    assert steps == sorted(set(steps)), "a step is there twice"
    assert sum(row["num_steps"] for row in reader.steps) == steps[-1], "a step is missing"
    epochs = [{key: value for key, value in row.items() if key not in ("seconds", "epoch_seconds")} for row in reader.epochs]
    return {"steps": steps[-1], "epochs": epochs}


def test_the_folder_ends_as_a_checkpoint_that_says_how_it_was_made(tmp_path: Path) -> None:
    checkpoint = open_checkpoint(complete(tmp_path / "run"))
    card = checkpoint.card
    assert card["command"] == "test"
    assert card["steps"] == 8
    assert card["training"]["seed"] == 0
    assert card["data"]["key"] == "mnist"
    assert "committed sample" in card["data"]["trained_on"]
    assert card["num_parameters"] == sum(p.numel() for p in checkpoint.load_model().parameters())
    assert checkpoint.load_reference().z.shape == (160, 3)
    assert [row["epoch"] for row in history(checkpoint.folder)] == ["1", "2"]


def test_the_averaged_weights_are_what_is_validated_and_kept(tmp_path: Path) -> None:
    reports = train_in_folder(CONFIG, tmp_path / "run", command="test")
    results = [report for report in reports if isinstance(report, EpochResult)]
    elbo = float(history(tmp_path / "run")[-1]["validation_elbo"])
    scores = results[-1].validation.costs
    assert elbo == pytest.approx(scores["elbo"], rel=1e-5)
    assert scores["elbo"] == pytest.approx(-scores["recon_nll"] - scores["kl"])


def test_a_finished_folder_is_refused_and_left_alone(tmp_path: Path) -> None:
    folder = complete(tmp_path / "run")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(ValueError, match="already holds a finished model; choose another folder, or delete it"):
        next(train_in_folder(CONFIG, folder, command="test"))
    assert before == {path.name: path.read_bytes() for path in folder.iterdir()}


def test_another_configuration_is_refused(tmp_path: Path) -> None:
    reports = train_in_folder(CONFIG, tmp_path / "run", command="test")
    next(reports)
    reports.close()
    with pytest.raises(ValueError, match=r"another configuration \(there, here\): {'seed': \(0, 1\)}"):
        next(train_in_folder(small_config(batch_size=40, seed=1), tmp_path / "run", command="test"))


@pytest.mark.parametrize("written_before", [False, True])
def test_a_run_does_not_go_on_with_other_images_of_that_name(
    written_before: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the full set comes onto the machine between; a state of an early version does not say which images they were."""
    folder = tmp_path / "run"
    reports = train_in_folder(CONFIG, folder, command="test")
    next(reports)
    reports.close()
    if written_before:
        with safe_open(folder / RESUME, framework="pt") as file:
            kept = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a dictionary)
            metadata = {name: text for name, text in file.metadata().items() if name in ("config", "place")}
        save_file(kept, folder / RESUME, metadata=metadata)
    before = (folder / RESUME).read_bytes()

    def others(key: str, split: Split, *, download: bool = False) -> ImageSet:
        return load_images(key, split).subset(torch.arange(200, 360))

    monkeypatch.setattr("vizvae.training.run.load_images", others)
    if written_before:
        assert next(train_in_folder(CONFIG, folder, command="test"))
        return
    monkeypatch.setattr("vizvae.training.finish.load_images", others)
    with pytest.raises(ValueError, match="was trained so far on other images of mnist than are here now"):
        next(train_in_folder(CONFIG, folder, command="test"))
    assert (folder / RESUME).read_bytes() == before
    with pytest.raises(ValueError, match="was trained so far on other images of mnist than are here now"):
        finish.publish(folder)


@pytest.mark.parametrize("num_reports", examples(range(1, 11), daily=[1, 5, 8, 10]))  # 5 and 10: the ends of passes
def test_stopped_by_its_caller_and_resumed(num_reports: int, tmp_path: Path, whole: Path) -> None:
    reports = train_in_folder(CONFIG, tmp_path / "stopped", command="test")
    for _ in range(num_reports):
        next(reports)
    reports.close()
    assert_same_end(complete(tmp_path / "stopped"), whole)


def test_a_history_that_was_only_opened_still_gets_its_header(tmp_path: Path, whole: Path) -> None:
    """Killed between creating history.csv and writing to it, before any snapshot."""
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "history.csv").touch()
    assert_same_end(complete(tmp_path / "run"), whole)


def test_a_model_whose_card_says_little_can_be_started_from(runs: Path) -> None:
    """The training is not lost at its very end because the card of the model before it is older."""
    write_checkpoint(runs / "first")
    card = open_checkpoint(complete(runs / "second", replace(CONFIG, start_from="first"))).card
    assert card["started_from"]["command"] == "written by a test"


def test_a_model_that_does_not_fit_is_one_line(runs: Path) -> None:
    write_checkpoint(runs / "first", latent_dim=7)
    with pytest.raises(ValueError, match="start_from 'first' does not fit") as caught:
        complete(runs / "second", replace(CONFIG, start_from="first"))
    assert "\n" not in str(caught.value)


# Forked from a process that does nothing else: the one that runs the tests has other tests' threads, whose locks a fork would inherit.
FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload([__name__, "torch._dynamo"])  # which a first optimiser imports, in seconds


def in_child(folder: Path, moment: str = "") -> ForkServerProcess:
    """Train in a process of its own that dies at `moment`, if one is given."""
    process = FORKING.Process(target=train_until, args=(folder, moment))
    process.start()
    return process


def train_until(folder: Path, moment: str) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        prepare(monkeypatch)
        if moment:
            MOMENTS[moment]()
        complete(folder)


def dies_at_call(
    module: object, name: str, number: int, before: Callable[..., None] = lambda *_, **__: None, of: str = ""
) -> Callable[[], None]:
    """At its `number`-th call, `module.name` does `before` and the process dies, with no chance to clean up.

    Only calls count whose first argument is the path of the aside file of one named `of`, if that is given.
    """

    def prepare() -> None:
        original, calls = getattr(module, name), [0]

        def dying(*arguments: object, **keywords: object) -> object:
            calls[0] += not of or Path(str(arguments[0])).name.startswith(f".{of}.")
            if calls[0] == number:
                before(*arguments, **keywords)
                os._exit(9)
            return original(*arguments, **keywords)

        setattr(module, name, dying)

    return prepare


def halve(descriptor: int) -> None:
    os.ftruncate(descriptor, os.fstat(descriptor).st_size // 2)


MOMENTS = {
    "half of the first event is written": dies_at_call(os, "fsync", 1, halve),
    "half of the first snapshot is written": dies_at_call(os, "fsync", 3, halve),
    "half of a later snapshot is written": dies_at_call(os, "fsync", 9, halve),
    "metrics have lines that the snapshot knows nothing of": dies_at_call(state.TrainingState, "save", 3),
    "the view is about to be written": dies_at_call(recorder.Viewer, "take", 1),
    "a snapshot is written but not renamed": dies_at_call(os, "replace", 3, of="resume"),
    "the last snapshot is not renamed": dies_at_call(os, "replace", 8, of="resume"),
    "history has a row that the snapshot knows nothing of": dies_at_call(state.TrainingState, "save", 5),
    "history is about to be written": dies_at_call(recorder, "append_history", 2),
    "the weights are about to be written": dies_at_call(finish, "write_network", 1),
    "the weights are written, the card is not": dies_at_call(finish, "write_new_card", 1),
}


@pytest.mark.parametrize("moment", list(MOMENTS))
def test_killed_in_the_middle_of_writing(moment: str, tmp_path: Path, whole: Path) -> None:
    process = in_child(tmp_path / "killed", moment)
    process.join()
    assert process.exitcode == 9, "the moment never came"
    assert not (tmp_path / "killed" / "card.json").exists()
    assert_same_end(complete(tmp_path / "killed"), whole)


@pytest.mark.parametrize("seed", examples(range(4), daily=[0]))
def test_killed_at_random_again_and_again(seed: int, tmp_path: Path, whole: Path) -> None:
    moments = random.Random(seed)
    folder = tmp_path / "killed"
    for _ in range(5):
        process = in_child(folder)
        time.sleep(moments.uniform(0.01, 0.25))
        process.kill()
        process.join()
        if (folder / "card.json").exists():
            break
    else:
        complete(folder)
    (folder / "resume.safetensors").unlink(missing_ok=True)  # killed between the card and this
    assert_same_end(folder, whole)
