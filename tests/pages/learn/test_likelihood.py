"""log p(x) by draws on the Learn page."""

import json
import math

import torch
from starlette.applications import Starlette

from tests.pages.asgi import ask
from vizvae.catalogue import load_model
from vizvae.data.binarise import page_draw
from vizvae.objectives import iwae_bound
from vizvae.ui.explorer.opened import sample_images
from vizvae.ui.learn.likelihood import NUM_DRAWS, likelihood_data
from vizvae.ui.learn.routes import learn_routes
from vizvae.ui.learn.terms import MODEL


def test_the_encoders_draws_agree_with_the_importance_weighted_bound_and_the_priors_fall_short() -> None:
    answer = ask(Starlette(routes=learn_routes()), likelihood_data().url, query="digit=3")
    assert answer.status == 200, answer.text
    told = json.loads(answer.body)
    prior, encoder = (torch.tensor(told[kind]).logsumexp(0) - math.log(NUM_DRAWS) for kind in ("prior", "encoder"))
    x = page_draw(sample_images("mnist").images[3:4])
    with torch.no_grad():
        bound = iwae_bound(load_model(MODEL), x, NUM_DRAWS, generator=torch.Generator().manual_seed(77))
    assert abs(encoder - bound[0]) < 0.5  # nats: other draws
    assert prior < encoder


def test_a_digit_that_is_none_is_refused() -> None:
    assert ask(Starlette(routes=learn_routes()), likelihood_data().url, query="digit=x").status == 422
