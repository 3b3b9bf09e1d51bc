"""The contract between a run and whoever watches it: every file read back, torn, foreign or edited."""

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.small import small_config
from vizvae.runs.control import Change, Request, done, pending, post
from vizvae.runs.events import Event, append_event, read_events
from vizvae.runs.folder import RunSpec, Status, read_run, read_status, write_run, write_status
from vizvae.runs.lock import held, is_held, run_lock
from vizvae.runs.metrics import MetricsReader, MetricsWriter
from vizvae.source import commit
from vizvae.training.config import TrainConfig

SPEC = RunSpec(config=small_config(changes=(Change(step=3, field="beta", value=2.0),)), command="test")


def row(step: int, kind: str = "step", epoch: float = 0.0) -> dict[str, object]:
    return {"kind": kind, "step": step, "epoch": epoch, "seconds": step / 10, "loss": 1 / 3, "kl_per_dim": [0.1, 0.2]}


def test_a_run_is_read_back_as_written(tmp_path: Path) -> None:
    write_run(tmp_path, SPEC)
    assert read_run(tmp_path, TrainConfig).config.changes == SPEC.config.changes
    assert replace(read_run(tmp_path, TrainConfig), config=SPEC.config) == SPEC


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        ({"version": 7}, "a run of version 7, this is version 1"),
        ({"config": {"epochz": 3}}, "unknown keys"),
        ({"config": {"epochs": 0}}, "epochs must be above 0"),
        ({"config": []}, "edited by hand"),
        ({"created": "yesterday"}, "edited by hand"),
        ({"kind": "sound"}, "edited by hand"),
        ({"kind": "graph"}, r"a run of another kind \(graph, expected image\)"),
    ],
)
def test_another_version_and_an_edited_run_are_one_line(edit: dict[str, object], words: str, tmp_path: Path) -> None:
    write_run(tmp_path, SPEC)
    values = json.loads((tmp_path / "run.json").read_text()) | edit
    (tmp_path / "run.json").write_text(json.dumps(values))
    with pytest.raises(ValueError, match=words) as caught:
        read_run(tmp_path, TrainConfig)
    assert "\n" not in str(caught.value)


def test_a_run_written_before_there_were_kinds_is_an_image_run(tmp_path: Path) -> None:
    write_run(tmp_path, SPEC)
    values = json.loads((tmp_path / "run.json").read_text())
    del values["kind"]
    (tmp_path / "run.json").write_text(json.dumps(values))
    assert read_run(tmp_path, TrainConfig).config == SPEC.config


