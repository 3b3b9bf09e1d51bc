"""What single draws say of log p(x) of one digit, from the prior and from the encoder, for the Learn page."""

from __future__ import annotations

import torch
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vizvae.catalogue import find_checkpoint
from vizvae.data.binarise import page_draw
from vizvae.objectives import importance_terms, recon_nll
from vizvae.single_flight import single_flight
from vizvae.ui.explorer.opened import OpenedModel, model_url, sample_images
from vizvae.ui.explorer.routes import known_model
from vizvae.ui.http.addresses import PREFIX
from vizvae.ui.http.parameters import asked
from vizvae.ui.http.responses import FOR_EVER, in_turn, json_answer, said_to_the_visitor
from vizvae.ui.learn.contract import DigitLikelihood, DrawsFacts
from vizvae.ui.learn.terms import DIGIT, MODEL, NUM_DIGITS

NUM_DRAWS = 2048
"""Of either kind; a power of two, as are the numbers that are averaged"""
SEED = 1


def learn_likelihood_routes() -> list[Route]:
    return [Route(PREFIX + "/models/{name}/{digest}/likelihood", in_turn(_answer))]


def likelihood_data() -> DrawsFacts:
    """What the step is told.

    Raises CheckpointError if the model is not there.
    """
    checkpoint = find_checkpoint(MODEL)
    return DrawsFacts(url=model_url(checkpoint, "likelihood"), model=checkpoint.name, num_draws=NUM_DRAWS)


def _answer(request: Request) -> Response:
    """`?digit=3`: see `digit_likelihood`."""
    opened = known_model(request)
    with said_to_the_visitor():
        return json_answer(digit_likelihood(opened, asked(request.query_params, "digit", DIGIT)), FOR_EVER)


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
        prior=(-recon_nll(model, x.expand(NUM_DRAWS, *x.shape[1:]), z)).tolist(),
        encoder=(log_likelihood + log_ratio)[:, 0].tolist(),
    )
