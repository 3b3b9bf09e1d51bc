"""python -m vizvae labels"""

import pytest

from vizvae.cli import main


def test_a_model_of_other_images_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["labels", "faces-btcvae"]) == 1
    assert "expected a model of images with ten classes" in capsys.readouterr().err


def test_a_model_without_encoder_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["labels", "gan"]) == 1
    assert "expected a model with an encoder, got 'gan'" in capsys.readouterr().err