def test_git_is_asked_before_the_run_is_held_and_never_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that is being started holds its parent's lock: killed at that moment, a run looked alive. And the card should name the code
    that was imported, not what is checked out when training ends."""
    held_when_asked: list[bool] = []

    def run(*_: object, **__: object) -> None:
        held_when_asked.append(is_held(tmp_path))
        raise OSError("no git")

    (tmp_path / ".git").mkdir()
    monkeypatch.setattr("vizvae.source.PROJECT", tmp_path)
    monkeypatch.setattr("vizvae.source.INSTALLED", False)
    monkeypatch.setattr("vizvae.source.subprocess.run", run)
    commit.cache_clear()
    try:
        with held(tmp_path):
            commit()
    finally:
        commit.cache_clear()
    assert held_when_asked == [False]


def test_a_run_whose_process_is_gone_is_called_killed(tmp_path: Path) -> None:
    write_status(tmp_path, Status(phase="running", step=7))
    with run_lock(tmp_path):
        assert is_held(tmp_path)
        assert read_status(tmp_path).phase == "running"
    assert not is_held(tmp_path)
    status = read_status(tmp_path)
    assert (status.phase, status.step) == ("killed", 7)
    assert "can be resumed" in status.message


def test_a_launched_run_is_starting_until_too_late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_status(tmp_path, Status(phase="starting"))
    assert read_status(tmp_path).phase == "starting"
    now = time.time()
    monkeypatch.setattr("vizvae.runs.folder.time.time", lambda: now + 1000)
    assert read_status(tmp_path).phase == "killed"


def test_an_edited_status_is_one_line(tmp_path: Path) -> None:
    for text in ("{", "[]", '{"phase": "dancing"}', '{"phase": "running", "steps": 3}'):
        (tmp_path / "status.json").write_text(text)
        with pytest.raises(ValueError, match=r"status\.json"):
            read_status(tmp_path)


def test_events_survive_a_torn_line(tmp_path: Path) -> None:
    first = Event(kind="started", time=1.0, step=0, epoch=0.0)
    append_event(tmp_path, first)
    with (tmp_path / "events.jsonl").open("a") as file:
        file.write('{"kind": "pau')
    assert read_events(tmp_path) == [first]
    second = Event(kind="changed", time=2.0, step=3, epoch=0.5, field="beta", old=1.0, new=4.0)
    append_event(tmp_path, second)
    assert read_events(tmp_path) == [first, second]


def test_requests_come_in_the_order_of_asking_and_nonsense_is_told(tmp_path: Path) -> None:
    asked = [Request(action="pause"), Request(action="change", field="beta", value=4), Request(action="slow", value=2)]
    names = [post(tmp_path, request) for request in asked]
    (tmp_path / "control" / "zzz.json").write_text('{"action": "dance"}')
    (tmp_path / "control" / "half.writing").write_text('{"act')
    found = pending(tmp_path)
    assert found[:3] == list(zip(names, asked, strict=True))
    assert "was not understood" in str(found[3][1])
    done(tmp_path, names[0])
    assert [name for name, _ in pending(tmp_path)] == [*names[1:], "zzz"]


@pytest.mark.parametrize(
    "values",
    [
        {"action": "change"},
        {"action": "change", "field": "beta", "value": float("nan")},
        {"action": "change", "field": "learning_rate", "value": 0.0},
        {"action": "slow", "value": -1.0},
        {"action": "slow"},
    ],
)
def test_a_request_that_makes_no_sense_is_refused_before_it_is_posted(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"change|slow"):
        Request(**values)  # type: ignore[arg-type]


def test_metrics_are_read_as_they_come(tmp_path: Path) -> None:
    reader = MetricsReader(tmp_path)
    assert not reader.update()
    writer = MetricsWriter(tmp_path, step=0, epoch=0)
    assert not reader.update()
    writer.append(row(1))
    assert reader.update()
    writer.append(row(2) | {"loss": float("nan")})
    writer.append(row(2, "epoch", 1))
    with (tmp_path / "metrics.jsonl").open("a") as file:
        file.write('{"kind":"step","st')
    assert reader.update()
    assert [r["step"] for r in reader.steps] == [1, 2]
    assert reader.steps[0]["loss"] == 0.333333
    assert reader.steps[1]["loss"] is None
    assert [r["epoch"] for r in reader.epochs] == [1]
    assert not reader.update()


def test_a_resumed_run_drops_what_it_will_do_again_and_the_reader_notices(tmp_path: Path) -> None:
    writer, reader = MetricsWriter(tmp_path, step=0, epoch=0), MetricsReader(tmp_path)
    for line in (row(5), row(10), row(10, "epoch", 1), row(15)):
        writer.append(line)
    reader.update()
    part = reader.part
    again = MetricsWriter(tmp_path, step=10, epoch=0)  # saved at the very end of the pass, before it was counted
    assert again.seconds == 1.0
    again.append(row(10, "epoch", 1))
    assert reader.update()
    assert reader.part != part
    assert [r["step"] for r in reader.steps] == [5, 10]
    assert len(reader.epochs) == 1


@given(cut=st.integers(0, 400))
def test_metrics_cut_anywhere_go_on_whole(cut: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("cut")
    writer = MetricsWriter(folder, step=0, epoch=0)
    for step in range(1, 4):
        writer.append(row(step))
    writer.close()
    path = folder / "metrics.jsonl"
    path.write_bytes(path.read_bytes()[:cut])
    again = MetricsWriter(folder, step=9, epoch=9)
    again.append(row(4))
    reader = MetricsReader(folder)
    reader.update()
    steps = [r["step"] for r in reader.steps]
    assert steps[-1] == 4
    assert steps[:-1] == list(range(1, len(steps)))


@pytest.mark.parametrize("text", ['{"version": 9}\n', "hello\n", '{"kind":"start","version":1,"part":"a"}\nhello\n'])
def test_edited_metrics_are_one_line(text: str, tmp_path: Path) -> None:
    (tmp_path / "metrics.jsonl").write_text(text)
    with pytest.raises(ValueError, match="edited by hand"):
        MetricsReader(tmp_path).update()
    with pytest.raises(ValueError, match="edited by hand"):
        MetricsWriter(tmp_path, step=0, epoch=0)


def test_a_message_may_hold_any_character_that_ends_a_line(tmp_path: Path) -> None:
    event = Event(kind="failed", time=1.0, step=3, epoch=0.5, message="first\u2028second\u0085third\x0cfourth")
    append_event(tmp_path, event)
    assert read_events(tmp_path) == [event]
