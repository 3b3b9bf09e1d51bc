"""python -m vizvae sweep, with real runs in the queue."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.training import until
from vizvae.catalogue import find_checkpoint
from vizvae.cli import main
from vizvae.data.images import load_images
from vizvae.metrics.likelihood import evaluate
from vizvae.runs.folder import RunSpec, read_status, write_run
from vizvae.sweep.running import suspend
from vizvae.sweep.scores import NUM_IMAGES, NUM_SAMPLES
from vizvae.training.config import TrainConfig

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


@pytest.mark.long
def test_what_was_interrupted_goes_on_where_it_was(config: str, runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["sweep", config, "--name", "long", "--grid", "beta=1,2", "--set", "epochs=10", "--set", "batch_size=50"]
    names = ["long-beta1-s0", "long-beta2-s0"]
    seen: list[int] = []

    def interrupt() -> None:
        until(lambda: (runs / names[0] / "status.json").exists() and read_status(runs / names[0]).step > 20)
        suspend(names)

    thread = threading.Thread(target=interrupt)
    thread.start()
    assert main([*words, "--json"]) == 0
    thread.join()
    told = json.loads(capsys.readouterr().out)
    assert told["missing"].keys() == set(names)
    assert all(why.startswith("stopped") for why in told["missing"].values())
    assert told["rows"] == []
    seen.append(read_status(runs / names[0]).step)
    assert seen[0] > 20
    # The same command goes on, not from the start.
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [row["runs"] for row in told["rows"]] == [[name] for name in names]
    events = (runs / names[0] / "events.jsonl").read_text()
    assert f'"step": {seen[0]}' in events


def test_a_run_that_is_there_already_and_has_other_settings_is_left_alone(
    config: str, runs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (runs / "small-beta1-s0").mkdir(parents=True)
    write_run(runs / "small-beta1-s0", RunSpec(config=TrainConfig(model_config={"hidden_dim": 9}), command=""))
    assert main(["sweep", config, "--grid", "beta=1,2"]) == 1
    assert "there is a run named small-beta1-s0 with other settings" in capsys.readouterr().err
    assert not (runs / "small-beta2-s0").exists()
