"""The two terms of the ELBO of one digit, in closed form and from draws, for the Learn page."""

from __future__ import annotations

import torch

from vizvae.catalogue import find_checkpoint
from vizvae.data.binarise import page_draw
from vizvae.objectives import elbo_terms
from vizvae.single_flight import single_flight
from vizvae.ui.explorer.opened import OpenedModel, model_url, sample_images
from vizvae.ui.http.parameters import Number
from vizvae.ui.learn.contract import DigitTerms, DrawsFacts

MODEL = "mnist-mlp"
"""Whose terms the step shows"""
NUM_DRAWS = 400
NUM_DIGITS = 100
"""Of the committed sample, which the model has not been trained on"""
SEED = 0
DIGIT = Number(max=NUM_DIGITS - 1)


def terms_data() -> DrawsFacts:
    """What the step is told.

    Raises CheckpointError if the model is not there.
    """
    checkpoint = find_checkpoint(MODEL)
    return DrawsFacts(url=model_url(checkpoint, "terms"), model=checkpoint.name, num_draws=NUM_DRAWS)


@single_flight(2 * NUM_DIGITS)
@torch.no_grad()
def digit_terms(opened: OpenedModel, digit: int) -> DigitTerms:
    """With `NUM_DRAWS` draws of z."""
    model, sample = opened.model, sample_images(opened.data_key)
    x = page_draw(sample.images[digit : digit + 1])
    noise = torch.randn(NUM_DRAWS, model.latent_dim, generator=torch.Generator().manual_seed(SEED))
    many = x.expand(NUM_DRAWS, *x.shape[1:])
    analytic = elbo_terms(model, many, noise=noise)
    sampled = elbo_terms(model, many, noise=noise, kl_estimator="monte_carlo")
    return DigitTerms(
        pixels=x.flatten().int().tolist(),
        label=int(sample.labels[digit]),
        kl_per_dim=analytic.kl_per_dim[0].tolist(),
        kl=analytic.kl[0].item(),
        recon_nll=analytic.recon_nll.tolist(),
        sampled_kl=sampled.kl.tolist(),
    )
