"""What every registered model keeps, with each likelihood it has."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from tests.helpers.small import MODEL_CASES, sample_images, small_model
from vizvae.data.binarise import binarise, fixed_binarisation
from vizvae.gaussian import DiagonalGaussian
from vizvae.likelihoods import Bernoulli, DiscretisedLogistic, GaussianPixels, outputs_of
from vizvae.models import MODELS, build_model
from vizvae.models.base import LatentModel
from vizvae.objectives import elbo_terms, recon_nll

pytestmark = pytest.mark.parametrize("case", list(MODEL_CASES))
KINDS = {"bernoulli": Bernoulli, "gaussian": GaussianPixels, "logistic": DiscretisedLogistic}
batches = st.integers(0, 4)
sides = st.integers(3, 17)


def images_for(model: LatentModel, count: int) -> Tensor:
    if model.likelihood_name == "bernoulli":
        return fixed_binarisation(sample_images(count), 0)
    return binarise(sample_images(count), "none")


def encoded(model: LatentModel, x: Tensor) -> tuple[Tensor, ...]:
    posterior = model.encode(x)
    return (posterior.mu, posterior.logvar) if isinstance(posterior, DiagonalGaussian) else (posterior.mu,)


def decoded(model: LatentModel, z: Tensor) -> tuple[Tensor, ...]:
    likelihood = model.likelihood(z)
    return outputs_of(likelihood, model.likelihood_name)[1:]


def test_every_registered_model_is_in_this_suite(case: str) -> None:
    del case
    assert {name for name, _ in MODEL_CASES.values()} == set(MODELS)


@given(batch=batches, latent_dim=st.integers(1, 6), channels=st.integers(1, 3), height=sides, width=sides)
def test_shapes(case: str, batch: int, latent_dim: int, channels: int, height: int, width: int) -> None:
    shape = (channels, height, width)
    model = small_model(case, latent_dim=latent_dim, image_shape=shape)
    assert (model.latent_dim, model.image_shape) == (latent_dim, shape)
    posterior = model.encode(torch.rand(batch, *shape))
    assert posterior.mu.shape == posterior.sample().shape == (batch, latent_dim)
    assert posterior.sample(2).shape == (2, batch, latent_dim)
    assert isinstance(posterior, DiagonalGaussian) == model.stochastic
    z = torch.randn(batch, latent_dim)
    likelihood = model.likelihood(z)
    assert isinstance(likelihood, KINDS[model.likelihood_name])
    assert likelihood.mean.shape == (batch, math.prod(shape))
    assert model.decode(z).shape == model.decode_mean(z).shape == (batch, *shape)
    assert ((model.decode_mean(z) >= 0) & (model.decode_mean(z) <= 1)).all()


def test_decode_is_in_logits_or_means(case: str) -> None:
    model = small_model(case)
    z = torch.randn(3, model.latent_dim)
    shown = torch.sigmoid(model.decode(z)) if model.likelihood_name == "bernoulli" else model.decode(z)
    torch.testing.assert_close(shown, model.decode_mean(z))


def test_train_and_eval_mode_agree(case: str) -> None:
    model = small_model(case)
    x, z = images_for(model, 4), torch.randn(4, model.latent_dim)
    in_train = [*encoded(model.train(), x), *decoded(model, z)]
    in_eval = [*encoded(model.eval(), x), *decoded(model, z)]
    assert all(torch.equal(one, other) for one, other in zip(in_train, in_eval, strict=True))


def test_encode_and_decode_draw_nothing(case: str) -> None:
    """Randomness is passed in: the global source stays where it was."""
    model = small_model(case)
    before = torch.random.get_rng_state()
    posterior = model.encode(images_for(model, 2))
    posterior.sample(generator=torch.Generator().manual_seed(0))
    model.decode_mean(posterior.mu)
    assert torch.equal(before, torch.random.get_rng_state())


def test_a_row_does_not_depend_on_its_batch(case: str) -> None:
    model = small_model(case)
    x = images_for(model, 5)
    torch.testing.assert_close(model.encode(x).mu[3:4], model.encode(x[3:4]).mu)
    z = torch.randn(5, model.latent_dim)
    torch.testing.assert_close(model.decode(z)[3:4], model.decode(z[3:4]))


# NaN and infinities. A NaN shows in every output of its own row, and in no other row: nothing hides it. An infinite number raises nothing
# and stays in its row as well; there tanh and silu do what they do with a huge number, so the row is either not finite (convolutions)
# or the saturated limit (the MLP). Whoever takes numbers from outside refuses both before they come here: see unit/ui/test_view.py.


@given(pixel=st.integers(0, 783))
@settings(max_examples=5)
def test_a_nan_pixel_shows_in_the_whole_code_of_its_image_only(case: str, pixel: int) -> None:
    model = small_model(case)
    x = images_for(model, 3)
    x.view(3, -1)[1, pixel] = math.nan
    for output in encoded(model, x):
        assert output[1].isnan().all()
        assert output[[0, 2]].isfinite().all()


def test_a_nan_latent_shows_in_the_whole_image_only(case: str) -> None:
    model = small_model(case)
    z = torch.zeros(3, model.latent_dim)
    z[1, -1] = math.nan
    for output in [*decoded(model, z), model.decode_mean(z)]:
        assert output[1].isnan().all()
        assert output[[0, 2]].isfinite().all()


@pytest.mark.parametrize("value", [math.inf, -math.inf])
def test_an_infinite_number_is_not_finite_or_the_limit_of_huge_ones(case: str, value: float) -> None:
    model = small_model(case)
    x, huge = (images_for(model, 3) for _ in range(2))
    x[1, 0, 9, 9], huge[1, 0, 9, 9] = value, math.copysign(1e12, value)
    z, huge_z = torch.zeros(2, 3, model.latent_dim)
    z[1, 0], huge_z[1, 0] = value, math.copysign(1e12, value)
    pairs = [
        *zip(encoded(model, x), encoded(model, huge), strict=True),
        *zip(decoded(model, z), decoded(model, huge_z), strict=True),
    ]
    for output, limit in pairs:
        assert output[[0, 2]].isfinite().all()
        if output[1].isfinite().all():
            torch.testing.assert_close(output[1], limit[1])


@given(values=st.lists(st.floats(width=32), min_size=2, max_size=2))
@settings(max_examples=15)
def test_no_latent_raises(case: str, values: list[float]) -> None:
    model = small_model(case)
    z = torch.zeros(1, model.latent_dim)
    z[0, :2] = torch.tensor(values)
    assert model.decode_mean(z).shape == (1, *model.image_shape)


def test_start_from_mean_makes_the_untrained_decoder_show_the_mean(case: str) -> None:
    model = small_model(case)
    mean = sample_images(2000).float().mean(0) / 255
    before = (model.decode_mean(torch.zeros(1, model.latent_dim))[0] - mean).abs().mean()
    model.start_from_mean(mean)
    z = torch.randn(200, model.latent_dim, generator=torch.Generator().manual_seed(0))
    after = (model.decode_mean(z).mean(0) - mean).abs().mean()
    assert before > 0.3
    assert after < 0.03


def test_start_from_mean_stays_finite_at_pixels_that_are_never_or_always_on(case: str) -> None:
    model = small_model(case)
    model.start_from_mean((torch.arange(784).reshape(1, 28, 28) % 2).float())
    assert all(parameter.isfinite().all() for parameter in model.parameters())


def test_gradients_reach_every_parameter(case: str) -> None:
    model = small_model(case)
    x = images_for(model, 8)
    if model.stochastic:
        loss = -elbo_terms(model, x, generator=torch.Generator().manual_seed(0)).elbo
    else:
        loss = recon_nll(model, x, model.encode(x).mu)
    loss.mean().backward()
    unreached = [name for name, p in model.named_parameters() if p.grad is None or not p.grad.abs().sum() > 0]
    # A residual block starts as the identity: its second convolution is zero, so the first is reached from the second step on.
    assert unreached == [name for name in dict(model.named_parameters()) if ".blocks." in name and ".first." in name]


def test_one_seed_gives_one_initialisation(case: str) -> None:
    one, same, other = (torch.cat([p.flatten() for p in small_model(case, seed=s).parameters()]) for s in (0, 0, 1))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)


def test_an_unknown_setting_is_refused_with_the_known_ones(case: str) -> None:
    name, settings_ = MODEL_CASES[case]
    with pytest.raises(ValueError, match=r"unknown keys \['latents'\]; known are \[.*'latent_dim'"):
        build_model(name, {**settings_, "latents": 2})


@pytest.mark.parametrize(
    "wrong",
    [{"latent_dim": 0}, {"latent_dim": -1}, {"latent_dim": "two"}, {"image_shape": [28, 28]}, {"image_shape": [1, 0, 28]}],
)
def test_an_impossible_setting_is_a_value_error(case: str, wrong: dict[str, object]) -> None:
    name, settings_ = MODEL_CASES[case]
    with pytest.raises(ValueError, match=next(iter(wrong))):
        build_model(name, {**settings_, **wrong})
