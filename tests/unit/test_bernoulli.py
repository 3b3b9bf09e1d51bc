import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from vizvae.bernoulli import Bernoulli


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
