"""Requests to a run: each acts, is kept on record, and a run that was killed acts on it again at the same step."""

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from tests.helpers.small import small_config
from tests.helpers.training import CONFIG, Background, complete
from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import open_checkpoint
from vizvae.runs import controller
from vizvae.runs.control import Change, Request, post
from vizvae.runs.events import read_events
from vizvae.runs.folder import RunSpec, Status, read_status, write_run, write_status
from vizvae.runs.metrics import MetricsReader
from vizvae.training import recorder, schedule
from vizvae.training.config import ObjectiveConfig
from vizvae.training.finish import publish
from vizvae.training.run import train_in_folder
from vizvae.training.snapshot import read_view
from vizvae.training.trace import read_trace
from vizvae.trash import bring_back, trashed

LONG = replace(CONFIG, epochs=100_000)


@pytest.fixture(autouse=True)
def looks_before_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(controller, "SECONDS_BETWEEN_LOOKS", 0.0)


def weights(folder: Path) -> bytes:
    return (folder / "model.safetensors").read_bytes()


def asked(folder: Path, step: int, request: Request) -> None:
    """Make a run that is asked after `step` steps."""
    complete(folder, after=lambda now: post(folder, request) if now == step else None)


CHANGE = Request(action="change", field="beta", value=4.0)


def test_a_change_counts_from_the_next_step_and_is_told_everywhere(tmp_path: Path, undisturbed: Path) -> None:
    asked(tmp_path / "changed", 3, CHANGE)
    assert weights(tmp_path / "changed") != weights(undisturbed)
    (event,) = [event for event in read_events(tmp_path / "changed") if event.kind == "changed"]
    assert (event.step, event.field, event.old, event.new) == (3, "beta", 1.0, 4.0)
    card = open_checkpoint(tmp_path / "changed").card
    assert card["changes"] == [{"step": 3, "field": "beta", "value": 4.0}]
    assert open_checkpoint(undisturbed).card["changes"] == []
    reader = MetricsReader(tmp_path / "changed")
    reader.update()
    assert [row["beta"] for row in reader.epochs] == [4.0, 4.0]


def test_a_change_known_beforehand_ends_with_the_same_weights(tmp_path: Path) -> None:
    asked(tmp_path / "changed", 3, CHANGE)
    complete(tmp_path / "planned", replace(CONFIG, changes=(Change(step=3, field="beta", value=4.0),)))
    assert weights(tmp_path / "changed") == weights(tmp_path / "planned")


@pytest.mark.parametrize("field", ["learning_rate", "capacity", "free_bits"])
def test_every_field_changes_the_training(field: str, tmp_path: Path, undisturbed: Path) -> None:
    asked(tmp_path / "changed", 3, Request(action="change", field=field, value=0.5))  # type: ignore[arg-type]
    planned = replace(CONFIG, changes=(Change(step=3, field=field, value=0.5),))  # type: ignore[arg-type]
    complete(tmp_path / "planned", planned)
    assert weights(tmp_path / "changed") == weights(tmp_path / "planned") != weights(undisturbed)


