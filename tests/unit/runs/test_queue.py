"""The queue and the launcher, with real processes: order, cancelling, a restarted server, deleting with undo."""

import io
import json
import os
import signal
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from filelock import FileLock

from tests.helpers.training import CONFIG, complete, until
from vizvae import trash
from vizvae.checkpoint import open_checkpoint
from vizvae.runs import controller, launcher, prewarm, queue
from vizvae.runs.archive import zipped
from vizvae.runs.control import Change, Request, post
from vizvae.runs.events import read_events
from vizvae.runs.folder import RunSpec, Status, read_status, write_run, write_status
from vizvae.runs.lock import run_lock
from vizvae.training.create import command_to_reproduce, create

LONG = replace(CONFIG, epochs=100_000, changes=(Change(step=1, field="beta", value=2.0),))


@pytest.fixture(autouse=True)
def empty(runs: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    return runs


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Runs are not really started: they become `running`, and their names are noted here."""
    started: list[str] = []

    def start(folder: Path, _: object) -> None:
        started.append(folder.name)
        write_status(folder, Status(phase="running", pid=os.getpid()))
        locks.setdefault(folder.name, run_lock(folder)).acquire()

    locks: dict[str, FileLock] = {}
    monkeypatch.setattr(queue, "start", start)
    yield started
    for lock in locks.values():
        lock.release()


def end(folder: Path, phase: str = "stopped") -> None:
    write_status(folder, Status(phase=phase))  # type: ignore[arg-type]


def places() -> dict[str, int]:
    return {job.name: job.place for job in queue.list_runs()}


def test_the_queue_keeps_its_order_and_one_runs_at_a_time(held: list[str]) -> None:
    folders = {name: create(name, CONFIG) for name in ("c", "a", "b", "d")}
    assert held == ["c"]
    assert places() == {"c": 0, "a": 1, "b": 2, "d": 3}
    queue.cancel(folders["b"])
    assert places() == {"c": 0, "a": 1, "b": 0, "d": 2}
    assert read_status(folders["b"]).phase == "stopped"
    end(folders["c"])
    assert queue.advance() == [folders["a"]]
    assert queue.advance() == []
    end(folders["a"])
    queue.resume(folders["b"])  # it joined again, so it is last
    assert held == ["c", "a", "d"]
    assert places() == {"c": 0, "a": 0, "b": 1, "d": 0}


def test_more_at_once_where_the_machine_bears_it(held: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIZVAE_MAX_RUNS", "2")
    for name in "abc":
        create(name, CONFIG)
    assert held == ["a", "b"]
    monkeypatch.setenv("VIZVAE_MAX_RUNS", "lots")
    with pytest.raises(ValueError, match="VIZVAE_MAX_RUNS: expected how many"):
        queue.advance()


@pytest.mark.parametrize(
    "name", ["../other", "/tmp/x", "a/b", "", ".hidden", "-x", "a b", "x" * 65, "a\n", "graphs", "uploads", "a中"]
)
def test_a_name_that_is_a_path_is_refused(name: str, runs: Path) -> None:
    with pytest.raises(ValueError, match=r"is no path|holds others"):
        create(name, CONFIG)
    assert not list(runs.glob("*/run.json"))


@pytest.mark.usefixtures("held")
def test_a_name_is_given_once() -> None:
    folder = create("first", CONFIG)
    with pytest.raises(ValueError, match="there is a run named first already"):
        create("first", CONFIG)
    create("second", CONFIG)
    with pytest.raises(ValueError, match="first is running"):
        queue.rename(folder, "third")
    end(folder)
    with pytest.raises(ValueError, match="there is a run named second already"):
        queue.rename(folder, "second")
    assert queue.rename(folder, "third").name == "third"
    assert set(places()) == {"second", "third"}


@pytest.mark.usefixtures("held")
def test_a_run_that_cannot_be_read_hides_no_other(runs: Path) -> None:
    create("good", CONFIG)
    for name, text in {"edited": "{", "foreign": '{"version": 99}'}.items():
        (runs / name).mkdir()
        (runs / name / "run.json").write_text(text)
    rows = {job.name: job for job in queue.list_runs()}
    assert rows["good"].problem == ""
    assert "edited by hand" in rows["edited"].problem
    assert "version 99" in rows["foreign"].problem
    queue.delete(runs / "edited")
    assert "edited" not in places()


@pytest.mark.usefixtures("held")
def test_deleting_can_be_undone_until_the_trash_is_emptied(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = create("run", CONFIG)
    with pytest.raises(ValueError, match="stop or discard it first"):
        queue.delete(folder)
    end(folder)
    place = queue.delete(folder)
    assert places() == {}
    create("run", CONFIG)
    with pytest.raises(ValueError, match="another run now"):
        trash.bring_back(place)
    queue.rename(_ended(folder), "other")
    assert trash.bring_back(place) == folder
    place = queue.delete(folder)
    assert trash.empty_trash(runs) == 0  # it is young
    monkeypatch.setattr(trash, "DAYS_KEPT", 0.0)
    assert trash.empty_trash(runs) == 1
    with pytest.raises(ValueError, match="it was emptied"):
        trash.bring_back(place)


def _ended(folder: Path) -> Path:
    end(folder)
    return folder


def test_a_run_in_another_state_is_not_resumed(held: list[str]) -> None:
    folder = create("run", CONFIG)
    with pytest.raises(ValueError, match="run is running: only a run that was stopped"):
        queue.resume(folder)
    with pytest.raises(ValueError, match="does not wait any more"):
        queue.cancel(folder)
    end(folder, "failed")
    queue.resume(folder, [Request(action="change", field="learning_rate", value=1e-4)])
    assert held == ["run", "run"]
    assert [path.name for path in (folder / "control").iterdir()]


def test_two_who_resume_at_once_start_one_run(held: list[str], runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = runs / "a"
    folder.mkdir()
    write_run(folder, RunSpec(config=CONFIG, command="a test"))
    end(folder)
    the_queue, refused = queue._queue, []

    @contextmanager
    def followed_by_another() -> Iterator[None]:
        """The other visitor comes in the moment in which the first lets go of the queue."""
        with the_queue():
            yield
        monkeypatch.setattr(queue, "_queue", the_queue)
        with pytest.raises(ValueError, match="only a run that was stopped"):
            queue.resume(folder)
        refused.append(folder)

    monkeypatch.setattr(queue, "_queue", followed_by_another)
    queue.resume(folder)
    assert refused == [folder]
    assert held == ["a"]


def test_the_launcher_is_a_template(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = runs / "a run"
    assert launcher.launch_words(folder)[1:] == ["-P", "-m", "vizvae", "train", "--run", str(folder)]
    monkeypatch.setenv("VIZVAE_LAUNCHER", "srun --gpus 1 {python} -m vizvae train --run={run}")
    assert launcher.launch_words(folder)[-1] == f"--run={folder}"
    for template in ("train {what}", "train", "train '{run}", "train {"):
        monkeypatch.setenv("VIZVAE_LAUNCHER", template)
        with pytest.raises(ValueError, match="VIZVAE_LAUNCHER: expected"):
            launcher.launch_words(folder)


def test_a_launcher_that_fails_says_so_in_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIZVAE_LAUNCHER", "/nowhere/srun {run}")
    status = read_status(create("first", CONFIG))
    assert status.phase == "failed"
    assert "could not be started" in status.message
    monkeypatch.setenv("VIZVAE_LAUNCHER", "sh -c 'echo no such partition; exit 3' {run}")
    folder = create("second", CONFIG)
    until(lambda: read_status(folder).phase == "failed")
    assert read_status(folder).message == "It could not begin: no such partition"


def test_a_run_that_cannot_begin_says_why() -> None:
    folder = create("big", replace(CONFIG, batch_size=4000))
    until(lambda: read_status(folder).phase == "failed")
    assert "batch_size 4,000 is larger than the data" in read_status(folder).message


def test_a_server_that_comes_back_finds_everything(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real process, killed; then the queue is moved on by one that knows nothing but the folders."""
    monkeypatch.setattr(launcher, "_see_it_end", lambda *_: None)  # the old server dies before the run does
    first, second = create("first", LONG), create("second", LONG)
    until(lambda: read_status(first).phase == "running" and (first / "resume.safetensors").exists())
    os.kill(read_status(first).pid, signal.SIGKILL)
    until(lambda: read_status(first).phase == "killed")
    assert read_status(first).message.endswith("It can be resumed from its last saved state.")
    monkeypatch.undo()
    monkeypatch.setenv("VIZVAE_RUNS", str(runs))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    assert [(job.name, job.status.phase) for job in queue.list_runs()] == [("second", "queued"), ("first", "killed")]
    queue.advance()
    until(lambda: read_status(second).phase == "running")
    post(second, Request(action="discard"))
    queue.resume(first)  # it waits for the second to end, or starts at once
    until(lambda: queue.advance() or read_status(first).phase == "running")
    until(lambda: read_status(first).phase == "running")
    post(first, Request(action="suspend"))
    until(lambda: read_status(first).phase == "stopped")
    assert [event.kind for event in read_events(first)] == ["started", "resumed", "stopped"]
    assert [place.name.partition("-")[2] for place in trash.trashed(runs)] == ["second"]


def test_what_was_changed_on_the_way_is_in_the_command_that_reproduces_it(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(controller, "SECONDS_BETWEEN_LOOKS", 0.0)
    folder = runs / "run"
    folder.mkdir()
    write_run(folder, RunSpec(config=CONFIG, command="test"))
    values = {5: 4.0, 10: 9.0}  # the second comes after the last step
    change = partial(Request, action="change", field="beta")
    complete(folder, after=lambda step: post(folder, change(value=values[step])) if step in values else None)
    assert command_to_reproduce(folder).partition("--change ")[2].startswith("5:beta=4 --run ")
    assert open_checkpoint(folder).card["changes"] == [{"step": 5, "field": "beta", "value": 4.0}]
    with pytest.raises(ValueError, match="not finished"):
        zipped(runs)
    with zipfile.ZipFile(io.BytesIO(zipped(folder))) as archive:
        names = set(archive.namelist())
        assert {"run/card.json", "run/model.safetensors", "run/metrics.jsonl", "run/history.csv"} <= names
        assert not any("lock" in name or "snapshot" in name for name in names)
        assert json.loads(archive.read("run/card.json"))["steps"] == 10


def test_a_run_takes_the_process_that_is_ready(runs: Path) -> None:
    launcher.prepare()
    ready = prewarm._ready
    assert ready is not None
    launcher.prepare()
    assert prewarm._ready is ready, "one is enough"
    folder = create("quick", LONG)
    assert prewarm._ready is None
    until(lambda: read_status(folder).phase == "running" and "epoch" in (folder / "train.log").read_text())
    assert read_status(folder).pid == ready.pid
    post(folder, Request(action="discard"))
    until(lambda: trash.trashed(runs))


def test_a_process_of_another_environment_is_not_taken(runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would look for the data and the uploads of a run where that environment has them."""
    launcher.prepare()
    before = prewarm._ready
    assert before is not None
    monkeypatch.setenv("VIZVAE_DATA", str(tmp_path / "elsewhere"))
    assert prewarm.take(runs, runs / "train.log", launcher._environment()) is None
    assert before.wait(60) == 0
    launcher.prepare()
    mine = prewarm._ready
    monkeypatch.setenv("VIZVAE_DATA", str(tmp_path / "again"))
    launcher.prepare()
    assert mine is not None
    assert mine.wait(60) == 0
    assert prewarm._ready is not mine


def test_a_process_that_was_ready_and_has_ended_is_not_waited_for(runs: Path) -> None:
    launcher.prepare()
    ready = prewarm._ready
    assert ready is not None
    assert ready.stdin is not None
    ready.stdin.close()  # as when its server ends: it has nothing to wait for
    assert ready.wait(60) == 0
    folder = create("slow", LONG)
    until(lambda: read_status(folder).phase == "running")
    post(folder, Request(action="discard"))
    until(lambda: trash.trashed(runs))
