"""python -m vizvae labels"""

import json
from pathlib import Path

import pytest

from vizvae.cli import main
from vizvae.metrics.label_efficiency import Curve
from vizvae.paths import SHIPPED_LABEL_CURVES


def test_a_model_of_other_images_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["labels", "faces-btcvae"]) == 1
    assert "expected a model of images with ten classes" in capsys.readouterr().err


def test_a_model_without_encoder_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["labels", "gan"]) == 1
    assert "expected a model with an encoder, got 'gan'" in capsys.readouterr().err


def test_what_the_learn_page_draws_is_written_by_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("vizvae.cli.labels.SHIPPED_LABEL_CURVES", tmp_path)
    curve = Curve(representation="pixels", classifier="mlp", num_labels=[10], accuracy=[0.5], sd=[0.1], weight_decay=[0.01])
    monkeypatch.setattr("vizvae.cli.labels.label_efficiency", lambda *_, **__: [curve])
    assert main(["labels", "mnist-2d", "--json", "--ship"]) == 0
    written = json.loads((tmp_path / "mnist-2d.json").read_text("utf-8"))
    assert written == json.loads(capsys.readouterr().out)
    shipped = json.loads((SHIPPED_LABEL_CURVES / "mnist-2d.json").read_text("utf-8"))
    assert written.keys() == shipped.keys()
    assert written["curves"][0].keys() == shipped["curves"][0].keys()


def test_the_semi_supervised_curve_joins_the_others_in_place_of_an_older_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("vizvae.cli.labels.SHIPPED_LABEL_CURVES", tmp_path)
    monkeypatch.setattr("vizvae.paths.SHIPPED_LABEL_CURVES", tmp_path)
    ends = {"num_labels": [100], "sd": [0.1], "weight_decay": []}
    kept = {"representation": "pixels", "classifier": "mlp", **ends, "accuracy": [0.7]}
    older = {"representation": "semi_supervised", "classifier": "m2", **ends, "accuracy": [0.8]}
    (tmp_path / "mnist-mlp.json").write_text(json.dumps({"model": "mnist-mlp", "protocol": "", "curves": [kept, older]}), "utf-8")
    newer = Curve(representation="semi_supervised", classifier="m2", num_labels=[100], accuracy=[0.9], sd=[0.1], weight_decay=[])
    asked: list[dict[str, int]] = []

    def measured(*splits: object, progress: object, **draws: int) -> Curve:
        asked.append(draws)
        return newer

    monkeypatch.setattr("vizvae.cli.labels.semi_supervised.codes", lambda model, *splits: splits)
    monkeypatch.setattr("vizvae.cli.labels.semi_supervised.semi_supervised", measured)
    assert main(["labels", "mnist-mlp", "--semi-supervised", "--ship"]) == 0
    curves = json.loads((tmp_path / "mnist-mlp.json").read_text("utf-8"))["curves"]
    assert [(one["representation"], one["accuracy"]) for one in curves] == [("pixels", [0.7]), ("semi_supervised", [0.9])]
    assert "90.0 ± 10.0" in capsys.readouterr().out
    assert main(["labels", "mnist-mlp", "--semi-supervised", "--choose"]) == 0
    assert asked == [{}, {"first_seed": 100, "num_draws": 2}], "never with draws that are scored on the test images"
    assert main(["labels", "mnist-mlp", "--choose"]) == 1
    assert "--choose goes with --semi-supervised" in capsys.readouterr().err
