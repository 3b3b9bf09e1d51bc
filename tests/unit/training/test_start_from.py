"""A run may start from a trained model's weights, and its card says from which."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from vizvae.catalogue import load_model
from vizvae.data.images import load_images
from vizvae.training.config import ObjectiveConfig, TrainConfig
from vizvae.training.run import train_in_folder
from vizvae.training.state import TrainingState

CONFIG = TrainConfig(model="vae_mlp", model_config={"latent_dim": 2, "hidden_dim": 8}, epochs=1, batch_size=500)


def test_second_run_goes_on_from_the_first_and_its_card_tells(runs: Path) -> None:
    list(train_in_folder(CONFIG, runs / "first", command="first command"))
    second = replace(CONFIG, start_from="first", learning_rate=1e-12, objective=ObjectiveConfig(kind="iwae", num_samples=2))
    list(train_in_folder(second, runs / "second", command="second command"))
    for name, weight in (
        load_model("second").state_dict().items()
    ):  # a learning rate of nothing leaves the weights where they were
        torch.testing.assert_close(weight, load_model("first").state_dict()[name])
    card = json.loads((runs / "second" / "card.json").read_text())
    first = json.loads((runs / "first" / "card.json").read_text())
    assert card["command"] == "second command"
    assert card["started_from"]["command"] == "first command"
    assert card["started_from"]["weights_sha256"] == first["weights_sha256"]
    assert first["started_from"] is None


def test_weights_of_another_shape_are_refused(runs: Path) -> None:
    list(train_in_folder(CONFIG, runs / "first", command="test"))
    other = replace(CONFIG, start_from="first", model_config={"latent_dim": 3, "hidden_dim": 8})
    with pytest.raises(ValueError, match="start_from 'first' does not fit vae_mlp"):
        list(train_in_folder(other, runs / "second", command="test"))


def test_the_average_starts_from_the_adopted_weights(runs: Path) -> None:
    list(train_in_folder(CONFIG, runs / "first", command="test"))
    weights = load_model("first").state_dict()
    state = TrainingState.start(replace(CONFIG, start_from="first"), load_images("mnist", "sample").images.float().mean(0) / 255)
    state.adopt(weights)
    assert all(torch.equal(value, weights[name]) for name, value in state.average.items())
