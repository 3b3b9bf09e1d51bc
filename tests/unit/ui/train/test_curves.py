"""What the page is told of a run of each family: curves, settings that can be changed, pictures."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.numpy import load

from tests.helpers.training import complete
from vizvae.data.images import ImageSet, Split, load_images
from vizvae.figures.record import run_record
from vizvae.training import finish, run
from vizvae.training.config import ObjectiveConfig, TrainConfig
from vizvae.training.curves import CURVES, curves_of
from vizvae.training.families import FAMILIES
from vizvae.ui.train.payload import describe_run, describe_runs, news, view_bytes


def few_images(key: str, split: Split, *, download: bool = False) -> ImageSet:
    return load_images(key, "sample").subset(torch.arange(40))


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (run, finish):
        monkeypatch.setattr(module, "load_images", few_images)
    for name in ("export_decoder", "export_encoder"):
        monkeypatch.setattr(finish, name, lambda *_: None)


def test_every_kind_has_curves_of_its_own_terms() -> None:
    assert set(CURVES) == set(FAMILIES)
    for kind, curves in CURVES.items():
        assert {curve.term for curve in curves} <= set(FAMILIES[kind].terms)


@pytest.mark.parametrize(
    ("model", "settings", "kind", "pictures"),
    [
        ("gan", {"latent_dim": 3, "channels": [4, 6]}, "adversarial", {"prior"}),
        ("classifier", {"channels": [3, 4], "feature_dim": 5}, "classification", set()),
    ],
)
def test_the_page_is_told_of_what_the_family_has(
    model: str, settings: dict[str, Any], kind: Any, pictures: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIZVAE_RUNS", str(tmp_path))
    config = TrainConfig(model=model, model_config=settings, objective=ObjectiveConfig(kind=kind), epochs=1, batch_size=16)
    folder = complete(tmp_path / "mine", config)
    about = describe_run(folder)
    assert (about.changeable, about.every_page) == (("learning_rate",), False)
    told = news(folder, events=0)
    assert told.status is not None
    assert told.status.phase == "finished"
    record = run_record(folder)
    for curve in curves_of(config):
        last = record.steps[-1][curve.term]
        assert last is not None
        assert last > 0
        held_out = record.epochs[-1].get(f"validation_{curve.term}")
        assert (held_out is not None) == curve.held_out
    assert set(load(view_bytes(folder))) == {"place", *pictures, *(f"raw.{name}" for name in pictures)}
    (row,) = describe_runs()
    assert row.elbo is row.recon_nll is None
    assert row.score.startswith(curves_of(config)[0].title)


def test_grey_pixels_of_a_bernoulli_model_are_told_as_a_cross_entropy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They have no probability: nothing of them may stand among likelihoods."""
    monkeypatch.setenv("VIZVAE_RUNS", str(tmp_path))
    settings: dict[str, Any] = {"latent_dim": 2, "hidden_dim": 8}
    grey = TrainConfig(model="vae_mlp", model_config=settings, binarisation="none", epochs=1, batch_size=16)
    complete(tmp_path / "grey", grey)
    complete(tmp_path / "drawn", replace(grey, binarisation="draw"))
    rows = {row.name: row for row in describe_runs()}
    assert rows["drawn"].elbo is not None
    assert rows["grey"].elbo is rows["grey"].recon_nll is None  # else the table draws them in place of the words
    assert rows["grey"].score.startswith("−(cross-entropy + KL)")
    for kind in CURVES:
        if kind != "prior":  # whose loss is of codes, not of pixels
            told = curves_of(replace(grey, objective=ObjectiveConfig(kind=kind)))  # pyright: ignore[reportArgumentType]
            words = [f"{curve.title} {curve.unit}".replace("no −log p", "") for curve in told]
            assert not any("log p" in one or one.startswith(("ELBO", "−bound nats")) for one in words), kind
    assert curves_of(replace(grey, model_config={**settings, "likelihood": "gaussian"}))[0].title == "ELBO"
