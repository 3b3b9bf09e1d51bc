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
