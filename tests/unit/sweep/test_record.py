"""A sweep's record: what it takes, what it refuses, and that what one process measures is not lost to another."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from vizvae.sweep.plan import Axis, plan
from vizvae.sweep.record import keep_runs, keep_score, planned_again, read_sweep, sweep_names

BASE: dict[str, Any] = {"data": "mnist", "model": "vae_mlp", "model_config": {"hidden_dim": 8}, "epochs": 1}
AXES = [Axis("objective.beta", (1, 4))]

pytestmark = pytest.mark.usefixtures("runs")


def kept(name: str = "one", base: dict[str, Any] = BASE, axes: list[Axis] = AXES, seeds: int = 1):
    return keep_runs(name, base, axes, plan(name, base, axes, seeds))


def test_more_values_and_seeds_are_added_and_the_runs_are_planned_again_from_it() -> None:
    kept()
    both = kept(axes=[Axis("objective.beta", (1, 8))], seeds=2)
    assert [run.name for run in both.runs] == ["one-beta1-s0", "one-beta4-s0", "one-beta1-s1", "one-beta8-s0", "one-beta8-s1"]
    assert read_sweep("one") == both
    again = {run.name: run for run in planned_again(both)}
    assert again["one-beta8-s1"] == plan("one", BASE, [Axis("objective.beta", (8,))], 2)[1]


def test_what_counts_is_what_would_be_trained_not_how_it_is_said() -> None:
    kept()
    kept(base={**BASE, "objective": {"kind": "elbo", "beta": 3.0}, "learning_rate": 0.001, "seed": 5})
    with pytest.raises(ValueError, match=r"a sweep named one with other settings \(model_config.hidden_dim 8, and now 9\)"):
        kept(base={**BASE, "model_config": {"hidden_dim": 9}})
    with pytest.raises(ValueError, match=r"with other settings \(a grid over objective.beta\)"):
        kept(axes=[Axis("epochs", (1, 2))])


def test_what_several_measure_at_once_is_all_kept() -> None:
    kept()
    threads = [threading.Thread(target=keep_score, args=("one", f"run-{number}", {"kl": number})) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sweep = read_sweep("one")
    assert sweep is not None
    assert sweep.scores == {f"run-{number}": {"kl": number} for number in range(12)}
    assert keep_score("gone", "run", {}) is None
    assert sweep_names() == ["one"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"version": 2}, "a sweep of version 2, this is version 1"),
        ({"settings": []}, "expected of each run a value for each setting"),
        ({"runs": 5}, "expected a list"),
        ({"scores": {"a": float("nan")}}, "finite"),
        ({"more": 1}, "unknown keys"),
    ],
)
def test_a_record_that_was_edited_is_said(change: dict[str, Any], says: str, runs: Path) -> None:
    kept()
    path = runs / "sweeps" / "one.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(ValueError, match=says):
        read_sweep("one")