def test_killed_after_a_change_it_is_made_again_at_the_same_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The saved state is from before the change: it must not come earlier, nor later, nor be lost."""
    asked(tmp_path / "whole", 4, CHANGE)
    monkeypatch.setattr(recorder.Recorder, "save", lambda self: None)  # what was saved last stays that of step 2
    reports = train_in_folder(CONFIG, tmp_path / "killed", command="test")
    for report in reports:
        if report.step == 2:
            monkeypatch.undo()
            monkeypatch.setattr(controller, "SECONDS_BETWEEN_LOOKS", 0.0)
            reports.close()
    monkeypatch.setattr(recorder.Recorder, "save", lambda self: None)
    reports = train_in_folder(CONFIG, tmp_path / "killed", command="test")
    for report in reports:
        if report.step == 4:
            post(tmp_path / "killed", CHANGE)
        if report.step == 6:
            reports.close()
    monkeypatch.undo()
    resumed = train_in_folder(CONFIG, tmp_path / "killed", command="test")
    first = next(resumed)
    assert first.step == 3, "it did not go on from before the change"
    for _ in resumed:
        pass
    assert weights(tmp_path / "killed") == weights(tmp_path / "whole")
    assert len([event for event in read_events(tmp_path / "killed") if event.kind == "changed"]) == 1


def test_a_change_made_later_at_an_earlier_step_overrules() -> None:
    changes = [Change(step=20, field="beta", value=4.0), Change(step=15, field="capacity", value=1.0)]
    changes.append(Change(step=5, field="beta", value=2.0))
    plan = schedule.Schedule(CONFIG, 160)
    assert [plan.at(step, changes).kl_weight for step in (4, 5, 25)] == [1.0, 2.0, 2.0]
    kept = schedule.in_force(changes)
    assert kept == [changes[2], changes[1]]
    assert [plan.at(step, kept) for step in range(30)] == [plan.at(step, changes) for step in range(30)]


def test_a_request_is_acted_on_once_even_if_the_run_dies_before_removing_it(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    reports = train_in_folder(CONFIG, folder, command="test")
    next(reports)
    name = post(folder, CHANGE)
    text = (folder / "control" / f"{name}.json").read_text()
    next(reports)
    reports.close()
    (folder / "control" / f"{name}.json").write_text(text)
    complete(folder)
    assert len([event for event in read_events(folder) if event.kind == "changed"]) == 1


def test_pause_step_and_resume_end_with_the_weights_of_an_undisturbed_run(tmp_path: Path, undisturbed: Path) -> None:
    folder = tmp_path / "paused"
    write_status(folder := _made(folder), Status(phase="starting"))
    post(folder, Request(action="pause"))  # before it begins
    run = Background(folder)
    run.phase_becomes("paused")
    assert read_status(folder).step == 0
    for step in (1, 2):
        post(folder, Request(action="step"))
        run.until(lambda step=step: (trace := read_trace(folder)) is not None and trace.numbers.step == step)
    run.until(lambda: read_status(folder).step == 2)
    time.sleep(0.1)
    assert read_status(folder).step == 2
    view = read_view(folder)
    assert view is not None
    assert view.step == 2
    post(folder, Request(action="resume"))
    run.join()
    assert weights(folder) == weights(undisturbed)
    assert [event.kind for event in read_events(folder)] == ["started", "paused", "stepped", "stepped", "continued", "finished"]


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_a_trace_has_the_numbers_of_the_step(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    config = replace(CONFIG, batch_size=1, learning_rate_warmup_steps=10, objective=ObjectiveConfig(beta=3.0))
    run = Background(folder, replace(config, epochs=100))
    run.phase_becomes("running")
    post(folder, Request(action="pause"))
    run.phase_becomes("paused")
    post(folder, Request(action="step"))
    run.until(lambda: read_trace(folder) is not None)
    trace = read_trace(folder)
    assert trace is not None
    numbers = trace.numbers
    assert trace.logvar is not None
    assert trace.epsilon is not None
    torch.testing.assert_close(trace.z, trace.mu + (0.5 * trace.logvar).exp() * trace.epsilon)
    kl = 0.5 * (trace.mu**2 + trace.logvar.exp() - 1 - trace.logvar).sum()
    assert numbers.kl == pytest.approx(float(kl), rel=1e-4)
    nll = -(trace.x * trace.recon.log() + (1 - trace.x) * (1 - trace.recon).log()).sum()
    assert numbers.recon_nll == pytest.approx(float(nll), rel=1e-3)
    assert numbers.kl is not None
    assert numbers.recon_nll is not None
    # A batch of one: its loss is the step's, which was computed apart from the trace.
    assert numbers.loss == pytest.approx(numbers.batch_loss, rel=1e-4)
    assert numbers.loss == pytest.approx(numbers.recon_nll + 3 * numbers.kl, rel=1e-4)
    assert 0 < numbers.update_norm < numbers.gradient_norm
    assert numbers.recon_nll_after != numbers.recon_nll
    post(folder, Request(action="discard"))
    run.join()


@pytest.mark.parametrize(
    ("case", "objective"),
    [
        ("ae_conv", ObjectiveConfig(kind="reconstruction")),
        ("vae_conv", ObjectiveConfig(kind="iwae", num_samples=3)),
        ("vae_mlp-gaussian", ObjectiveConfig(free_bits=0.1)),
    ],
)
def test_every_kind_of_model_can_be_stepped_through(case: str, objective: ObjectiveConfig, tmp_path: Path) -> None:
    folder = _made(tmp_path / "run")
    write_status(folder, Status(phase="starting"))
    for action in ("pause", "step"):
        post(folder, Request(action=action))
    run = Background(folder, small_config(case, objective=objective))
    run.until(lambda: read_trace(folder) is not None)
    trace = read_trace(folder)
    assert trace is not None
    assert (trace.epsilon is None) == (case == "ae_conv")
    assert (trace.numbers.kl is None) == (case == "ae_conv")
    post(folder, Request(action="discard"))
    run.join()


def test_slow_motion_takes_its_time(tmp_path: Path) -> None:
    folder = _made(tmp_path / "run")
    write_status(folder, Status(phase="starting"))
    post(folder, Request(action="slow", value=5.0))
    run = Background(folder, LONG)
    run.phase_becomes("running")
    run.until(lambda: read_trace(folder) is not None)
    before, started = read_status(folder).step, time.monotonic()
    time.sleep(1.0)
    steps = read_status(folder).step - before
    assert steps <= 5 * (time.monotonic() - started) + 2
    post(folder, Request(action="slow", value=0.0))
    run.until(lambda: read_status(folder).step > before + 50)
    post(folder, Request(action="discard"))
    run.join()


def test_slow_motion_asked_for_while_paused_goes_on(tmp_path: Path) -> None:
    folder = _made(tmp_path / "run")
    write_status(folder, Status(phase="starting"))
    post(folder, Request(action="pause"))
    run = Background(folder, LONG)
    run.phase_becomes("paused")
    before = read_status(folder).step
    post(folder, Request(action="slow", value=20.0))
    run.phase_becomes("running")
    run.until(lambda: read_status(folder).step > before + 1)
    assert read_status(folder).steps_per_second == 20.0
    post(folder, Request(action="pause"))
    run.phase_becomes("paused")
    post(folder, Request(action="slow", value=0.0))
    run.until(lambda: read_status(folder).step > before + 50)
    post(folder, Request(action="discard"))
    run.join()


def test_stop_keeps_what_there_is_as_a_checkpoint(runs: Path) -> None:
    run = Background(runs / "run", LONG)
    run.until(lambda: (runs / "run" / "history.csv").exists())
    post(runs / "run", Request(action="stop"))
    run.join()
    status = read_status(runs / "run")
    assert status.phase == "finished"
    assert "kept" in status.message
    card = find_checkpoint("run").card
    assert card["stopped_early"]["of"] == LONG.epochs
    assert card["steps"] == status.step
    find_checkpoint("run").load_model()


def test_suspended_it_ends_with_the_same_weights_when_resumed(tmp_path: Path, undisturbed: Path) -> None:
    asked(tmp_path / "run", 7, Request(action="suspend"))
    status = read_status(tmp_path / "run")
    assert (status.phase, status.step) == ("stopped", 7)
    assert weights(complete(tmp_path / "run")) == weights(undisturbed)


def test_discarded_it_is_in_the_trash_and_can_be_brought_back(tmp_path: Path) -> None:
    asked(tmp_path / "run", 3, Request(action="discard"))
    assert not (tmp_path / "run").exists()
    (place,) = trashed(tmp_path)
    assert bring_back(place) == tmp_path / "run"
    complete(tmp_path / "run")


def test_two_visitors_stop_and_pause_together_in_any_order(tmp_path: Path) -> None:
    """Both are heard, and it ends: nobody comes to resume a run that somebody wanted to stop."""
    for number in range(6):
        folder = tmp_path / f"run{number}"
        run = Background(folder, LONG)
        run.phase_becomes("running")
        barrier = threading.Barrier(2)

        def press(action: str, folder: Path = folder, barrier: threading.Barrier = barrier) -> None:
            barrier.wait()
            post(folder, Request(action=action))  # type: ignore[arg-type]

        visitors = [threading.Thread(target=press, args=(action,)) for action in ("stop", "pause")]
        for visitor in visitors:
            visitor.start()
        run.join()
        assert read_status(folder).phase == "finished"


def test_many_at_once_are_all_heard(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    run = Background(folder, LONG)
    run.phase_becomes("running")

    def press(number: int) -> None:
        for part in range(5):
            post(folder, Request(action="change", field="beta", value=1.0 + number + part / 10))

    visitors = [threading.Thread(target=press, args=(number,)) for number in range(6)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    run.until(lambda: sum(event.kind == "changed" for event in read_events(folder)) == 30)
    changed = [event for event in read_events(folder) if event.kind == "changed"]
    assert len({event.new for event in changed}) == 30
    assert [event.old for event in changed[1:]] == [event.new for event in changed[:-1]]
    post(folder, Request(action="discard"))
    run.join()


def test_a_request_that_nobody_understands_is_told_and_the_run_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "run"

    def nonsense(step: int) -> None:
        if step == 2:
            (folder / "control").mkdir(exist_ok=True)
            (folder / "control" / "0.json").write_text('{"action": "dance"}')
        if step == 4:
            assert "was not understood" in read_status(folder).message

    complete(folder, after=nonsense)


def test_what_was_asked_of_a_dead_run_is_not_asked_of_its_successor(tmp_path: Path) -> None:
    reports = train_in_folder(CONFIG, tmp_path / "run", command="test")
    next(reports)
    reports.close()
    post(tmp_path / "run", Request(action="stop"))
    assert read_status(complete(tmp_path / "run")).step == 10


def test_the_latest_snapshot_becomes_a_model_while_it_trains(runs: Path) -> None:
    run = Background(runs / "run", LONG)
    run.until(lambda: (view := read_view(runs / "run") if (runs / "run").exists() else None) is not None and view.step > 0)
    name = publish(runs / "run")
    checkpoint = find_checkpoint(name)
    checkpoint.load_model()
    checkpoint.load_reference()
    assert name == f"run-step-{checkpoint.card['steps']}"
    assert read_status(runs / "run").phase == "running"
    post(runs / "run", Request(action="discard"))
    run.join()


def test_two_processes_in_one_folder_are_refused(tmp_path: Path) -> None:
    run = Background(tmp_path / "run", LONG)
    run.phase_becomes("running")
    with pytest.raises(ValueError, match="another process is training there"):
        complete(tmp_path / "run", LONG)
    assert read_status(tmp_path / "run").phase == "running"
    post(tmp_path / "run", Request(action="discard"))
    run.join()


def test_a_prepared_run_has_the_last_word_on_its_settings(tmp_path: Path) -> None:
    write_run(_made(tmp_path / "run"), RunSpec(config=replace(CONFIG, seed=5), command="as the page says"))
    with pytest.raises(ValueError, match=r"another configuration \(there, here\): {'seed': \(5, 0\)}"):
        complete(tmp_path / "run")
    complete(tmp_path / "run", replace(CONFIG, seed=5))
    assert open_checkpoint(tmp_path / "run").card["command"] == "as the page says"
