"""A loss that is not finite, a full disk, a kill at any moment: what was good stays, and the status says what happened."""

import errno
import math
import multiprocessing
import os
import random
import resource
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.helpers.training import CONFIG, Background, complete, make_quick
from vizvae.runs import reporter
from vizvae.runs.control import Action, Request, post
from vizvae.runs.events import read_events
from vizvae.runs.folder import Status, read_status, write_status
from vizvae.runs.lock import is_held
from vizvae.runs.metrics import MetricsReader
from vizvae.training import loop, recorder, state
from vizvae.training.loop import StepReport
from vizvae.training.run import train_in_folder
from vizvae.training.snapshot import SNAPSHOT, load_snapshot, read_view

LONG = replace(CONFIG, epochs=100_000)


def weights(folder: Path) -> bytes:
    return (folder / "model.safetensors").read_bytes()


def curve_is_whole(folder: Path) -> None:
    """No step twice, none missing, and every line is one."""
    reader = MetricsReader(folder)
    reader.update()
    steps = [row["step"] for row in reader.steps]
    assert steps == sorted(set(steps))
    assert sum(row["num_steps"] for row in reader.steps) == steps[-1]
    assert [row["epoch"] for row in reader.epochs] == list(range(1, len(reader.epochs) + 1))


def test_a_loss_that_is_not_finite_stops_the_run_and_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, undisturbed: Path
) -> None:
    monkeypatch.setattr(recorder, "SECONDS_BETWEEN_SNAPSHOTS", 0.0)

    real = StepReport

    def poisoned(**fields: Any) -> StepReport:
        return real(**(fields | {"costs": fields["costs"] | {"loss": math.nan}} if fields["step"] == 8 else fields))

    with monkeypatch.context() as broken:
        broken.setattr(loop, "StepReport", poisoned)
        with pytest.raises(ValueError, match=r"The loss became nan at step 8 \(pass 2\), with a learning rate of .*until step 7"):
            complete(tmp_path / "run")
    status = read_status(tmp_path / "run")
    assert status.phase == "failed"
    assert "at step 8" in status.message
    assert read_events(tmp_path / "run")[-1].kind == "failed"
    # Whatever was kept is good, and the run ends like any other when it is resumed.
    assert all(value.isfinite().all() for value in load_snapshot(tmp_path / "run")[0].state_dict().values())
    assert weights(complete(tmp_path / "run")) == weights(undisturbed)


def test_a_learning_rate_that_diverges_is_cured_by_a_smaller_one(tmp_path: Path) -> None:
    wild = replace(CONFIG, learning_rate=1e30)
    with pytest.raises(ValueError, match=r"e\+29, most likely too high. .* lower the learning rate and resume"):
        complete(tmp_path / "run", wild)
    assert read_status(tmp_path / "run").phase == "failed"
    post(tmp_path / "run", Request(action="change", field="learning_rate", value=1e-3))
    complete(tmp_path / "run", wild)
    assert weights(tmp_path / "run") == weights(complete(tmp_path / "tame", replace(CONFIG, learning_rate=1e-3)))


def test_a_loss_that_stays_finite_but_goes_far_away_is_called_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"times as bad as it was at first at step .* most likely too high"):
        complete(tmp_path / "run", replace(CONFIG, learning_rate=1e4, epochs=50))
    assert read_status(tmp_path / "run").phase == "failed"


def test_a_file_that_may_grow_no_more_pauses_the_run_until_there_is_room(tmp_path: Path, undisturbed: Path) -> None:
    """The limit is the operating system's: it tells a process what a full disk would tell it."""
    whole = weights(undisturbed)
    context = multiprocessing.get_context("forkserver")
    folder = tmp_path / "full"
    process = context.Process(target=train_with_little_room, args=(folder,))
    process.start()
    process.join(120)
    assert process.exitcode == 0
    assert weights(folder) == whole
    curve_is_whole(folder)
    kinds = [event.kind for event in read_events(folder)]
    assert "disk_full" in kinds
    assert kinds[-1] == "finished"


