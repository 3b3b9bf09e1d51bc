"""The two terms on the Learn page: the numbers are those of the objectives and of `vizvae evaluate`."""

import json
from dataclasses import replace
from typing import Any

import pytest
import torch
from starlette.applications import Starlette

from tests.pages.asgi import Answer, ask
from vizvae.catalogue import load_model
from vizvae.data.binarise import page_draw
from vizvae.metrics import likelihood
from vizvae.objectives import elbo_terms
from vizvae.ui.explorer.opened import sample_images
from vizvae.ui.learn.routes import learn_routes
from vizvae.ui.learn.terms import MODEL, NUM_DIGITS, NUM_DRAWS, terms_data


def get(query: str) -> Answer:
    return ask(Starlette(routes=learn_routes()), terms_data().url, query=query)


def told(digit: int) -> dict[str, Any]:
    answer = get(f"digit={digit}")
    assert answer.status == 200, answer.text
    return json.loads(answer.body)


@pytest.mark.parametrize("digit", [0, 3, NUM_DIGITS - 1])
def test_the_numbers_are_those_of_the_objectives(digit: int) -> None:
    terms = told(digit)
    image = sample_images("mnist").images[digit : digit + 1]
    x = page_draw(image)
    assert terms["pixels"] == x.flatten().int().tolist()
    model = load_model(MODEL)
    with torch.no_grad():
        posterior = elbo_terms(model, x, noise=torch.zeros(1, model.latent_dim)).posterior
    assert terms["klPerDim"] == pytest.approx(posterior.kl_per_dim[0].tolist(), rel=1e-4, abs=1e-6)
    assert sum(terms["klPerDim"]) == pytest.approx(terms["kl"], rel=1e-5)
    assert len(terms["reconNll"]) == len(terms["sampledKl"]) == NUM_DRAWS
    # The sampled KL has the closed form as its mean.
    sampled = torch.tensor(terms["sampledKl"], dtype=torch.double)
    assert abs(sampled.mean() - terms["kl"]) < 5 * sampled.std() / NUM_DRAWS**0.5


def test_the_numbers_are_those_of_evaluate(monkeypatch: pytest.MonkeyPatch) -> None:
    """On the page's own pixels: `evaluate` draws others."""
    monkeypatch.setattr(likelihood, "scored_pixels", lambda images, **_: page_draw(images))
    sample = sample_images("mnist")
    first = replace(sample, images=sample.images[:4], labels=sample.labels[:4])
    evaluation = likelihood.evaluate(load_model(MODEL), first, num_samples=NUM_DRAWS, num_images=4)
    terms = [told(digit) for digit in range(4)]
    assert evaluation.kl == pytest.approx(sum(one["kl"] for one in terms) / 4, rel=1e-4)
    per_dim = torch.tensor([one["klPerDim"] for one in terms]).mean(0)
    assert evaluation.kl_per_dim == pytest.approx(per_dim.tolist(), rel=1e-3, abs=1e-5)
    recons = torch.tensor([one["reconNll"] for one in terms], dtype=torch.double)
    # Both are means of as many draws, of other noise.
    error = (2 * recons.var(1).sum() / NUM_DRAWS).sqrt() / 4
    assert abs(evaluation.recon_nll - recons.mean()) < 5 * error


@pytest.mark.parametrize("query", ["", "digit=-1", f"digit={NUM_DIGITS}", "digit=²", "digit=3.0"])
def test_a_digit_that_is_none_is_refused(query: str) -> None:
    answer = get(query)
    assert answer.status == 422
    assert str(NUM_DIGITS - 1) in answer.text
