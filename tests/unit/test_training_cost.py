"""What a model costs to train, counted by PyTorch, beside the sum over its layers by hand."""

import pytest

from benchmarks.training_cost import cost_of, multiply_adds_of_an_image, shipped
from vizvae.training.config import ObjectiveConfig, TrainConfig


def test_multiply_adds_are_those_of_the_layers() -> None:
    config = TrainConfig(model="vae_mlp", model_config={"latent_dim": 5, "hidden_dim": 7})
    layers = [(784, 7), (7, 10), (5, 7), (7, 784)]
    weights = sum(inputs * outputs for inputs, outputs in layers)
    # Once forward, once for the gradient of the weights, once for that of what goes in: pixels need none.
    assert multiply_adds_of_an_image(config) == 3 * weights - 784 * 7


def test_five_importance_samples_decode_five_times() -> None:
    settings = {"latent_dim": 5, "hidden_dim": 7}
    one = multiply_adds_of_an_image(TrainConfig(model="vae_mlp", model_config=settings))
    five = multiply_adds_of_an_image(
        TrainConfig(model="vae_mlp", model_config=settings, objective=ObjectiveConfig(kind="iwae", num_samples=5))
    )
    assert five - one == pytest.approx(4 * 3 * (5 * 7 + 7 * 784))


def test_what_a_model_went_on_from_is_counted_or_named() -> None:
    """flow-vae was trained in two runs, of which its card tells, and the first went on from mnist-conv, of which it does not."""
    title, folder, read = next(one for one in shipped() if one[1].name == "flow-vae")
    cost = cost_of(title, folder, read)
    assert cost["went_on_from"] == "mnist-conv"
    before = folder.card["started_from"]
    assert cost["training_seconds"] == folder.card["training_seconds"] + before["training_seconds"]
    assert cost["images"] == sum(one["steps"] * one["training"]["batch_size"] for one in (folder.card, before))


def test_seconds_of_a_card_from_before_cards_told_are_its_history_s() -> None:
    title, folder, read = next(one for one in shipped() if one[1].name == "fashion-conv")
    assert "training_seconds" not in folder.card
    rows = (folder.folder / "history.csv").read_text(encoding="utf-8").splitlines()
    column = rows[0].split(",").index("seconds")
    assert cost_of(title, folder, read)["training_seconds"] == pytest.approx(
        sum(float(row.split(",")[column]) for row in rows[1:])
    )
