"""What the Learn page fetches, beside what all pages may."""

from __future__ import annotations

from functools import cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vizvae.checkpoint import CheckpointError
from vizvae.comparison.contenders import checkpoint_of
from vizvae.ui.explorer.routes import known_model
from vizvae.ui.http.addresses import PREFIX
from vizvae.ui.http.parameters import asked
from vizvae.ui.http.responses import FOR_EVER, in_turn, json_answer, said_to_the_visitor
from vizvae.ui.jobs.computed import ask, computed
from vizvae.ui.learn import autoencoder, generation
from vizvae.ui.learn.contract import LabelsFacts
from vizvae.ui.learn.few_labels import trained
from vizvae.ui.learn.labels import CONTROLS, MODELS, labels_facts
from vizvae.ui.learn.likelihood import digit_likelihood
from vizvae.ui.learn.terms import DIGIT, digit_terms


def learn_routes() -> list[Route]:
    at = PREFIX + "/models/{name}/{digest}"
    return [
        Route(autoencoder.URL, in_turn(_autoencoder)),
        Route(generation.URL, in_turn(_generation)),
        Route(at + "/terms", in_turn(_terms)),
        Route(at + "/likelihood", in_turn(_likelihood)),
        Route(PREFIX + "/labels/{name}/{digest}", _labels),
    ]


@cache
def labels_data() -> dict[str, LabelsFacts]:
    """What the step is told, for each model: where to ask, and its curves as `python -m vizvae labels NAME --ship` has measured them.

    Raises CheckpointError if a model is not there.
    """
    # What the step opens with takes seconds at first: it is there when somebody comes to it.
    start, count, seed = (CONTROLS[key].start for key in ("model", "labels", "seed"))
    ask(trained, name=start, digest=checkpoint_of(start).digest, count=int(count), seed=int(seed))
    return {name: labels_facts(name) for name in MODELS}


def _autoencoder(_: Request) -> Response:
    with said_to_the_visitor():
        return json_answer(autoencoder.autoencoder_data())


def _generation(_: Request) -> Response:
    with said_to_the_visitor():
        return json_answer(generation.generation_data())


def _terms(request: Request) -> Response:
    """`?digit=3`: see `digit_terms`."""
    opened = known_model(request)
    with said_to_the_visitor():
        return json_answer(digit_terms(opened, asked(request.query_params, "digit", DIGIT)), FOR_EVER)


def _likelihood(request: Request) -> Response:
    """`?digit=3`: see `digit_likelihood`."""
    opened = known_model(request)
    with said_to_the_visitor():
        return json_answer(digit_likelihood(opened, asked(request.query_params, "digit", DIGIT)), FOR_EVER)


async def _labels(request: Request) -> Response:
    """`?labels=100&seed=0`: see `few_labels.trained`."""
    name = request.path_params["name"]
    with said_to_the_visitor():
        count, seed = (asked(request.query_params, key, CONTROLS[key]) for key in ("labels", "seed"))
        if name not in MODELS:
            raise CheckpointError(f"expected one of {', '.join(MODELS)}, got {name[:40]!r}")
        if request.path_params["digest"] != checkpoint_of(name).digest:
            raise CheckpointError(f"{name} has other weights now: reload the page")
        found = await computed(trained, name=name, digest=checkpoint_of(name).digest, count=int(count), seed=int(seed))
        return json_answer(found, FOR_EVER)
