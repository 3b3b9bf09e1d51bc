"""What single draws say of log p(x) of one digit, from the prior and from the encoder, for the Learn page."""

from __future__ import annotations

import torch
from torch import Tensor

from vizvae.catalogue import find_checkpoint
from vizvae.data.binarise import page_draw
from vizvae.objectives import importance_terms, recon_nll
from vizvae.single_flight import single_flight
from vizvae.ui.explorer.opened import OpenedModel, model_url, sample_images
from vizvae.ui.learn.contract import DigitLikelihood, DrawsFacts
from vizvae.ui.learn.terms import MODEL, NUM_DIGITS

NUM_DRAWS = 2048
"""Of either kind; a power of two, as are the numbers that are averaged"""
SEED = 1


def likelihood_data() -> DrawsFacts:
    """What the step is told.

    Raises CheckpointError if the model is not there.
    """
    checkpoint = find_checkpoint(MODEL)
    return DrawsFacts(url=model_url(checkpoint, "likelihood"), model=checkpoint.name, num_draws=NUM_DRAWS)


@single_flight(NUM_DIGITS)
@torch.no_grad()
def digit_likelihood(opened: OpenedModel, digit: int) -> DigitLikelihood:
    """For `NUM_DRAWS` draws of z from the prior, and as many from q(z|x)."""
    model, sample = opened.model, sample_images(opened.data_key)
    x = page_draw(sample.images[digit : digit + 1])
    generator = torch.Generator().manual_seed(SEED)
    z = torch.randn(NUM_DRAWS, model.latent_dim, generator=generator)
    log_likelihood, log_ratio = importance_terms(model, x, NUM_DRAWS, generator=generator)
    return DigitLikelihood(
        pixels=x.flatten().int().tolist(),
        label=int(sample.labels[digit]),
        prior=_rounded(-recon_nll(model, x.expand(NUM_DRAWS, *x.shape[1:]), z)),
        encoder=_rounded((log_likelihood + log_ratio)[:, 0]),
    )


def _rounded(nats: Tensor) -> list[float]:
    """To a ten-thousandth: the seventeen digits of a double would take three times as long to fetch."""
    return [round(value, 4) for value in nats.tolist()]
