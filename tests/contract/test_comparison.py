"""Every model of the compare page as it ships: weights that load, networks that agree, and figures of these very weights."""

import tomllib
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.helpers.onnx import run_onnx
from vizvae.checkpoint import DECODER, ENCODER
from vizvae.comparison.contender import Contender
from vizvae.comparison.contenders import CONTENDERS, SETS
from vizvae.comparison.digits import BETA_FAMILY
from vizvae.comparison.measure import CLASSIFIERS, floor_key, read_comparison
from vizvae.comparison.settings import read_compared_config
from vizvae.comparison.shipped import find_compared, list_compared
from vizvae.config import config_from_dict
from vizvae.data.binarise import fixed_binarisation
from vizvae.data.images import load_images
from vizvae.models import build_image_model
from vizvae.models.autoregressive import AutoregressiveModel
from vizvae.models.classifier import Classifier
from vizvae.paths import ASSETS
from vizvae.training.config import TrainConfig
from vizvae.training.families import check_family, with_usual

every = pytest.mark.parametrize("one", CONTENDERS.values(), ids=list(CONTENDERS))


@every
def test_it_draws_the_same_for_the_same_seed(one: Contender) -> None:
    first, again, other = (one.draw(2, generator=torch.Generator().manual_seed(seed)) for seed in (0, 0, 1))
    assert first.shape == (2, 1, 28, 28)
    assert ((first >= 0) & (first <= 1)).all()
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


@every
def test_its_figures_are_of_the_weights_that_ship(one: Contender) -> None:
    found = read_comparison()[one.name]
    assert found["weights_sha256"] == one.checkpoint.card["weights_sha256"]
    assert found["num_parameters"] == sum(p.numel() for p in one.model.parameters()) or one.source == "models"
    assert found["bound"] == one.bound
    assert (found["nll"] is None) == (one.bound == "none")
    if found["nll"] is not None:
        low, high = found["nll_interval"]
        assert low < found["nll"] < high
    assert found["num_images"] >= 2000
    assert (found["training_seconds"], found["started_from"]) == one.training


@every
def test_the_browser_runs_the_same_networks(one: Contender) -> None:
    if isinstance(one.model, AutoregressiveModel) or not one.column:
        pytest.skip("runs otherwise")
    folder = one.checkpoint.folder
    z = one.sample_latents(2, generator=torch.Generator().manual_seed(0))
    mean = run_onnx(folder / DECODER, "z", z)["mean"]
    np.testing.assert_allclose(mean, one.decode(z).numpy(), atol=1e-4)
    latent = one.latent_model
    assert (folder / ENCODER).exists() == (latent is not None)
    if latent is not None:
        x = load_images(one.data, "sample").images[:2].float() / 255
        mu = run_onnx(folder / ENCODER, "x", x)["mu"]
        with torch.no_grad():
            np.testing.assert_allclose(mu, latent.encode(x).mu.numpy(), atol=1e-3)


def test_figures_are_of_these_models_alone() -> None:
    assert set(read_comparison()) == {*CONTENDERS, *map(floor_key, SETS)}


def test_the_beta_family_was_trained_alike_but_for_beta() -> None:
    settings = [CONTENDERS[name].checkpoint.card["training"] for name in BETA_FAMILY]
    betas = [setting["beta"] for setting in settings]
    assert betas == sorted(set(betas))
    for setting in settings:
        assert {**setting, "beta": 0} == {**settings[0], "beta": 0}


@pytest.mark.parametrize("path", sorted((ASSETS / "configs").glob("rival-*.toml")), ids=lambda path: path.stem)
def test_the_committed_settings_are_valid_and_those_of_the_cards(path: Path) -> None:
    config = read_compared_config(tomllib.loads(path.read_text("utf-8")))
    assert config == config_from_dict(
        TrainConfig, with_usual(tomllib.loads(path.read_text("utf-8")))
    )  # as `vizvae train` reads it
    check_family(config)
    build_image_model(config.model, config.model_config)
    for compared in list_compared():
        told = [compared.card, compared.card["started_from"]] if compared.card.get("started_from") else [compared.card]
        for card in told:
            if f"/{path.name}" in card["command"]:
                assert read_compared_config(card["training"]) == config


def test_cards_name_no_machine_and_a_configuration_that_is_there() -> None:
    for compared in list_compared():
        command = compared.card["command"].split()
        assert command[:4] == ["python", "-m", "vizvae", "rival"]
        assert command[command.index("--config") + 1].startswith("assets/configs/rival-")
        assert not command[command.index("--run") + 1].startswith("/")


@pytest.mark.parametrize(("data", "most"), [("mnist", 0.03), ("fashion", 0.15)])
def test_the_classifier_of_the_distance_knows_its_images(data: str, most: float) -> None:
    model = find_compared(CLASSIFIERS[data]).load_model()
    assert isinstance(model, Classifier)
    sample = load_images(data, "sample")
    with torch.no_grad():
        wrong = (model(fixed_binarisation(sample.images[:1000], 0)).argmax(-1) != sample.labels[:1000]).float().mean()
    assert wrong < most
