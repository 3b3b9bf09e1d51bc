import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest

from vizvae.config import config_from_dict, config_to_dict, read_toml
from vizvae.models import MODELS, build_model
from vizvae.training.config import ObjectiveConfig, TrainConfig


@dataclass(frozen=True, kw_only=True)
class Inner:
    depth: int = 1


@dataclass(frozen=True, kw_only=True)
class Outer:
    width: int
    rate: float = 0.5
    kind: Literal["round", "square"] = "round"
    on: bool = False
    inner: Inner = Inner()
    sides: tuple[int, ...] = ()
    shape: tuple[int, int, int] = (1, 2, 3)
    note: str | None = None
    table: dict[str, Any] = field(default_factory=dict)


def test_every_kind_of_value() -> None:
    values = {
        "width": 3, "rate": 2, "kind": "square", "on": True, "inner": {"depth": 4}, "sides": [1, 2], "shape": [4, 5, 6],
        "note": None, "table": {"a": [1]},
    }  # fmt: skip
    expected = Outer(
        width=3, rate=2.0, kind="square", on=True, inner=Inner(depth=4), sides=(1, 2), shape=(4, 5, 6), table={"a": [1]}
    )
    assert config_from_dict(Outer, values) == expected
    assert isinstance(config_from_dict(Outer, values).rate, float)


@pytest.mark.parametrize("config", [TrainConfig(), TrainConfig(objective=ObjectiveConfig(beta=4.0), model_config={"a": (1, 2)})])
def test_there_and_back(config: TrainConfig) -> None:
    assert config_from_dict(TrainConfig, config_to_dict(config)) == config


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {"width": 1, "colour": 2, "age": 3},
            r"Outer: unknown keys \['age', 'colour'\]; known are \['inner', 'kind', .*'width'\]",
        ),
        ({"width": 1, "inner": {"dept": 2}}, r"Inner: unknown keys \['dept'\]; known are \['depth'\]"),
        ({}, "missing 1 required keyword-only argument: 'width'"),
        ({"width": "3"}, "Outer.width: expected int, got '3'"),
        ({"width": 1.0}, r"Outer.width: expected int, got 1\.0"),
        ({"width": True}, "Outer.width: expected int, got True"),
        ({"width": None}, "Outer.width: expected int, got None"),
        ({"width": 1, "rate": "fast"}, "Outer.rate: expected float, got 'fast'"),
        ({"width": 1, "rate": True}, "Outer.rate: expected float, got True"),
        ({"width": 1, "on": 1}, "Outer.on: expected bool, got 1"),
        ({"width": 1, "kind": "oval"}, r"Outer.kind: expected one of \['round', 'square'\], got 'oval'"),
        ({"width": 1, "inner": 3}, "Outer.inner: expected Inner, got 3"),
        ({"width": 1, "sides": 3}, "Outer.sides: expected a list, got 3"),
        ({"width": 1, "sides": [1, "a"]}, r"Outer.sides\[1\]: expected int, got 'a'"),
        ({"width": 1, "shape": [1, 2]}, r"Outer.shape: expected 3 values, got \[1, 2\]"),
        ({"width": 1, "note": 5}, "Outer.note: expected str, got 5"),
        ({"width": 1, "table": []}, r"Outer.table: expected dict, got \[\]"),
    ],
)
def test_a_wrong_value_says_where_what_was_expected_and_what_came(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        config_from_dict(Outer, values)


def test_an_unknown_model_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=rf"unknown model 'gan'; known are {re.escape(str(sorted(MODELS)))}"):
        build_model("gan")


@pytest.mark.parametrize(
    "wrong", [{"epochs": 0}, {"batch_size": -1}, {"learning_rate": 0.0}, {"ema_decay": 1.0}, {"ema_decay": -0.1}]
)
def test_an_impossible_training_setting_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        config_from_dict(TrainConfig, wrong)


@pytest.mark.parametrize(
    ("settings", "title"),
    [
        ({}, ""),
        ({"kind": "iwae", "num_samples": 5}, ""),
        ({"beta": 4.0}, "β = 4"),
        ({"beta": 100.0, "capacity": 25.0}, "capacity 25 nats"),
        ({"beta": 6.0, "penalty": "total_correlation"}, "β-TCVAE with β = 6"),
        ({"beta": 6.0, "penalty": "factor_vae"}, "FactorVAE with γ = 6"),
        ({"penalty": "dip-ii"}, "DIP-VAE II"),
    ],
)
def test_an_objective_is_named_by_what_sets_it_apart(settings: dict[str, Any], title: str) -> None:
    assert ObjectiveConfig(**settings).title == title


def test_settings_that_ship_are_found_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shipped = Path("assets/configs/mnist-2d.toml")
    assert read_toml(shipped)["data"] == "mnist"
    shipped.parent.mkdir(parents=True)
    shipped.write_text("data = 'fashion'")  # what is here goes first
    assert read_toml(shipped) == {"data": "fashion"}
    shipped.write_text("data = ")
    with pytest.raises(ValueError, match="not valid TOML"):
        read_toml(shipped)
    with pytest.raises(FileNotFoundError):
        read_toml(Path("nothing.toml"))
