"""Weights in what training scripts put around them, and a person's file that does more than define a model."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

import vizvae
from tests.unit.adoption import strangers
from tests.unit.adoption.test_probe import images, probed
from vizvae.adoption.findings import Findings, Question
from vizvae.adoption.own_file import load_own_model
from vizvae.adoption.own_weights import load_weights


def model() -> nn.Module:
    return nn.ModuleDict({"encoder": nn.Linear(4, 6), "model": nn.Linear(6, 2)})


def parts(weights: dict[str, Tensor]) -> dict[str, dict[str, Tensor]]:
    return {
        part: {key.removeprefix(f"{part}."): value for key, value in weights.items() if key.startswith(f"{part}.")}
        for part in ("encoder", "model")
    }


@pytest.mark.parametrize(
    "around",
    [
        lambda weights: parts(weights),
        lambda weights: {**parts(weights), "optimizer": {"lr": 0.1}, "epoch": 3},
        lambda weights: dict(weights, epoch=3),
        lambda weights: {"checkpoint": {"model": weights, "epoch": 3}},
        lambda weights: {"state_dict": {f"module.{key}": value for key, value in weights.items()}},
    ],
)
def test_weights_are_found_in_what_is_around_them(around: Any, tmp_path: Path) -> None:
    torch.manual_seed(0)
    weights = {key: value.clone() for key, value in model().state_dict().items()}
    torch.save(around(weights), tmp_path / "w.pt")
    into = model()
    load_weights(into, tmp_path / "w.pt", Findings())
    for key, value in into.state_dict().items():
        torch.testing.assert_close(value, weights[key])


def test_weights_of_two_models_are_not_taken_by_chance(tmp_path: Path) -> None:
    both = {f"{name}.{key}": value for name in ("online_model", "ema_model") for key, value in model().state_dict().items()}
    torch.save(both, tmp_path / "w.pt")
    with pytest.raises(ValueError, match=r"several models, under ema_model\. and online_model\.: save those that are meant"):
        load_weights(model(), tmp_path / "w.pt", Findings())


def test_layers_that_know_their_size_later_take_weights(tmp_path: Path) -> None:
    torch.save(nn.Sequential(nn.Linear(4, 2)).state_dict(), tmp_path / "w.pt")
    lazy = nn.Sequential(nn.LazyLinear(2))
    load_weights(lazy, tmp_path / "w.pt", Findings())
    assert lazy(torch.zeros(1, 4)).shape == (1, 2)


FILE = """
import sys, argparse
{what}
class Model(__import__("torch").nn.Module):
    def __init__(self, **given):
        super().__init__()
        self.given = given
"""


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("sys.exit('usage: train.py config.yaml')", "ends the program when it is imported: put what"),
        ("p = argparse.ArgumentParser(); p.add_argument('data'); p.parse_args()", "ends the program when it is imported"),
        ("from .layers import D", r"a part of the package \w+: put a file beside that folder"),
    ],
)
def test_a_file_that_does_more_than_define_is_told_what_to_do(what: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "their_model.py").write_text(FILE.format(what=what))
    with pytest.raises(ValueError, match=words):
        load_own_model(f"{tmp_path}/their_model.py:Model")


def test_its_own_command_line_is_not_ours_and_words_are_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["vizvae", "adopt", "--images", "mnist"])
    (tmp_path / "their_model.py").write_text(FILE.format(what="argparse.ArgumentParser().parse_args()"))
    made: Any = load_own_model(f"{tmp_path}/their_model.py:Model", ["a=false", "b=True", "c=null", "d=falsely"])
    assert made.given == {"a": False, "b": True, "c": None, "d": "falsely"}
    assert sys.argv[1] == "adopt"


class Places(strangers.Tutorial):
    def encode(self, x: Tensor) -> Any:
        return super().encode(x.flatten(1))[0].gt(0).long()


def test_codes_that_are_places_are_refused() -> None:
    with pytest.raises(Question, match=r"gives whole numbers, as places in a codebook.*a method encode"):
        probed(Places())


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (lambda: torch.jit.script(nn.Linear(2, 2)), "a TorchScript model cannot be turned"),
        (lambda: strangers.Tutorial().half(), r"got float16: give model\.float\(\)"),
    ],
)
def test_models_of_other_kinds_are_told_what_to_do(
    given: Any, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIZVAE_RUNS", str(tmp_path))
    with pytest.raises(ValueError, match=words):
        vizvae.adopt(given(), images().numpy(), name="theirs")
