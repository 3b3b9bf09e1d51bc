"""Which runs a sweep consists of, and what it refuses before any is begun."""

from __future__ import annotations

from typing import Any

import pytest

from vizvae.sweep.plan import LONGEST, plan, read_axis

BASE: dict[str, Any] = {"data": "mnist", "model": "vae_mlp", "model_config": {"hidden_dim": 8}, "epochs": 1, "seed": 5}


def test_each_combination_with_each_seed() -> None:
    axes = [
        read_axis("beta=1,4.5", "vae_mlp"),
        read_axis("latent_dim=2,3", "vae_mlp"),
        read_axis("learning_rate=0.01", "vae_mlp"),
    ]
    assert [axis.setting for axis in axes] == ["objective.beta", "model_config.latent_dim", "learning_rate"]
    runs = plan("first", BASE, axes, 2)
    assert len(runs) == len({run.name for run in runs}) == 8
    assert [run.name for run in runs[:3]] == [
        "first-beta1-latent_dim2-learning_rate0.01-s5",
        "first-beta1-latent_dim2-learning_rate0.01-s6",
        "first-beta1-latent_dim3-learning_rate0.01-s5",
    ]
    last = runs[-1].config
    assert (last.objective.beta, last.model_config, last.learning_rate, last.seed) == (
        4.5,
        {"hidden_dim": 8, "latent_dim": 3},
        0.01,
        6,
    )
    assert (last.objective.kind, last.epochs) == ("elbo", 1)


def test_names_are_those_that_a_run_may_have() -> None:
    (run,) = plan(
        "a" * 40, BASE, [read_axis("model_config.hidden_dim=123456", "vae_mlp"), read_axis("ema_decay=0.123456", "vae_mlp")], 1
    )
    assert len(run.name) <= LONGEST
    assert run.name.startswith("a" * 40 + "-")


@pytest.mark.parametrize(
    ("grid", "changes", "says"),
    [
        (["beta"], {}, "got no value"),
        (["beta=1,x"], {}, "beta: expected float, got .x."),
        (["beta=1,["], {}, "with values as in TOML"),
        (["beta=1,1"], {}, "beta: a value comes twice"),
        (["beta=1,1.0"], {}, "beta: a value comes twice"),
        (["betta=1"], {}, "expected a setting of a vae_mlp; known are .*beta.*latent_dim"),
        (["seed=1,2"], {}, "said with --seeds"),
        (["beta=1", "objective.beta=2"], {}, "a setting comes twice"),
        (["beta=-1"], {}, "objective.beta must be 0 or more"),
        (['latent_dim="two"'], {}, "latent_dim"),
        (["learning_rate=0.1"], {"model": "classifier", "model_config": {}}, "compares rate .KL. and distortion"),
        (["beta=1,2"], {"objective": {"kind": "iwae"}}, "beta has no part"),
        (["batch_size=10000000"], {}, "is larger than the data"),
    ],
)
def test_refused(grid: list[str], changes: dict[str, Any], says: str) -> None:
    base = {**BASE, **changes}
    with pytest.raises(ValueError, match=says):
        plan("first", base, [read_axis(text, base["model"]) for text in grid], 1)


def test_too_many_runs() -> None:
    with pytest.raises(ValueError, match=r"expected 1 to 500 runs, got 502 runs \(2 combinations, 251 seeds each\)"):
        plan("first", BASE, [read_axis("beta=1,2", "vae_mlp")], 251)
