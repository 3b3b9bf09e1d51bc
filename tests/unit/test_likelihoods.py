import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from vizvae.gaussian import DiagonalGaussian
from vizvae.likelihoods import BIN, OUTPUTS, Bernoulli, DiscretisedLogistic, GaussianPixels, around, outputs_of

VALUES = torch.arange(256, dtype=torch.float64).unsqueeze(-1) / 255
"""Of one 8-bit pixel, (256, 1)"""


@given(pixels=st.lists(st.tuples(st.floats(-30, 30), st.sampled_from([0.0, 1.0])), min_size=1, max_size=8))
def test_log_prob_is_that_of_torch_distributions(pixels: list[tuple[float, float]]) -> None:
    logits, x = torch.tensor(pixels, dtype=torch.float64).T
    theirs = torch.distributions.Bernoulli(logits=logits).log_prob(x).sum()
    torch.testing.assert_close(Bernoulli(logits).log_prob(x), theirs)


@given(logits=st.lists(st.floats(-8, 8), min_size=1, max_size=4))
def test_probabilities_of_all_images_sum_to_one(logits: list[float]) -> None:
    images = torch.cartesian_prod(*[torch.tensor([0.0, 1.0], dtype=torch.float64)] * len(logits)).reshape(-1, len(logits))
    total = Bernoulli(torch.tensor(logits, dtype=torch.float64)).log_prob(images).exp().sum()
    torch.testing.assert_close(total, torch.ones((), dtype=torch.float64))


@pytest.mark.parametrize(("logit", "pixel", "slope"), [(50.0, 0.0, -1.0), (-50.0, 1.0, 1.0)])
def test_a_sure_and_wrong_pixel_still_has_its_whole_gradient(logit: float, pixel: float, slope: float) -> None:
    logits = torch.tensor([logit], requires_grad=True)
    log_prob = Bernoulli(logits).log_prob(torch.tensor([pixel]))
    log_prob.backward()
    assert log_prob.item() == pytest.approx(-50)
    assert logits.grad is not None
    assert logits.grad.item() == pytest.approx(slope)


def test_huge_logits_give_large_numbers_and_no_nan() -> None:
    logits = torch.tensor([1e30, -1e30, 1e30, -1e30], requires_grad=True)
    per_pixel = Bernoulli(logits.unsqueeze(-1)).log_prob(torch.tensor([1.0, 0.0, 0.0, 1.0]).unsqueeze(-1))
    assert per_pixel[:2].tolist() == [0.0, 0.0]
    assert torch.isfinite(per_pixel).all()
    assert (per_pixel[2:] < -1e29).all()
    per_pixel.sum().backward()
    assert logits.grad is not None
    assert torch.isfinite(logits.grad).all()


def test_nan_shows() -> None:
    assert Bernoulli(torch.tensor([float("nan"), 0.0])).log_prob(torch.ones(2)).isnan()


def test_mean_is_the_probability_of_on() -> None:
    torch.testing.assert_close(Bernoulli(torch.tensor([0.0, 2.0])).mean, torch.tensor([0.5, 0.880797]))


def test_log_prob_broadcasts_samples_against_a_batch() -> None:
    assert Bernoulli(torch.zeros(5, 3, 4)).log_prob(torch.ones(3, 4)).shape == (5, 3)


@given(location=st.floats(-0.5, 1.5), log_scale=st.floats(-7, 1))
def test_logistic_probabilities_of_all_values_sum_to_one(location: float, log_scale: float) -> None:
    pixel = DiscretisedLogistic(torch.tensor([location]).double(), torch.tensor([log_scale]).double())
    assert pixel.log_prob(VALUES).exp().sum().item() == pytest.approx(1, abs=1e-9)


@given(location=st.floats(0, 1), log_scale=st.floats(-4.5, 1))
def test_logistic_mean_is_the_sum_over_all_values(location: float, log_scale: float) -> None:
    """By a midpoint rule: of a scale below a bin it is off by less than a sixth of a bin."""
    pixel = DiscretisedLogistic(torch.tensor([location]).double(), torch.tensor([log_scale]).double())
    mean = (pixel.log_prob(VALUES).exp() * VALUES.squeeze(-1)).sum().item()
    assert pixel.mean.item() == pytest.approx(mean, abs=1e-5)
    narrow = DiscretisedLogistic(pixel.location, torch.tensor([-7.0]).double())
    assert narrow.mean.item() == pytest.approx((narrow.log_prob(VALUES).exp() * VALUES.squeeze(-1)).sum().item(), abs=BIN / 6)


def test_logistic_far_from_its_location_is_finite_and_has_a_gradient() -> None:
    location = torch.tensor([0.0], requires_grad=True)
    log_prob = DiscretisedLogistic(location, torch.tensor([-7.0])).log_prob(torch.tensor([0.5]))
    log_prob.backward()
    assert log_prob.item() == pytest.approx(-0.5 * math.exp(7), rel=0.01)
    assert location.grad is not None
    assert location.grad.item() == pytest.approx(math.exp(7), rel=1e-4)


@given(mu=st.floats(0, 1), std=st.floats(BIN / 2, 0.5), value=st.integers(0, 255))
def test_gaussian_pixels_are_a_bound_on_the_mass_in_the_bin_and_close_where_the_bin_is_narrow(
    mu: float, std: float, value: int
) -> None:
    x = value / 255
    pixel = GaussianPixels(DiagonalGaussian(torch.tensor([mu]).double(), torch.tensor([2 * math.log(std)]).double()))
    bound = pixel.log_prob(torch.tensor([x]).double()).item()
    exact = float(np.logaddexp(*_log_mass(x, mu, std)))
    assert bound <= exact + 1e-9
    if std > 5 * BIN and abs(x - mu) < 4 * std:
        assert bound == pytest.approx(exact, abs=1e-2)


def _log_mass(x: float, mu: float, std: float) -> tuple[float, float]:
    """Logarithms of two halves of the Gaussian's mass in the bin, by Simpson's rule with 400 steps."""
    t = (np.linspace(x - BIN / 2, x + BIN / 2, 801) - mu) / std
    log_density = -0.5 * t**2 - math.log(std) - 0.5 * math.log(2 * math.pi)
    weights = np.tile([2.0, 4.0], 401)[:801]
    weights[[0, -1]] = 1
    terms = log_density + np.log(weights * BIN / 800 / 3)
    return float(np.logaddexp.reduce(terms[:400])), float(np.logaddexp.reduce(terms[400:]))


def test_a_gaussian_pixel_gains_nothing_from_a_width_far_below_its_bin() -> None:
    """A density has no upper end: it would go to infinity where the mean is exact."""
    widths = torch.tensor([1e-1, 1e-2, 1e-3, 1e-4]).unsqueeze(-1)
    scores = around(torch.full_like(widths, 0.2), widths.log(), "gaussian").log_prob(torch.tensor([0.2]))
    assert (scores <= 0).all()
    assert scores.argmax() == 2


@pytest.mark.parametrize("name", ["gaussian", "logistic"])
def test_both_have_the_standard_deviation_asked_for(name: str) -> None:
    pixel = around(torch.tensor([0.5]).double(), torch.tensor([math.log(0.05)]).double(), name)
    probabilities = pixel.log_prob(VALUES).exp()
    mean = (probabilities * VALUES.squeeze(-1)).sum()
    std = (probabilities * (VALUES.squeeze(-1) - mean) ** 2).sum().sqrt()
    assert std.item() == pytest.approx(0.05, rel=2e-2)
    assert [part.shape for part in outputs_of(pixel, name)] == [(1,)] * len(OUTPUTS[name])
