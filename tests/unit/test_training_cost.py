"""What a model costs to train, counted by PyTorch, beside the sum over its layers by hand."""

import pytest

from benchmarks.training_cost import multiply_adds_of_an_image
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