def train_with_little_room(folder: Path) -> None:
    """In a process of its own: no file may be larger than what was saved first, until it has been told so once."""
    make_quick(pytest.MonkeyPatch())
    recorder.SECONDS_BETWEEN_SNAPSHOTS, reporter.SECONDS_BETWEEN_TRIES = 0.0, 0.01
    torch.set_num_threads(1)
    saved, asleep = folder / "resume.safetensors", reporter.time.sleep

    def limit(num_bytes: int) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (num_bytes, resource.RLIM_INFINITY))

    def fill(step: int) -> None:
        if step != 4:
            return
        before = saved.read_bytes()
        limit(len(before) // 2)

        def room(_: float) -> None:
            status = read_status(folder)
            assert status.phase == "paused"
            assert "The disk is full" in status.message
            assert saved.read_bytes() == before, "the last good state is gone"
            limit(resource.RLIM_INFINITY)
            reporter.time.sleep = asleep  # whoever waits for a process sleeps by it, too, as the card does for git

        reporter.time.sleep = room

    complete(folder, after=fill)


def test_a_full_disk_keeps_the_last_view(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "run"
    monkeypatch.setattr(recorder, "SECONDS_BETWEEN_VIEWS", 0.0)
    monkeypatch.setattr(recorder, "EARLY_SHARE", 1e9)
    real = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if path.name.startswith(f".{SNAPSHOT}."):
            real(path, content[: len(content) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(path, content)

    def fill(step: int) -> None:
        if step == 4:
            monkeypatch.setattr(Path, "write_bytes", full)
        if step == 9:
            view = read_view(folder)
            assert view is not None
            assert view.step == 4
            assert "pictures stay as they are" in read_status(folder).message
            assert not list(folder.glob("*.writing"))

    complete(folder, after=fill)


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Whether states to resume from find no room."""
    real, full = state.TrainingState.save, [False]

    def save(self: state.TrainingState, path: Path) -> None:
        if full[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(self, path)

    monkeypatch.setattr(state.TrainingState, "save", save)
    monkeypatch.setattr(recorder, "SECONDS_BETWEEN_SNAPSHOTS", 0.0)
    monkeypatch.setattr(reporter, "SECONDS_BETWEEN_TRIES", 0.01)
    return lambda now: full.__setitem__(0, now)


def seen(run: Background, action: Action) -> None:
    """Ask, and wait until the run has acted on it."""
    name = post(run.folder, Request(action=action))
    run.until(lambda: any(event.request == name for event in read_events(run.folder)))


def is_blocked(folder: Path) -> bool:
    status = read_status(folder)
    return status.phase == "paused" and "The disk is full" in status.message


def test_whatever_is_asked_for_while_the_disk_is_full_it_is_paused_and_says_why(
    tmp_path: Path, full_disk: Callable[[bool], None]
) -> None:
    folder = tmp_path / "run"
    run = Background(folder, LONG)
    run.phase_becomes("running")
    full_disk(True)
    run.until(lambda: is_blocked(folder))
    seen(run, "pause")
    assert is_blocked(folder)
    seen(run, "resume")
    assert is_blocked(folder), "running is shown while nothing goes on"
    seen(run, "pause")
    assert is_blocked(folder)
    full_disk(False)
    run.until(lambda: not read_status(folder).message)
    time.sleep(0.1)
    assert read_status(folder).phase == "paused", "it was asked to pause, and does"
    post(folder, Request(action="resume"))
    run.phase_becomes("running")
    post(folder, Request(action="stop"))
    run.join()
    assert read_status(folder).phase == "finished"


def test_a_paused_run_whose_disk_was_full_is_still_paused(tmp_path: Path, full_disk: Callable[[bool], None]) -> None:
    folder = tmp_path / "run"
    run = Background(folder, LONG)
    run.phase_becomes("running")
    full_disk(True)
    post(folder, Request(action="pause"))
    run.until(lambda: is_blocked(folder))
    full_disk(False)
    run.until(lambda: not read_status(folder).message)
    time.sleep(0.1)
    assert read_status(folder).phase == "paused"
    post(folder, Request(action="stop"))
    run.join()


def test_a_status_finds_room_for_its_message_on_a_disk_that_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_status(tmp_path, Status(phase="queued"))
    before = (tmp_path / "status.json").stat().st_size

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("vizvae.runs.folder.atomic_write", full)
    write_status(tmp_path, Status(phase="failed", message="The disk is full. " * 20))
    assert (tmp_path / "status.json").stat().st_size == before
    assert read_status(tmp_path).message.startswith("The disk is full")


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("mount") is None, reason="only root may mount a small disk")
def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        run = Background(disk / "run", LONG)
        run.until(lambda: (disk / "run" / "resume.safetensors").exists())
        filler = disk / "filler"
        with pytest.raises(OSError, match="No space"):
            filler.write_bytes(b"x" * 4_000_000)
        run.phase_becomes("paused")
        assert "The disk is full" in read_status(disk / "run").message
        filler.unlink()
        run.phase_becomes("running")
        post(disk / "run", Request(action="stop"))
        run.join()
        curve_is_whole(disk / "run")
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload([__name__, "torch._dynamo"])  # which a first optimiser imports, in seconds
TO_KILL = replace(CONFIG, epochs=20)


def train_here(folder: Path) -> None:
    """In a process of its own."""
    make_quick(pytest.MonkeyPatch())
    torch.set_num_threads(1)
    complete(folder, TO_KILL)


def killed_and_resumed(folder: Path, seed: int) -> int:
    """Killed again and again at random moments and then left to finish; how often it was killed."""
    moments, kills = random.Random(seed), 0
    while not (folder / "card.json").exists():
        process = FORKING.Process(target=train_here, args=(folder,))
        process.start()
        # After five kills it may end: on a slow machine it might never come to its first saved state.
        process.join(moments.uniform(0.02, 1.0) if kills < 5 else 120)
        if process.is_alive():
            process.kill()
            kills += 1
        process.join()
        if folder.exists() and not (folder / "card.json").exists():
            assert not is_held(folder)
            assert not (folder / "status.json").exists() or read_status(folder).phase in ("killed", "stopped")
            MetricsReader(folder).update()  # can be read at any time
    return kills


def check_kills(tmp_path: Path, wanted: int) -> None:
    whole = complete(tmp_path / "whole", TO_KILL)
    kills, seed = 0, 0
    while kills < wanted:
        folder = tmp_path / f"killed{seed}"
        kills += killed_and_resumed(folder, seed)
        assert weights(folder) == weights(whole)
        curve_is_whole(folder)
        seed += 1


def test_killed_at_random_moments(tmp_path: Path) -> None:
    check_kills(tmp_path, 5)


@pytest.mark.long
def test_killed_at_random_moments_fifty_times(tmp_path: Path) -> None:
    check_kills(tmp_path, 50)


def test_a_state_that_cannot_be_written_leaves_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reports = train_in_folder(CONFIG, tmp_path / "run", command="test")
    next(reports)
    reports.close()
    before = (tmp_path / "run" / "resume.safetensors").read_bytes()

    def fails(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(recorder, "SECONDS_BETWEEN_SNAPSHOTS", 0.0)
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", fails)
        with pytest.raises(OSError, match="Input/output"):
            complete(tmp_path / "run")
    assert (tmp_path / "run" / "resume.safetensors").read_bytes() == before
    complete(tmp_path / "run")
