import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.distributions import Normal, kl_divergence

from tests.helpers.statistics import assert_mean_is
from vizvae.gaussian import LOGVAR_MAX, LOGVAR_MIN, DiagonalGaussian

numbers = st.floats(-5, 5, width=32)


def gaussian(*pairs: tuple[float, float]) -> DiagonalGaussian:
    mu, logvar = torch.tensor(pairs, dtype=torch.float64).T
    return DiagonalGaussian(mu, logvar)


@given(pairs=st.lists(st.tuples(numbers, numbers), min_size=1, max_size=6))
def test_kl_is_that_of_torch_distributions(pairs: list[tuple[float, float]]) -> None:
    posterior = gaussian(*pairs)
    theirs = kl_divergence(Normal(posterior.mu, posterior.std), Normal(torch.zeros(()), torch.ones(())))
    torch.testing.assert_close(posterior.kl_per_dim, theirs)
    torch.testing.assert_close(posterior.kl, theirs.sum())


@given(pairs=st.lists(st.tuples(numbers, numbers), min_size=1, max_size=6))
def test_kl_is_not_negative_and_sums_over_dimensions(pairs: list[tuple[float, float]]) -> None:
    posterior = gaussian(*pairs)
    assert (posterior.kl_per_dim >= -1e-12).all()
    torch.testing.assert_close(posterior.kl, posterior.kl_per_dim.sum(-1))


def test_kl_of_the_prior_is_zero_and_of_nothing_else() -> None:
    assert DiagonalGaussian.standard(torch.empty(2, 3)).kl.tolist() == [0.0, 0.0]
    assert gaussian((0.1, 0.0)).kl > 0
    assert gaussian((0.0, 0.1)).kl > 0


@pytest.mark.parametrize("pair", [(0.0, 0.5), (1.5, -2.0), (-0.7, 1.0)])
def test_kl_is_the_mean_of_the_log_ratio_of_its_samples(pair: tuple[float, float], generator: torch.Generator) -> None:
    posterior = gaussian(pair)
    z = posterior.sample(40_000, generator=generator)
    ratio = posterior.log_prob(z) - DiagonalGaussian.standard(z).log_prob(z)
    assert_mean_is(ratio, posterior.kl.item())


@given(pairs=st.lists(st.tuples(numbers, numbers), min_size=1, max_size=6), at=numbers)
def test_log_prob_is_that_of_torch_distributions(pairs: list[tuple[float, float]], at: float) -> None:
    posterior = gaussian(*pairs)
    z = posterior.mu + at
    torch.testing.assert_close(posterior.log_prob(z), Normal(posterior.mu, posterior.std).log_prob(z).sum())


def test_log_prob_broadcasts_samples_against_a_batch() -> None:
    posterior = DiagonalGaussian(torch.zeros(3, 2), torch.zeros(3, 2))
    values = posterior.log_prob(torch.ones(7, 3, 2))
    assert values.shape == (7, 3)
    torch.testing.assert_close(values, torch.full((7, 3), -math.log(2 * math.pi) - 1))


def test_sample_moments(generator: torch.Generator) -> None:
    posterior = gaussian((1.0, math.log(4.0)))
    z = posterior.sample(40_000, generator=generator)
    assert_mean_is(z, 1.0)
    assert_mean_is((z - 1).square(), 4.0)


def test_gradient_of_a_sample_is_the_closed_form_in_expectation(generator: torch.Generator) -> None:
    """E[z²] = μ² + σ², hence d/dμ = 2μ and d/dlogσ² = σ²."""
    mu = torch.full((40_000, 1), 0.8, dtype=torch.float64, requires_grad=True)
    logvar = torch.full((40_000, 1), -0.5, dtype=torch.float64, requires_grad=True)
    DiagonalGaussian(mu, logvar).sample(generator=generator).square().sum().backward()
    assert mu.grad is not None
    assert logvar.grad is not None
    assert_mean_is(mu.grad, 1.6)
    assert_mean_is(logvar.grad, math.exp(-0.5))


def test_gradients_are_the_finite_differences() -> None:
    at = torch.tensor([[0.5, 0.5]], dtype=torch.float64)

    def functions(mu: torch.Tensor, logvar: torch.Tensor) -> tuple[torch.Tensor, ...]:
        posterior = DiagonalGaussian(mu, logvar)
        z = posterior.sample(generator=torch.Generator().manual_seed(3))  # the same noise at each evaluation
        return z, posterior.kl, posterior.log_prob(at), posterior.log_prob(z)

    mu = torch.tensor([[0.3, -1.2]], dtype=torch.float64, requires_grad=True)
    logvar = torch.tensor([[-0.4, 0.9]], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(functions, (mu, logvar))


def test_logvar_is_clamped_to_finite_standard_deviations() -> None:
    posterior = DiagonalGaussian(torch.zeros(2), torch.tensor([-1e9, 1e9]))
    assert posterior.logvar.tolist() == [LOGVAR_MIN, LOGVAR_MAX]
    assert torch.isfinite(posterior.std).all()
    assert torch.isfinite(posterior.kl)
    assert torch.isfinite(posterior.log_prob(torch.zeros(2)))


def test_nan_is_not_clamped_away() -> None:
    posterior = DiagonalGaussian(torch.tensor([math.nan, 0.0]), torch.tensor([0.0, math.nan]))
    assert posterior.kl_per_dim.isnan().all()
    assert posterior.sample().isnan().all()


def test_one_seed_gives_one_draw_and_another_seed_another() -> None:
    posterior = gaussian((0.0, 0.0), (1.0, 1.0))
    first, again, other = (posterior.sample(3, generator=torch.Generator().manual_seed(seed)) for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_sampling_with_a_generator_leaves_the_global_one_alone() -> None:
    before = torch.random.get_rng_state()
    gaussian((0.0, 0.0)).sample(generator=torch.Generator().manual_seed(1))
    assert torch.equal(before, torch.random.get_rng_state())


@given(batch=st.integers(0, 4), dim=st.integers(1, 5), num_samples=st.one_of(st.none(), st.integers(1, 3)))
def test_shapes(batch: int, dim: int, num_samples: int | None) -> None:
    posterior = DiagonalGaussian.standard(torch.empty(batch, dim))
    leading = () if num_samples is None else (num_samples,)
    z = posterior.sample(num_samples)
    assert z.shape == (*leading, batch, dim)
    assert posterior.log_prob(z).shape == (*leading, batch)
    assert posterior.kl_per_dim.shape == (batch, dim)
    assert posterior.kl.shape == (batch,)


def test_mu_and_logvar_of_two_shapes_are_refused_with_both_shapes() -> None:
    """Broadcasting would pass silently, and count the KL of one row for both."""
    with pytest.raises(ValueError, match=r"got \(2, 3\) and \(1, 3\)"):
        DiagonalGaussian(torch.zeros(2, 3), torch.zeros(1, 3))
