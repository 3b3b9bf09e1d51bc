"""Models of one's own beside those that ship for the comparison: opened, measured alike, or refused in a sentence."""

import json
from pathlib import Path

import pytest
import torch

from tests.helpers.small import write_checkpoint, write_image_model
from vizvae.checkpoint import CheckpointError
from vizvae.comparison import measure
from vizvae.comparison.contenders import contender
from vizvae.comparison.measure import Speed, compare, read_own_comparison, write_comparison
from vizvae.comparison.own_contender import own_contender
from vizvae.data.images import load_images


@pytest.fixture(autouse=True)
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VIZVAE_RUNS", str(tmp_path))
    return tmp_path


def test_a_run_of_any_family_draws_by_its_name(runs: Path) -> None:
    write_image_model(runs / "a-gan", "gan", latent_dim=3, channels=[4, 6])
    write_image_model(runs / "pixels", "pixelcnn", channels=4, dilations=[1], out_channels=4)
    write_image_model(runs / "flow", "flow_vae", latent_dim=3, channels=[4, 6], num_blocks=1, num_couplings=2, prior_hidden_dim=8)
    write_checkpoint(runs / "small")
    for name, bound in {"a-gan": "none", "pixels": "exact", "flow": "iwae", "small": "iwae"}.items():
        one = contender(f"run-{name}")
        assert one.bound == bound
        drawn = one.draw(2, generator=torch.Generator().manual_seed(0))
        assert drawn.shape == (2, 1, 28, 28)
        assert contender(f"run-{name}") is one, "opened once"
    assert contender("run-a-gan").training == (12, "")


def test_another_model_of_that_name_is_opened_anew(runs: Path) -> None:
    write_image_model(runs / "mine", "gan", latent_dim=3, channels=[4, 6])
    before = contender("run-mine")
    write_image_model(runs / "mine", "gan", latent_dim=4, channels=[4, 6])
    assert contender("run-mine") is not before
    assert contender("run-mine").model.latent_dim == 4  # type: ignore[union-attr]


def test_why_a_model_cannot_stand_there_is_said(runs: Path) -> None:
    write_image_model(runs / "names", "classifier", channels=[3, 4], feature_dim=5)
    write_checkpoint(runs / "clothes", data="fashion")
    write_checkpoint(runs / "grey", "vae_mlp-gaussian")
    for name, says in {
        "names": "is a classifier: it draws no images",
        "clothes": "clothes was trained on .*; all models here on MNIST digits",
        "grey": "gives each of a pixel's 256 values a probability",
    }.items():
        with pytest.raises(ValueError, match=says):
            own_contender(name, ["mnist"])
    assert own_contender("clothes", ["mnist", "fashion"]).data == "fashion"
    with pytest.raises(CheckpointError, match="There is no model named nobody"):
        own_contender("nobody", ["mnist"])
    with pytest.raises(ValueError, match=r"known are \['ae'.*and run-NAME for a model of your own"):
        contender("nobody")


def test_figures_are_kept_beside_the_weights_they_are_of(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "RESULTS", runs / "shipped.json")
    write_image_model(runs / "mine", "gan", latent_dim=3, channels=[4, 6])
    one = contender("run-mine")
    assert read_own_comparison(one) is None
    test = load_images("mnist", "sample").subset(torch.arange(80))
    found = compare(one, test, Speed(1.0, 2.0), num_samples=3, num_images=4, num_draws=70)
    assert (found.nll, found.bound, found.training_seconds) == (None, "none", 12)
    assert found.num_parameters == sum(p.numel() for p in one.model.parameters())
    write_comparison([found], {})
    assert not (runs / "shipped.json").exists(), "figures of one's own are not among the shipped ones"
    read = read_own_comparison(one)
    assert read is not None
    assert read["classifier_frechet"] == found.classifier_frechet
    write_image_model(runs / "mine", "gan", latent_dim=4, channels=[4, 6])
    assert read_own_comparison(contender("run-mine")) is None, "of other weights"
    (runs / "mine" / "comparison.json").write_text(json.dumps({"model": 3}), encoding="utf-8")
    with pytest.raises(CheckpointError, match="measure it again"):
        read_own_comparison(contender("run-mine"))
