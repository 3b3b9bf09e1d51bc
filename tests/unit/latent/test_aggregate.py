"""Encodings of a sample, and what is known of each image."""

import pytest
import torch

from tests.helpers.small import sample_images, small_model
from vizvae.data.binarise import scored_pixels
from vizvae.data.images import load_images
from vizvae.gaussian import DiagonalGaussian
from vizvae.latent.aggregate import REFERENCE_SEED, Reference, encode_reference
from vizvae.objectives import recon_nll


@pytest.mark.parametrize("case", ["vae_mlp-bernoulli", "vae_mlp-gaussian", "vae_conv", "ae_conv"])
def test_the_reference_of_a_model(case: str) -> None:
    model = small_model(case)
    sample = load_images("mnist", "sample").subset(torch.arange(700))
    found = encode_reference(model, sample)
    assert found.mu.shape == found.z.shape == (700, model.latent_dim)
    assert torch.equal(found.z, encode_reference(model, sample).z)  # a stored seed
    if model.stochastic:
        assert found.kl_per_dim is not None
        assert not torch.equal(found.z, found.mu)
        means = found.mu.square().mean(0) / 2
        assert (found.kl_per_dim >= means - 1e-4).all()  # KL is at least μ²/2
    else:
        assert found.logvar is found.kl is found.kl_per_dim is None
        assert torch.equal(found.z, found.mu)
    grey = sample_images(1).float() / 255
    assert found.mu[:1].allclose(model.encode(grey).mu, atol=1e-5) == (case == "vae_mlp-gaussian")


@pytest.mark.parametrize("case", ["vae_mlp-bernoulli", "ae_conv"])
def test_the_costs_of_each_image_are_its_own(case: str) -> None:
    """One image encoded alone has the KL and the reconstruction cost that the whole sample says it has."""
    model = small_model(case)
    sample = load_images("mnist", "sample").subset(torch.arange(600))
    found = encode_reference(model, sample)
    x = scored_pixels(sample.images, bernoulli=True, seed=REFERENCE_SEED)[555:556]
    with torch.no_grad():
        posterior = model.encode(x)
        torch.testing.assert_close(found.recon_nll[555:556], recon_nll(model, x, found.z[555:556]))
    if isinstance(posterior, DiagonalGaussian):
        assert found.kl is not None
        torch.testing.assert_close(found.kl[555:556], posterior.kl, rtol=1e-4, atol=1e-4)
    assert found.recon_nll.shape == (600,)


def test_kl_of_an_image_and_of_a_latent_are_sums_of_the_same_table(generator: torch.Generator) -> None:
    mu, logvar = torch.randn(50, 3, generator=generator), torch.randn(50, 3, generator=generator)
    reference = Reference(mu=mu, z=mu, logvar=logvar, recon_nll=torch.zeros(50))
    assert reference.kl is not None
    assert reference.kl_per_dim is not None
    torch.testing.assert_close(reference.kl.mean(), reference.kl_per_dim.sum())
