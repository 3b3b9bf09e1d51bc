import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from tests.helpers.small import sample_images, small_model
from tests.helpers.statistics import assert_mean_is
from vizvae.data.binarise import fixed_binarisation
from vizvae.gaussian import DiagonalGaussian
from vizvae.objectives import (
    ElboTerms,
    KlEstimator,
    bottleneck,
    elbo_terms,
    free_bits,
    importance_terms,
    iwae_bound,
    kl_weight,
    recon_nll,
)


def binary_images(count: int) -> Tensor:
    return fixed_binarisation(sample_images(count), 0)


def test_both_kl_estimators_have_one_expectation(generator: torch.Generator) -> None:
    model = small_model().requires_grad_(False)
    x = binary_images(1).expand(20_000, -1, -1, -1)
    analytic = elbo_terms(model, x, generator=generator)
    estimated = elbo_terms(model, x, generator=generator, kl_estimator="monte_carlo")
    assert analytic.kl.std() < 1e-6  # no sampling in it
    for latent in range(model.latent_dim):
        assert_mean_is(estimated.kl_per_dim[:, latent], analytic.kl_per_dim[0, latent].item())
    assert_mean_is(estimated.kl, analytic.kl[0].item())


@pytest.mark.parametrize("estimator", ["analytic", "monte_carlo"])
def test_terms_are_per_example_and_add_up(estimator: KlEstimator, generator: torch.Generator) -> None:
    model = small_model()
    terms = elbo_terms(model, binary_images(7), generator=generator, kl_estimator=estimator)
    assert terms.recon_nll.shape == terms.kl.shape == terms.elbo.shape == (7,)
    assert terms.kl_per_dim.shape == (7, model.latent_dim)
    torch.testing.assert_close(terms.kl, terms.kl_per_dim.sum(-1))
    torch.testing.assert_close(terms.elbo, -terms.recon_nll - terms.kl)
    assert (terms.recon_nll >= 0).all()


def test_one_example_does_not_depend_on_the_others_in_its_batch() -> None:
    model, x = small_model(), binary_images(4)
    together = elbo_terms(model, x, generator=torch.Generator().manual_seed(2))
    z = model.encode(x).sample(generator=torch.Generator().manual_seed(2))
    torch.testing.assert_close(together.recon_nll[2:3], recon_nll(model, x[2:3], z[2:3]))


def test_recon_nll_is_minus_the_log_likelihood_of_the_pixels() -> None:
    model, x = small_model("vae_conv"), binary_images(3)
    z = torch.zeros(3, model.latent_dim)
    probability = torch.sigmoid(model.decode(z))
    expected = -torch.where(x == 1, probability, 1 - probability).log().flatten(1).sum(-1)
    torch.testing.assert_close(recon_nll(model, x, z), expected)


def test_iwae_with_one_sample_is_the_monte_carlo_elbo() -> None:
    model, x = small_model(), binary_images(5)
    elbo = elbo_terms(model, x, generator=torch.Generator().manual_seed(1), kl_estimator="monte_carlo").elbo
    torch.testing.assert_close(iwae_bound(model, x, 1, generator=torch.Generator().manual_seed(1)), elbo)


def test_importance_terms_pair_each_sample_with_its_own_example() -> None:
    model, x = small_model(), binary_images(3)
    log_likelihood, log_ratio = importance_terms(model, x, 4, generator=torch.Generator().manual_seed(1))
    z = model.encode(x).sample(4, generator=torch.Generator().manual_seed(1))
    assert log_likelihood.shape == log_ratio.shape == (4, 3)
    torch.testing.assert_close(log_likelihood[2], -recon_nll(model, x, z[2]))


@given(
    kl=st.lists(st.lists(st.floats(0, 3), min_size=3, max_size=3), min_size=1, max_size=5),
    floor=st.floats(0.01, 2),
)
def test_free_bits_batch_mean_is_the_sum_of_floored_means(kl: list[list[float]], floor: float) -> None:
    kl_per_dim = torch.tensor(kl, dtype=torch.float64)
    expected = sum(max(floor, mean) for mean in kl_per_dim.mean(0).tolist())
    floored = free_bits(kl_per_dim, floor)
    assert floored.shape == (len(kl),)
    assert floored.mean().item() == pytest.approx(expected)


