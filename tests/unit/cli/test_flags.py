"""Flags and help of python -m vizvae."""

import re
from typing import Any

import pytest

from vizvae.cli import build_parser, main
from vizvae.cli.train import FLAGS, read_config


@pytest.mark.parametrize("arguments", [[], ["fly"], ["train", "--epoch", "3"], ["train", "--data", "cifar"], ["evaluate"]])
def test_a_command_that_does_not_exist_shows_how_to_use_it(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: python -m vizvae" in capsys.readouterr().err


def options(command: str, capsys: pytest.CaptureFixture[str]) -> set[str]:
    with pytest.raises(SystemExit) as caught:
        main([command, "--help"])
    assert caught.value.code == 0
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", capsys.readouterr().out))


def test_help_names_the_flags_that_exist(capsys: pytest.CaptureFixture[str]) -> None:
    promised = {
        "models": {"--json"},
        "evaluate": {"--num-samples", "--num-images", "--json", "--write-card"},
        "traverse": {"--output", "--num-values"},
        "export": {"--output", "--encoder"},
        "train": {
            "--config", "--data", "--model", "--latent-dim", "--epochs", "--batch-size", "--learning-rate", "--beta", "--seed",
            "--precision", "--run", "--download",
        },
    }  # fmt: skip
    assert {command: options(command, capsys) - {"--help"} for command in promised} == promised


def test_every_flag_of_train_sets_what_it_is_named_after() -> None:
    values: dict[str, Any] = {
        "data": "fashion", "model": "vae_conv", "epochs": 3, "batch_size": 9, "learning_rate": 0.5, "seed": 7, "precision": "bfloat16",
    }  # fmt: skip
    assert set(FLAGS) == set(values)
    arguments = [word for name, value in values.items() for word in (f"--{name.replace('_', '-')}", str(value))]
    config = read_config(build_parser().parse_args(["train", *arguments]))
    assert {name: getattr(config, name) for name in values} == values
