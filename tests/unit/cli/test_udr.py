"""python -m vizvae udr: which runs agree, and what cannot be compared."""

import json
from pathlib import Path

import pytest

from tests.helpers.small import write_checkpoint
from vizvae.cli import main


def test_a_copy_agrees_better_than_another_seed(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, seed in (("first", 0), ("copy", 0), ("other", 1)):
        write_checkpoint(runs / name, "vae_mlp-bernoulli", seed=seed)
    assert main(["udr", "first", "copy", "other", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["num_points"] == 600
    for matching in ("spearman", "lasso"):
        first = said["models"]["first"][matching]
        assert first["agreement"]["copy"] > first["agreement"]["other"]
        assert first["udr"] == pytest.approx(sum(first["agreement"].values()) / 2)  # the median of two
        low, high = first["interval"]
        assert low < first["udr"] < high
    both = {name: model["spearman"]["agreement"] for name, model in said["models"].items()}
    assert both["first"]["other"] == both["other"]["first"]
    assert main(["udr", "first", "other"]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["spearman", "lasso"]
    assert [row.split()[0] for row in rows] == ["first", "other"]


def test_what_cannot_be_compared_is_one_sentence(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_checkpoint(runs / "one")
    write_checkpoint(runs / "plain", "ae_conv")
    for names, says in (
        (["one"], "two or more models"),
        (["one", "plain"], "plain is deterministic"),
        (["one", "one"], "one stands twice"),
    ):
        assert main(["udr", *names]) == 1
        assert says in capsys.readouterr().err