def test_free_bits_gradient_is_zero_below_the_floor_and_whole_above() -> None:
    kl_per_dim = torch.tensor([[0.1, 2.0], [0.3, 0.4]], requires_grad=True)  # means 0.2 and 1.2
    free_bits(kl_per_dim, 0.5).mean().backward()
    assert kl_per_dim.grad is not None
    assert kl_per_dim.grad.tolist() == [[0.0, 0.5], [0.0, 0.5]]


def test_kl_weight_rises_linearly_to_beta_and_stays() -> None:
    assert [kl_weight(step, warmup_steps=4, beta=2.0) for step in range(6)] == [0.0, 0.5, 1.0, 1.5, 2.0, 2.0]
    assert kl_weight(0, warmup_steps=0) == 1.0


def test_bottleneck_comes_down_to_one_by_the_same_factor_at_every_step() -> None:
    weights = [bottleneck(step, start=16.0, steps=4) for step in range(6)]
    assert weights == pytest.approx([16, 8, 4, 2, 1, 1])
    assert bottleneck(0, start=1.0, steps=0) == 1.0


@pytest.mark.parametrize("call", [elbo_terms, lambda model, x: iwae_bound(model, x, 2)])
def test_a_deterministic_model_has_no_elbo_and_says_so(call) -> None:
    with pytest.raises(ValueError, match="AeConv is deterministic: it has no posterior") as caught:
        call(small_model("ae_conv"), binary_images(2))
    assert "recon_nll" in str(caught.value)  # what to do instead


def test_elbo_is_minus_the_sum_of_its_terms() -> None:
    z = torch.zeros(1, 2)
    terms = ElboTerms(
        recon_nll=torch.tensor([3.0]), kl=torch.tensor([1.5]), kl_per_dim=torch.tensor([[1.0, 0.5]]),
        posterior=DiagonalGaussian.standard(z), z=z,
    )  # fmt: skip
    assert terms.elbo.tolist() == [-4.5]


def test_a_bad_image_shows_in_its_own_terms_only() -> None:
    x = binary_images(3)
    x[1, 0, 5, 5] = math.nan
    terms = elbo_terms(small_model(), x, generator=torch.Generator().manual_seed(0))
    assert terms.elbo.isnan().tolist() == [False, True, False]


@pytest.mark.parametrize("num_samples", [1, 4])
def test_gradient_of_the_importance_weighted_bound_against_finite_differences(num_samples: int) -> None:
    model = small_model(latent_dim=2, hidden_dim=4).double()
    x = binary_images(3).double()
    noise = torch.randn(num_samples, 3, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(0))

    def bound() -> Tensor:
        return iwae_bound(model, x, num_samples, noise=noise).sum()

    bound().backward()
    step = 1e-5
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None
        flat, slope = parameter.data.view(-1), parameter.grad.reshape(-1)
        for index in slope.abs().topk(min(4, len(slope))).indices.tolist():
            kept = flat[index].item()
            flat[index] = kept + step
            above = bound().item()
            flat[index] = kept - step
            below = bound().item()
            flat[index] = kept
            assert (above - below) / (2 * step) == pytest.approx(slope[index].item(), rel=1e-4, abs=1e-5), name


def test_gradient_of_the_importance_weighted_bound_by_its_own_formula() -> None:
    """Burda et al. 2016, equation 14: the draws' gradients, each by its normalised weight."""
    model = small_model(latent_dim=2, hidden_dim=4).double()
    x = binary_images(1).double()
    noise = torch.randn(5, 1, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    parameters = list(model.parameters())
    whole = torch.autograd.grad(iwae_bound(model, x, 5, noise=noise).sum(), parameters)
    log_likelihood, log_ratio = importance_terms(model, x, 5, noise=noise)
    log_weights = (log_likelihood + log_ratio)[:, 0]
    shares = torch.softmax(log_weights.detach(), 0)
    each = torch.autograd.grad((shares * log_weights).sum(), parameters)
    for a, b in zip(whole, each, strict=True):
        torch.testing.assert_close(a, b)
