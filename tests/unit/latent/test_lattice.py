import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.small import small_model
from vizvae.latent.lattice import decode_lattice, latent_plane, linear_values, plane_lattice, quantile_values


@given(n=st.integers(1, 60), mean=st.floats(-3, 3), std=st.floats(0.1, 5))
def test_quantiles_are_the_inverse_of_the_normal_distribution(n: int, mean: float, std: float) -> None:
    probability = (torch.arange(n).double() + 0.5) / n
    expected = torch.distributions.Normal(mean, std).icdf(probability)
    torch.testing.assert_close(quantile_values(n, mean, std).double(), expected, atol=1e-5, rtol=1e-5)


def test_quantiles_by_hand() -> None:
    """Two halves of a standard normal have their middles at the quartiles ±0.6745."""
    assert quantile_values(2).tolist() == pytest.approx([-0.67449, 0.67449], abs=1e-5)
    assert quantile_values(1).tolist() == [0.0]


def test_linear_values_are_centres_of_equal_parts() -> None:
    assert linear_values(4, -2.0, 2.0).tolist() == [-1.5, -0.5, 0.5, 1.5]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: linear_values(0, 0.0, 1.0), "at least 1 value"),
        (lambda: quantile_values(-1), "at least 1 value"),
        (lambda: linear_values(3, 1.0, 1.0), "got 1.0 to 1.0"),
        (lambda: linear_values(3, 0.0, math.nan), "got 0.0 to nan"),
        (lambda: linear_values(3, 0.0, math.inf), "got 0.0 to inf"),
        (lambda: quantile_values(3, 0.0, 0.0), "standard deviation above 0, got 0.0"),
    ],
)
def test_axes_that_cannot_be(call, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()


def test_two_coordinates_are_replaced_and_the_others_stay_rows_from_the_top() -> None:
    z = torch.tensor([9.0, 8.0, 7.0])
    lattice = plane_lattice(z, latent_plane(2, 0, 3), torch.tensor([1.0, 2.0]), torch.tensor([-1.0, 0.0, 1.0]))
    assert lattice.tolist() == [[[y, 8.0, x] for x in (1.0, 2.0)] for y in (1.0, 0.0, -1.0)]


def test_any_orthonormal_plane_has_the_coordinates_asked_for(generator: torch.Generator) -> None:
    directions = torch.linalg.qr(torch.randn(5, 2, generator=generator)).Q.T
    z, xs, ys = torch.randn(5, generator=generator), torch.linspace(-2, 2, 4), torch.linspace(-1, 1, 3)
    lattice = plane_lattice(z, directions, xs, ys)
    assert lattice.shape == (3, 4, 5)
    torch.testing.assert_close(lattice @ directions[0], xs.expand(3, 4), atol=1e-5, rtol=0)
    torch.testing.assert_close(lattice @ directions[1], ys.flip(0)[:, None].expand(3, 4), atol=1e-5, rtol=0)
    across = torch.eye(5) - directions.T @ directions
    torch.testing.assert_close(lattice @ across, (across @ z).expand(3, 4, 5), atol=1e-5, rtol=0)


def test_planes_that_are_none() -> None:
    axis = torch.ones(2)
    with pytest.raises(ValueError, match="at least two latents, this model has 1"):
        plane_lattice(torch.zeros(1), torch.ones(2, 1), axis, axis)
    for opposite in (1.0, -1.0):
        with pytest.raises(ValueError, match="the same direction: choose two different"):
            plane_lattice(torch.zeros(3), torch.tensor([[0.0, 1.0, 0.0], [0.0, opposite, 0.0]]), axis, axis)
    with pytest.raises(ValueError, match=r"got lengths 1.0000 and 2.0000 with cosine 0.0000.*orthonormal"):
        plane_lattice(torch.zeros(3), torch.tensor([[0.0, 1.0, 0.0], [0.0, 0.0, 2.0]]), axis, axis)
    with pytest.raises(ValueError, match="got 1 twice"):
        latent_plane(1, 1, 3)
    with pytest.raises(ValueError, match=r"latent must be in 0…2, got 3"):
        latent_plane(1, 3, 3)


@pytest.mark.parametrize("case", ["vae_conv", "vae_mlp-bernoulli", "vae_mlp-gaussian"])
@pytest.mark.parametrize("at_once", [1, 5, 100])
def test_each_image_is_that_of_its_point(case: str, at_once: int, generator: torch.Generator) -> None:
    model = small_model(case).eval()
    lattice = torch.randn(3, 4, model.latent_dim, generator=generator)
    images = decode_lattice(model, lattice, at_once)
    assert images.shape == (3, 4, 1, 28, 28)
    assert 0 <= float(images.min()) <= float(images.max()) <= 1
    torch.testing.assert_close(images[2, 1], model.decode_mean(lattice[2, 1][None])[0], atol=1e-5, rtol=1e-4)


def test_a_lattice_of_another_model_is_refused() -> None:
    with pytest.raises(ValueError, match="expected points of 3 latents, got 2"):
        decode_lattice(small_model(), torch.zeros(2, 2, 2))
