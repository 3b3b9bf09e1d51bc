"""The spatial broadcast decoder: the same code on every place, told apart by its coordinates alone."""

import pytest
import torch

from vizvae.models import build_model
from vizvae.models.vae_broadcast import VaeBroadcast

SIZES = {"latent_dim": 2, "channels": [4, 4], "hidden_dim": 8, "num_layers": 1, "image_shape": [1, 64, 64]}


def built() -> VaeBroadcast:
    torch.manual_seed(3)
    model = build_model("vae_broadcast", SIZES)
    assert isinstance(model, VaeBroadcast)
    return model


@torch.no_grad()
def test_without_coordinates_every_place_looks_alike() -> None:
    model = built()
    z = torch.randn(1, 2)

    def spread() -> float:
        """Of the middle, where no edge is felt; a doubling makes a pattern of 4 × 4 pixels."""
        middle = model.pixels(z)[0, 0, 24:40, 24:40]
        return (middle[:4, :4] - middle[8:12, 8:12]).abs().max().item()

    with_coordinates = spread()
    model.of_place.weight.zero_()
    assert spread() < 1e-6 < 1e-4 < with_coordinates


def test_the_grid_is_the_image_halved_and_its_corners_are_plus_and_minus_one() -> None:
    places = built().places
    assert places.shape == (2, 16, 16)
    assert places[:, 0, 0].tolist() == [-1, -1]
    assert places[:, 0, -1].tolist() == [1, -1]  # to the right, at the top
    assert places[:, -1, 0].tolist() == [-1, 1]


@pytest.mark.parametrize(("name", "value"), [("num_doublings", 0), ("num_doublings", 3), ("num_layers", 0)])
def test_impossible_sizes_are_one_sentence(name: str, value: int) -> None:
    with pytest.raises(ValueError, match=f"{name} must be"):
        build_model("vae_broadcast", {**SIZES, name: value})
