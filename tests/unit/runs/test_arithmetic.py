"""What "resumed equals uninterrupted" rests on: set in every process that trains, recorded, and said where it changes."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from tests.helpers.small import small_config
from tests.helpers.training import CONFIG, complete, until
from vizvae.checkpoint import open_checkpoint
from vizvae.runs import arithmetic, launcher, prewarm
from vizvae.runs.arithmetic import ENVIRONMENT, precision_on, set_environment
from vizvae.runs.events import read_events
from vizvae.runs.folder import RunSpec, read_status, write_run
from vizvae.runs.lock import is_held
from vizvae.training.config import TrainConfig
from vizvae.training.families.base import autocast
from vizvae.training.run import train_in_folder
from vizvae.training.snapshot import SNAPSHOT, load_snapshot
from vizvae.training.state import TrainingState

LONG = TrainConfig(model_config={"latent_dim": 2, "hidden_dim": 8}, epochs=100_000)
CLEAN = {name: value for name, value in os.environ.items() if name not in ENVIRONMENT}
needs_mkl = pytest.mark.skipif(not torch.backends.mkl.is_available(), reason="torch was built without MKL")


def by_command(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "vizvae", "train", "--run", str(folder)], env=CLEAN)


def prewarmed(folder: Path) -> subprocess.Popen[bytes]:
    """The process that the page keeps ready, which has imported torch before it hears of the run."""
    prewarm.prepare(CLEAN)
    process = prewarm.take(folder, folder / "train.log", CLEAN)
    assert process is not None
    return process


@needs_mkl
@pytest.mark.parametrize("start", [by_command, prewarmed])
def test_a_run_in_a_process_of_its_own_has_what_the_claim_rests_on(
    start: Callable[[Path], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    write_run(folder, RunSpec(config=LONG, command="test"))
    process = start(folder)
    try:
        until(lambda: (folder / SNAPSHOT).exists())
        ((_, place), status) = load_snapshot(folder), read_status(folder)
        assert [part["same_bits"] for part in place["arithmetic"]] == [True]
        assert status.message == ""
    finally:
        process.kill()
        process.wait()


@needs_mkl
def test_who_has_chosen_another_mode_is_not_overruled_and_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    write_run(folder, RunSpec(config=LONG, command="test"))
    words = [sys.executable, "-m", "vizvae", "train", "--run", str(folder)]
    process = subprocess.Popen(words, env=CLEAN | {"MKL_CBWR": "AUTO"})
    try:
        until(lambda: is_held(folder) and (folder / SNAPSHOT).exists())
        assert [part["same_bits"] for part in load_snapshot(folder)[1]["arithmetic"]] == [False]
        assert "MKL_CBWR" in read_status(folder).message
    finally:
        process.kill()
        process.wait()


def test_the_launcher_hands_it_on_and_leaves_a_choice_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MKL_CBWR")
    assert launcher._environment()["MKL_CBWR"] == "AUTO,STRICT"
    monkeypatch.setenv("MKL_CBWR", "COMPATIBLE")
    assert launcher._environment()["MKL_CBWR"] == "COMPATIBLE"
    set_environment()
    assert os.environ["MKL_CBWR"] == "COMPATIBLE"


def stopped_after_a_step(folder: Path) -> None:
    reports = train_in_folder(CONFIG, folder, command="test")
    next(reports)
    reports.close()


def test_a_run_that_goes_on_as_before_says_nothing(tmp_path: Path) -> None:
    stopped_after_a_step(tmp_path / "run")
    card = open_checkpoint(complete(tmp_path / "run")).card
    assert [part["from_step"] for part in card["arithmetic"]] == [0]
    assert card["arithmetic"][0]["torch"] == torch.__version__
    assert [event.message for event in read_events(tmp_path / "run")] == [""] * 4


def test_a_run_that_goes_on_with_other_threads_says_so_and_its_card_too(tmp_path: Path) -> None:
    stopped_after_a_step(tmp_path / "run")
    torch.set_num_threads(3)
    messages: list[str] = []
    complete(tmp_path / "run", after=lambda _: messages.append(read_status(tmp_path / "run").message))
    assert "threads 3 (before: 1)" in messages[0]
    resumed = next(event for event in read_events(tmp_path / "run") if event.kind == "resumed")
    assert "last digits may differ" in resumed.message
    parts = open_checkpoint(tmp_path / "run").card["arithmetic"]
    assert [(part["from_step"], part["num_threads"]) for part in parts] == [(0, 1), (1, 3)]


def test_a_state_of_another_processor_is_resumed_with_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vizvae.runs.arithmetic._processor", lambda: "a processor of last year")
    stopped_after_a_step(tmp_path / "run")
    monkeypatch.undo()
    complete(tmp_path / "run")
    resumed = next(event for event in read_events(tmp_path / "run") if event.kind == "resumed")
    assert "before: a processor of last year" in resumed.message


@pytest.mark.parametrize("native", [True, False])
def test_bfloat16_is_used_where_the_processor_knows_it_and_said_where_not(native: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without instructions for it torch takes ten times as long as in float32."""
    monkeypatch.setattr(arithmetic, "has_bfloat16", lambda _: native)
    cpu, config = torch.device("cpu"), small_config(precision="bfloat16")
    state = TrainingState.start(config, torch.full((1, 28, 28), 0.5))
    assert [part["precision"] for part in state.arithmetic] == ["bfloat16" if native else "float32"]
    assert ("in float32 instead" in state.caveat()) is not native
    with autocast(config, cpu):
        product = torch.ones(2, 2) @ torch.ones(2, 2)
    assert product.dtype == (torch.bfloat16 if native else torch.float32)
    assert precision_on(cpu, "float32") == "float32"


def test_what_an_older_version_did_not_record_counts_as_equal(tmp_path: Path) -> None:
    state = TrainingState.start(small_config(), torch.full((1, 28, 28), 0.5))
    del state.arithmetic[0]["precision"]
    state.save(tmp_path / "state")
    again = TrainingState.start(small_config(), torch.full((1, 28, 28), 0.5))
    again.restore(tmp_path / "state")
    assert again.arithmetic == state.arithmetic
