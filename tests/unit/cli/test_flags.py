"""Flags and help of python -m vizvae."""

import argparse
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from vizvae.cli import build_parser, main
from vizvae.cli.train import read_config
from vizvae.config import config_to_dict
from vizvae.runs.control import Change
from vizvae.sweep.plan import read_axis
from vizvae.training.command import FLAGS, command_of, parse_settings
from vizvae.training.config import ObjectiveConfig, TrainConfig


@pytest.mark.parametrize("arguments", [["fly"], ["train", "--epoch", "3"], ["evaluate"]])
def test_a_command_that_does_not_exist_shows_how_to_use_it(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: python -m vizvae" in capsys.readouterr().err


def test_a_data_set_that_does_not_exist_is_named_beside_those_that_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "--data", "cifar"]) == 1
    assert "unknown image set 'cifar'; known are ['" in capsys.readouterr().err


def test_without_a_command_it_is_the_dashboard(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    started: list[str] = []
    monkeypatch.setattr("vizvae.cli.dashboard.run", lambda arguments: started.append(f"{arguments.host}:{arguments.port}"))
    assert main([]) == 0
    assert started == ["localhost:8501"]
    assert "--help" in capsys.readouterr().out


def options(command: str, capsys: pytest.CaptureFixture[str]) -> set[str]:
    with pytest.raises(SystemExit) as caught:
        main([command, "--help"])
    assert caught.value.code == 0
    text = capsys.readouterr().out.partition("Several processes")[0]  # what follows is torchrun's
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text))


def test_help_names_the_flags_that_exist(capsys: pytest.CaptureFixture[str]) -> None:
    promised = {
        "models": {"--json"},
        "evaluate": {
            "--metrics", "--num-samples", "--num-images", "--num-points", "--seed", "--original-trees", "--json", "--write-card",
        },
        "traverse": {"--output", "--num-values", "--latents", "--image"},
        "export": {"--output", "--encoder"},
        "train": {
            "--config", "--data", "--model", "--latent-dim", "--epochs", "--batch-size", "--learning-rate", "--beta", "--seed",
            "--precision", "--device", "--set", "--change", "--run", "--download",
        },
    }  # fmt: skip
    assert {command: options(command, capsys) - {"--help"} for command in promised} == promised


def test_every_flag_of_train_sets_what_it_is_named_after() -> None:
    values: dict[str, Any] = {
        "data": "fashion", "model": "vae_conv", "epochs": 3, "batch_size": 9, "learning_rate": 0.5, "seed": 7, "precision": "bfloat16",
        "device": "cpu",
    }  # fmt: skip
    assert set(FLAGS) == set(values)
    arguments = [word for name, value in values.items() for word in (f"--{name.replace('_', '-')}", str(value))]
    config = read_config(build_parser().parse_args(["train", *arguments]))
    assert {name: getattr(config, name) for name in values} == values


def test_a_configuration_as_a_command_line_is_the_same_configuration() -> None:
    config = TrainConfig(
        data="fashion",
        model="vae_conv",
        model_config={"latent_dim": 7, "channels": [4, 6]},
        objective=ObjectiveConfig(beta=4.0, capacity=2.5, capacity_epochs=1.5, kl_estimator="monte_carlo"),
        binarisation="threshold",
        cosine_decay=False,
        learning_rate=3e-4,
        tf32=True,
        changes=(
            Change(step=120, field="beta", value=1e-3),
            Change(step=9, field="learning_rate", value=0.1),
            Change(step=10, field="learning_rate", value=0.000123456789),
            Change(step=130, field="beta", value=1_234_567.0),
        ),
    )
    words = shlex.split(command_of(config, "runs/a name"))
    assert words[:4] == ["python", "-m", "vizvae", "train"]
    assert config_to_dict(read_config(build_parser().parse_args(words[3:]))) == config_to_dict(config)
    assert "binarisation=threshold" in words
    assert {"120:beta=0.001", "10:learning_rate=0.000123456789"} <= set(words)
    assert command_of(TrainConfig(), "x") == "python -m vizvae train --data mnist --model vae_mlp --run x"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--set", "epochs"], "--set epochs: expected NAME=VALUE"),
        (["--set", "epochs=[1"], "--set epochs=[1: expected NAME=VALUE"),
        (["--set", "epochs=many"], "TrainConfig.epochs: expected int, got 'many'"),
        (["--set", "objective.gamma=3"], "unknown keys ['gamma']"),
        (["--set", "objective.capacity=-1"], "objective.capacity must be 0 or more"),
        (["--set", "objective.capacity=1", "--set", "objective.free_bits=1"], "choose one of them"),
        (["--set", "objective.bottleneck=0.5"], "objective.bottleneck must be 1 or more"),
        (["--set", "objective.bottleneck=5"], "need each other"),
        (["--change", "beta=4"], "expected STEP:NAME=NUMBER"),
        (["--change", "5:seed=4"], "'seed' cannot be changed"),
        (["--change", "5:learning_rate=0"], "must be above 0"),
        (["--epochs", "0"], "epochs must be above 0"),
        (["--batch-size", "5000"], "batch_size 5,000 is larger than the data"),
        (["--latent-dim", "10000000"], "choose fewer latents"),
        (["--device", "mps"], "torch finds none on this machine"),
    ],
)
def test_bad_settings_are_one_line(words: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", *words, "--run", str(tmp_path / "run")]) == 1
    error = capsys.readouterr().err.splitlines()[-1]
    assert error.startswith("error: ")
    assert message in error
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("objective.penalty=total_correlation", "total_correlation"),
        ("objective.penalty=dip-ii", "dip-ii"),
        ("objective.penalty='dip-i'", "dip-i"),
        ("objective.beta=4", 4),
        ("objective.flag=true", True),
        ("objective.beta=1e3", 1000.0),
        ("objective.list=[1, 2]", [1, 2]),
    ],
)
def test_a_word_needs_no_quotes(text: str, value: object) -> None:
    (parsed,) = parse_settings([text])["objective"].values()
    assert parsed == value
    assert type(parsed) is type(value)


def test_a_word_needs_no_quotes_in_a_grid() -> None:
    assert read_axis("penalty=kl,total_correlation", "vae_mlp").values == ("kl", "total_correlation")
    assert read_axis("channels=[4, 6],[8, 12]", "vae_conv").values == ([4, 6], [8, 12])


def test_every_argument_of_every_command_has_help() -> None:
    def without_help(parser: argparse.ArgumentParser, path: str) -> list[str]:
        found = []
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                found += [one for name, inner in action.choices.items() for one in without_help(inner, f"{path} {name}")]
            elif not action.help:
                found.append(f"{path} {' '.join(action.option_strings) or action.dest}")
        return found

    assert without_help(build_parser(), "vizvae") == []
