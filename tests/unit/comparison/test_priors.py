import math

import pytest
import torch

from tests.helpers.small import small_model
from vizvae.models.mixture import Mixture, MixtureConfig
from vizvae.models.realnvp import RealNvp, RealNvpConfig
from vizvae.objectives import gaussian_posterior, importance_terms
from vizvae.prior import Prior, StandardNormal


def bent(latent_dim: int = 5, num_couplings: int = 6) -> RealNvp:
    torch.manual_seed(0)
    flow = RealNvp(RealNvpConfig(latent_dim=latent_dim, num_couplings=num_couplings, hidden_dim=16)).double()
    with torch.no_grad():
        for parameter in flow.parameters():
            parameter.normal_(0, 0.4)
    return flow


def test_the_inverse_undoes_the_flow_and_the_flow_the_inverse() -> None:
    flow = bent()
    z = torch.randn(50, 5, dtype=torch.float64)
    torch.testing.assert_close(flow.inverse(flow(z)[0]), z)
    torch.testing.assert_close(flow(flow.inverse(z))[0], z)
    assert (flow(z)[0] - z).abs().mean() > 0.3, "the identity would pass this test"


def test_the_log_determinant_is_that_of_the_jacobian() -> None:
    flow = bent()
    for z in torch.randn(6, 5, dtype=torch.float64):
        jacobian = torch.autograd.functional.jacobian(lambda point: flow(point[None])[0][0], z)
        assert isinstance(jacobian, torch.Tensor)
        torch.testing.assert_close(flow(z[None])[1][0], torch.linalg.slogdet(jacobian)[1])


def test_the_density_of_a_flow_integrates_to_one() -> None:
    flow = bent(latent_dim=2, num_couplings=4)
    axis = torch.linspace(-12, 12, 801, dtype=torch.float64)
    points = torch.cartesian_prod(axis, axis)
    mass = flow.log_prob(points).exp().sum() * (axis[1] - axis[0]) ** 2
    assert mass.item() == pytest.approx(1, abs=5e-3)


def test_a_fresh_flow_is_the_standard_normal() -> None:
    flow = RealNvp(RealNvpConfig(latent_dim=4, hidden_dim=8))
    z = torch.randn(10, 4)
    expected = -0.5 * (z.square() + math.log(2 * math.pi)).sum(-1)
    torch.testing.assert_close(flow.log_prob(z), expected)


def test_every_latent_is_changed_by_two_couplings() -> None:
    flow = RealNvp(RealNvpConfig(latent_dim=7, num_couplings=4, hidden_dim=8))
    kept = torch.stack([coupling.get_buffer("kept") for coupling in flow.couplings])
    assert torch.equal(kept[0] + kept[1], torch.ones(7))
    assert torch.equal(kept[2] + kept[3], torch.ones(7))


def test_draws_of_a_flow_have_the_density_it_claims() -> None:
    flow = bent(latent_dim=2, num_couplings=4)
    flow = flow.float()
    draws = flow.sample(40_000, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        # E_p[1/p(z) · u(z)] = 1 for any density u: here a normal one, narrow enough to lie where the draws are.
        centre, width = draws.mean(0), 0.3 * draws.std(0)
        log_u = (-0.5 * ((draws - centre) / width).square() - width.log() - 0.5 * math.log(2 * math.pi)).sum(-1)
        weights = (log_u - flow.log_prob(draws)).exp()
    error = weights.std() / math.sqrt(len(draws))
    assert abs(weights.mean() - 1) < 5 * error
    assert error < 0.05


def test_any_number_of_axes_before_the_latents() -> None:
    for prior in (bent(latent_dim=2), mixture().double(), StandardNormal(2)):
        z = torch.randn(3, 4, 2, dtype=torch.float64)
        torch.testing.assert_close(prior.log_prob(z), torch.stack([prior.log_prob(part) for part in z]))
        assert isinstance(prior, Prior)


def test_a_flow_is_not_rounded_under_autocast() -> None:
    flow, z = bent().float(), torch.randn(10, 5)
    with torch.autocast("cpu", torch.bfloat16):
        assert torch.equal(flow.log_prob(z), flow.log_prob(z.clone()))
        inside = flow.log_prob(z)
    assert torch.equal(inside, flow.log_prob(z))


def test_any_model_takes_any_prior_and_its_weights_under_one_name() -> None:
    model = small_model("vae_mlp-bernoulli", latent_dim=2)
    without = set(model.state_dict())
    assert model.standard_prior
    assert model.full_title == "MLP VAE"
    flow = bent(latent_dim=2).float()
    model.set_prior(flow)
    assert not model.standard_prior
    assert model.full_title == "MLP VAE with a RealNVP prior"
    assert set(model.state_dict()) - without == {f"prior.{name}" for name in flow.state_dict()}
    x = torch.rand(3, 1, 28, 28).round()
    _, log_ratio = importance_terms(model, x, 2, noise=(noise := torch.randn(2, 3, 2)))
    posterior = gaussian_posterior(model, x)
    z = posterior.at(noise)
    torch.testing.assert_close(log_ratio, flow.log_prob(z) - posterior.log_prob(z))


def test_a_prior_of_other_latents_is_refused() -> None:
    with pytest.raises(ValueError, match="expected a prior of 3 latents, as the model has, got one of 5"):
        small_model("vae_conv", latent_dim=3).set_prior(bent())


def mixture() -> Mixture:
    made = Mixture(MixtureConfig(latent_dim=2, num_components=2))
    made.log_weights.copy_(torch.tensor([0.25, 0.75]).log())
    made.means.copy_(torch.tensor([[0.0, 0.0], [3.0, -1.0]]))
    made.cholesky.copy_(torch.tensor([[[1.0, 0.0], [0.0, 1.0]], [[2.0, 0.0], [1.0, 0.5]]]))
    return made


def test_the_density_of_a_mixture_by_hand() -> None:
    z = torch.tensor([[0.0, 0.0], [3.0, -1.0], [1.0, 2.0]])
    covariance = torch.tensor([[4.0, 2.0], [2.0, 1.25]])
    other = torch.distributions.MultivariateNormal(torch.tensor([3.0, -1.0]), covariance)
    one = torch.distributions.MultivariateNormal(torch.zeros(2), torch.eye(2))
    expected = (0.25 * one.log_prob(z).exp() + 0.75 * other.log_prob(z).exp()).log()
    torch.testing.assert_close(mixture().log_prob(z), expected)


def test_a_mixture_is_found_again_from_its_draws() -> None:
    draws = mixture().sample(4000, generator=torch.Generator().manual_seed(0))
    found = Mixture(MixtureConfig(latent_dim=2, num_components=2))
    score = found.fit(draws, seed=0)
    order = found.means[:, 0].argsort()
    torch.testing.assert_close(found.means[order], mixture().means, atol=0.15, rtol=0)
    assert score == pytest.approx(mixture().log_prob(draws).mean().item(), abs=0.02)
    assert found.log_prob(draws).mean().item() == pytest.approx(score, abs=1e-3)
