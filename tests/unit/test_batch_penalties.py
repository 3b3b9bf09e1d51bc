"""The penalties that look at a whole batch: β-TCVAE's decomposition of the KL, and the disentangled inferred prior."""

import math

import pytest
import torch

from vizvae.gaussian import DiagonalGaussian
from vizvae.objectives import TcEstimator, dip_penalty, kl_decomposition

BOTH: list[TcEstimator] = ["weighted", "stratified"]


def some_posterior(batch: int = 50) -> DiagonalGaussian:
    generator = torch.Generator().manual_seed(0)
    mu, logvar = torch.randn(2, batch, 3, generator=generator, dtype=torch.float64)
    return DiagonalGaussian(mu, logvar - 1)


def log_normal(z: float, mu: float, std: float) -> float:
    return -0.5 * ((z - mu) / std) ** 2 - math.log(std) - 0.5 * math.log(2 * math.pi)


@pytest.mark.parametrize("estimator", BOTH)
def test_the_parts_add_up_to_the_kl_of_each_image(estimator: TcEstimator, generator: torch.Generator) -> None:
    posterior = some_posterior()
    z = posterior.sample(generator=generator)
    parts = kl_decomposition(posterior, z, num_images=1000, estimator=estimator)
    together = parts.mutual_information + parts.total_correlation + parts.dimension_kl
    torch.testing.assert_close(together, posterior.log_prob(z) - DiagonalGaussian.standard(z).log_prob(z))


def test_in_expectation_the_parts_are_the_closed_form() -> None:
    generator = torch.Generator().manual_seed(1)
    posterior = some_posterior()
    total = torch.zeros(50, dtype=torch.float64)
    for _ in range(1000):
        parts = kl_decomposition(posterior, posterior.sample(generator=generator), num_images=50)
        total += parts.mutual_information + parts.total_correlation + parts.dimension_kl
    torch.testing.assert_close((total / 1000).mean(), posterior.kl.mean(), rtol=0.01, atol=0)


def test_by_hand_on_two_images() -> None:
    posterior = DiagonalGaussian(torch.tensor([[0.0], [2.0]]).double(), torch.zeros(2, 1).double())
    z = torch.tensor([[0.0], [2.0]]).double()
    one, other = math.exp(log_normal(0, 0, 1)), math.exp(log_normal(0, 2, 1))
    # Weighted: each of the two counts 1 / (2 · 10). Stratified: itself 1/10, the other 9/10.
    for estimator, aggregate in zip(BOTH, ((one + other) / 20, one / 10 + other * 9 / 10), strict=True):
        parts = kl_decomposition(posterior, z, num_images=10, estimator=estimator)
        assert parts.mutual_information.tolist() == pytest.approx([math.log(one / aggregate)] * 2)
        assert parts.total_correlation.tolist() == pytest.approx([0.0, 0.0])  # of one latent there is none


@pytest.mark.parametrize("estimator", BOTH)
def test_total_correlation_is_that_of_a_gaussian_when_the_batch_is_the_data(estimator: TcEstimator) -> None:
    generator = torch.Generator().manual_seed(2)
    draws = torch.randn(2000, 2, generator=generator, dtype=torch.float64)
    for correlation in (0.0, 0.8):
        second = correlation * draws[:, 0] + math.sqrt(1 - correlation**2) * draws[:, 1]
        mu = torch.stack([draws[:, 0], second], 1)
        posterior = DiagonalGaussian(mu, torch.full_like(mu, math.log(0.1)))
        parts = kl_decomposition(posterior, posterior.sample(generator=generator), num_images=2000, estimator=estimator)
        expected = -0.5 * math.log(1 - (correlation / 1.1) ** 2)  # covariance of codes plus the posterior's own variance
        # Weighted sampling counts each image 1/N² where the batch is the data: log N too much for each latent beyond the first.
        bias = math.log(2000) if estimator == "weighted" else 0
        assert parts.total_correlation.mean().item() - bias == pytest.approx(expected, abs=0.05)


@pytest.mark.parametrize(("batch", "num_images"), [(1, 10), (3, 2)])
def test_a_batch_that_says_nothing_of_the_aggregate_is_refused(batch: int, num_images: int) -> None:
    posterior = some_posterior(batch)
    with pytest.raises(ValueError, match=f"a batch of 2 to {num_images} images, got {batch}"):
        kl_decomposition(posterior, posterior.mu, num_images=num_images)


def test_dip_by_hand() -> None:
    mu = torch.tensor([[1.0, 2.0], [-1.0, -2.0]])  # covariance [[1, 2], [2, 4]]
    posterior = DiagonalGaussian(mu, torch.full((2, 2), math.log(0.5)))
    assert dip_penalty(posterior, "dip-i", off_diagonal=3.0, diagonal=10.0).item() == pytest.approx(3 * (4 + 4) + 10 * (0 + 9))
    expected = 3 * (4 + 4) + 10 * (0.5**2 + 3.5**2)  # the mean variance, 0.5, is added to the diagonal
    assert dip_penalty(posterior, "dip-ii", off_diagonal=3.0, diagonal=10.0).item() == pytest.approx(expected)


def test_dip_is_nothing_for_white_codes_and_needs_two_images() -> None:
    white = DiagonalGaussian(torch.tensor([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]]), torch.zeros(4, 2))
    assert dip_penalty(white, "dip-i", off_diagonal=10, diagonal=10).item() == 0
    with pytest.raises(ValueError, match="at least 2 images"):
        dip_penalty(some_posterior(1), "dip-i", off_diagonal=10, diagonal=10)
