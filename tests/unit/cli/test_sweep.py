"""python -m vizvae sweep, with real runs in the queue."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.training import complete, export_nothing, until
from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import open_checkpoint
from vizvae.cli import main
from vizvae.config import read_toml
from vizvae.data.images import load_images
from vizvae.metrics.likelihood import evaluate
from vizvae.runs.control import Request, post
from vizvae.runs.events import read_events
from vizvae.runs.folder import RunSpec, write_run
from vizvae.sweep.plan import plan, read_axis
from vizvae.sweep.record import keep_runs
from vizvae.sweep.running import status_of
from vizvae.sweep.scores import NUM_IMAGES, NUM_SAMPLES
from vizvae.training.config import TrainConfig
from vizvae.training.create import create

AXES = [read_axis("beta=1,20", "vae_mlp")]
STEPS = 3
"""Before it is interrupted"""

TOML = """
data = "mnist"
model = "vae_mlp"
model_config = { hidden_dim = 8, latent_dim = 2 }
epochs = 1
batch_size = 500
"""


@pytest.fixture
def config(runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setenv("VIZVAE_MAX_RUNS", "2")
    (tmp_path / "small.toml").write_text(TOML)
    return str(tmp_path / "small.toml")


def swept(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["sweep", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_asked_again_only_what_is_missing_is_trained(config: str, runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = swept(capsys, config, "--grid", "beta=1,50")
    assert [row["point"] for row in first["rows"]] == [{"objective.beta": 1}, {"objective.beta": 50}]
    assert first["missing"] == {}
    names = [row["runs"][0] for row in first["rows"]]
    assert names == ["small-beta1-s0", "small-beta50-s0"]
    written = {name: (runs / name / "card.json").stat().st_mtime_ns for name in names}
    for row, name in zip(first["rows"], names, strict=True):
        model = find_checkpoint(name).load_model()
        alone = evaluate(model, load_images("mnist", "validation"), num_samples=NUM_SAMPLES, num_images=NUM_IMAGES)
        assert row["mean"]["kl"] == alone.kl
        assert row["mean"]["recon_nll"] == alone.recon_nll
        assert row["mean"]["elbo"] == pytest.approx(-alone.recon_nll - (alone.kl or 0))
    assert first["rows"][1]["mean"]["kl"] < first["rows"][0]["mean"]["kl"], "a larger β costs rate"

    more = swept(capsys, config, "--grid", "beta=1,50,7", "--plot", str(runs / "out.html"))
    assert "Rate and distortion" in (runs / "out.html").read_text("utf-8")
    assert [row["point"]["objective.beta"] for row in more["rows"]] == [1, 50, 7]
    assert {name: (runs / name / "card.json").stat().st_mtime_ns for name in names} == written
    assert more["rows"][:2] == [{**row, "on_front": more["rows"][place]["on_front"]} for place, row in enumerate(first["rows"])]

    assert main(["sweep", config, "--grid", "beta=1", "--set", "epochs=2"]) == 1
    assert "a sweep named small with other settings (epochs 1, and now 2)" in capsys.readouterr().err
    assert main(["sweep", config, "--grid", "beta=1", "--name", "../small"]) == 1
    assert "no path" in capsys.readouterr().err


def test_ctrl_c_loses_nothing_says_how_to_go_on_and_going_on_ends_with_the_same_figures(
    config: str, runs: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIZVAE_MAX_RUNS", "1")
    words = ["sweep", config, "--grid", "beta=1,20", "--json"]
    names = ["small-beta1-s0", "small-beta20-s0"]
    planned = plan("small", read_toml(Path(config)), AXES, 1)
    # The first run stands still after three steps, however fast this machine is: it is there already, and was asked for single steps.
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("vizvae.runs.queue.advance", list)
        create(names[0], planned[0].config)
    for _ in range(STEPS):
        post(runs / names[0], Request(action="step"))
    process = subprocess.Popen(
        [sys.executable, "-m", "vizvae", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # in a shell's background it would be ignored
    )  # fmt: skip
    until(lambda: process.poll() is not None or status_of(runs / names[0]).step == STEPS)
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == ""
    assert "what has been trained and measured is kept; the same command goes on with it" in said
    assert "Traceback" not in said
    until(lambda: status_of(runs / names[0]).phase == "stopped")
    assert [status_of(runs / name).phase for name in names] == ["stopped", "stopped"]
    assert status_of(runs / names[0]).step == STEPS, "it was saved where it was"
    assert (runs / names[0] / "resume.safetensors").exists()

    assert main([*words[:2], "--grid", "beta=1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["missing"] == {names[1]: "not asked for now"}
    events = [event.kind for event in read_events(runs / names[0])]
    assert events.count("started") + events.count("resumed") == 2
    (row,) = told["rows"]
    export_nothing(monkeypatch)
    never_stopped = open_checkpoint(complete(runs / "alone" / names[0], planned[0].config)).load_model()
    alone = evaluate(never_stopped, load_images("mnist", "validation"), num_samples=NUM_SAMPLES, num_images=NUM_IMAGES)
    assert (row["mean"]["kl"], row["mean"]["recon_nll"]) == (alone.kl, alone.recon_nll)


def test_a_sweep_is_gone_on_with_by_its_name_alone_and_a_damaged_run_hides_no_other(
    config: str, runs: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = plan("small", read_toml(Path(config)), AXES, 1)
    keep_runs("small", read_toml(Path(config)), AXES, planned)  # as the page does
    export_nothing(monkeypatch)
    for run in planned:
        complete(runs / run.name, run.config)
    (runs / planned[1].name / "model.safetensors").write_bytes(b"")
    assert main(["sweep", "--name", "small"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:3] == ["β", "seeds", "rate"]
    assert lines[1].split()[0] == "1"
    assert "No metrics: no factors are known of the images of mnist." in lines
    assert any(line.startswith(f"{planned[1].name}: could not be measured: ") for line in lines)
    assert main(["sweep", "--name", "other"]) == 1
    assert "there is no sweep named 'other' here" in capsys.readouterr().err
    assert main(["sweep", config]) == 1
    assert "expected --grid NAME=VALUE" in capsys.readouterr().err


def test_a_run_that_is_there_already_and_has_other_settings_is_left_alone(
    config: str, runs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (runs / "small-beta1-s0").mkdir(parents=True)
    write_run(runs / "small-beta1-s0", RunSpec(config=TrainConfig(model_config={"hidden_dim": 9}), command=""))
    assert main(["sweep", config, "--grid", "beta=1,2"]) == 1
    assert "there is a run named small-beta1-s0 with other settings" in capsys.readouterr().err
    assert not (runs / "small-beta2-s0").exists()
