"""Training killed with SIGKILL forty times, each time in a process that was started afresh: the weights come out the same, bit for bit."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.helpers.killed_training import start
from vizvae.runs.folder import read_status
from vizvae.runs.lock import is_held
from vizvae.runs.metrics import MetricsReader

pytestmark = pytest.mark.long
RUNS, KILLS = 8, 5
PATIENCE_S = 120
EPOCHS = 12


def finish(folder: Path) -> Path:
    process = start(folder, EPOCHS, stderr=subprocess.PIPE)
    _, errors = process.communicate(timeout=600)
    assert process.returncode == 0, errors.decode()
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return finish(tmp_path_factory.mktemp("undisturbed") / "run")


def kill_after_a_step(folder: Path, moments: random.Random) -> None:
    """Once the process has saved something of its own, and a little later."""
    saved = folder / "resume.safetensors"
    before = saved.stat().st_mtime_ns if saved.exists() else 0
    process = start(folder, EPOCHS, stderr=subprocess.PIPE)
    limit = time.monotonic() + PATIENCE_S
    while not saved.exists() or saved.stat().st_mtime_ns == before:
        assert process.poll() is None, "it ended before it could be killed: give it more to do"
        assert time.monotonic() < limit, "it has saved nothing"
        time.sleep(0.002)
    time.sleep(moments.uniform(0.0, 0.05))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL, "it ended before it could be killed: give it more to do"
    assert not is_held(folder)
    assert read_status(folder).phase == "killed"
    MetricsReader(folder).update()  # can be read at any time


@pytest.mark.parametrize("seed", range(RUNS))
def test_killed_five_times_it_ends_with_the_same_weights(seed: int, tmp_path: Path, whole: Path) -> None:
    moments = random.Random(seed)
    folder = tmp_path / "run"
    for _ in range(KILLS):
        kill_after_a_step(folder, moments)
    finish(folder)
    for name in ("model.safetensors", "reference.safetensors"):
        assert (folder / name).read_bytes() == (whole / name).read_bytes(), name
    curve = MetricsReader(folder)
    curve.update()
    steps = [row["step"] for row in curve.steps]
    assert steps == sorted(set(steps)), "a step is there twice"
    assert sum(row["num_steps"] for row in curve.steps) == steps[-1], "a step is missing"
    assert not [path for path in os.listdir(folder) if ".tmp" in path or "writing" in path or path.endswith(".part")]


def test_as_often_as_in_the_trial() -> None:
    assert RUNS * KILLS == 40
