"""The bounds of vizvae.objectives on a model whose log p(x) is known exactly."""

import itertools

import pytest
import torch

from tests.helpers.linear_gaussian import LinearGaussian, LinearGaussianConfig
from tests.helpers.statistics import assert_mean_above, assert_mean_is
from vizvae.objectives import KlEstimator, elbo_terms, iwae_bound

EXACT = LinearGaussian(LinearGaussianConfig())
OFF = LinearGaussian(LinearGaussianConfig(shift=0.5, widen=1.4))


def test_the_test_model_itself_is_consistent(generator: torch.Generator) -> None:
    """log p(x) = log p(z) + log p(x|z) − log p(z|x) at every z."""
    x = EXACT.draw(6, generator)
    posterior = EXACT.exact_posterior(x)
    for z in (posterior.mu, torch.zeros_like(posterior.mu), torch.full_like(posterior.mu, 1.3)):
        prior = torch.distributions.Normal(0.0, 1.0).log_prob(z).sum(-1)
        by_bayes = prior + EXACT.likelihood(z).log_prob(x.flatten(1)) - posterior.log_prob(z)
        torch.testing.assert_close(by_bayes, EXACT.log_marginal(x))


def test_with_the_exact_posterior_the_elbo_is_the_marginal_likelihood_for_every_sample(generator: torch.Generator) -> None:
    x = EXACT.draw(50, generator)
    for _ in range(3):
        elbo = elbo_terms(EXACT, x, generator=generator, kl_estimator="monte_carlo").elbo
        torch.testing.assert_close(elbo, EXACT.log_marginal(x))


@pytest.mark.parametrize("num_samples", [1, 2, 17])
def test_with_the_exact_posterior_the_iwae_bound_is_the_marginal_likelihood(num_samples: int, generator: torch.Generator) -> None:
    x = EXACT.draw(50, generator)
    torch.testing.assert_close(iwae_bound(EXACT, x, num_samples, generator=generator), EXACT.log_marginal(x))


def test_the_elbo_with_the_analytic_kl_is_the_marginal_likelihood_on_average(generator: torch.Generator) -> None:
    x = EXACT.draw(1, generator).expand(20_000, -1, -1, -1)
    elbo = elbo_terms(EXACT, x, generator=generator).elbo
    assert_mean_is(elbo, EXACT.log_marginal(x[:1]).item())


@pytest.mark.parametrize("estimator", ["analytic", "monte_carlo"])
def test_with_another_posterior_the_elbo_falls_short_by_its_distance(estimator: KlEstimator, generator: torch.Generator) -> None:
    """log p(x) − E[ELBO] = KL(q ‖ p(z|x))."""
    x = OFF.draw(1, generator)
    q, p = (torch.distributions.Normal(posterior.mu, posterior.std) for posterior in (OFF.encode(x), OFF.exact_posterior(x)))
    gap = torch.distributions.kl_divergence(q, p).sum().item()
    assert gap > 0.1
    elbo = elbo_terms(OFF, x.expand(20_000, -1, -1, -1), generator=generator, kl_estimator=estimator).elbo
    assert_mean_is(elbo, OFF.log_marginal(x).item() - gap)


def test_the_iwae_bound_rises_with_its_samples_to_the_marginal_likelihood(generator: torch.Generator) -> None:
    x = OFF.draw(6000, generator)
    exact = OFF.log_marginal(x)
    bounds = [iwae_bound(OFF, x, num_samples, generator=generator) for num_samples in (1, 4, 16, 64)]
    for looser, tighter in itertools.pairwise(bounds):
        assert_mean_above(tighter - looser, 0.0)
    for bound in bounds[:-1]:
        assert_mean_above(exact - bound, 0.0)
    assert (exact - bounds[-1]).mean() < 0.02 * (exact - bounds[0]).mean()
