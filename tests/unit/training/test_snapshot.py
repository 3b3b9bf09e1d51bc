"""Pictures of a model in training: the lattice of two latents lies where the model's codes do."""

from dataclasses import replace
from statistics import NormalDist

import pytest
import torch

from tests.helpers.small import MODEL_CASES, small_config, small_model
from vizvae.data.images import load_images
from vizvae.training import snapshot
from vizvae.training.snapshot import Viewer


@pytest.mark.parametrize("case", ["ae_conv", "vae_mlp-bernoulli"])
def test_the_lattice_is_where_the_codes_are(case: str) -> None:
    """At quantiles of the prior; a deterministic model has none, and its codes may lie anywhere."""
    settings = {**MODEL_CASES[case][1], "latent_dim": 2}
    config = replace(small_config(case), model_config=settings)
    viewer = Viewer(config, load_images("mnist", "sample").subset(torch.arange(50)))
    torch.manual_seed(0)
    model = small_model(case, latent_dim=2).eval().requires_grad_(False)
    viewer.latent = viewer.model = model
    found = viewer._codes(model)
    mean, std = torch.zeros(2), torch.ones(2)
    if not model.stochastic:
        mean, std = found["mu"].mean(0), found["mu"].std(0, correction=0)
    least = NormalDist().inv_cdf(0.5 / snapshot.LATTICE)
    corner = torch.stack([mean[0] + std[0] * least, mean[1] - std[1] * least])  # left, and at the top
    expected = (model.decode_mean(corner[None])[0] * 255).round()
    torch.testing.assert_close(found["lattice"][0, 0].float(), expected, atol=1, rtol=0)
