"""An autoencoder beside a VAE, two latents each, for the Learn page."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from vizvae.ui.explorer.opened import open_model, sample_images
from vizvae.ui.explorer.routes import images_url, reference_url
from vizvae.ui.http.responses import NO_STORE, PREFIX, in_turn, said_to_the_visitor
from vizvae.ui.learn.models import decoder_source

MODELS = {"ae": "mnist-ae-2d", "vae": "mnist-2d"}
DATA = "mnist"
URL = PREFIX + "/learn/autoencoder"


def learn_autoencoder_routes() -> list[Route]:
    return [Route(URL, in_turn(_answer))]


def autoencoder_data() -> dict[str, Any]:
    """Of each model its decoder and where its codes of the committed sample are; and the sample.

    Raises CheckpointError if a model is not there.
    """
    sample = sample_images(DATA)
    return {
        "models": {choice: _with_codes(name) for choice, name in MODELS.items()},
        "data": {"imagesUrl": images_url(DATA), "count": len(sample), "labels": sample.labels.tolist()},
    }


def _answer(_: Request) -> Response:
    with said_to_the_visitor():
        return JSONResponse(autoencoder_data(), headers=NO_STORE)


def _with_codes(name: str) -> dict[str, Any]:
    opened = open_model(name)
    model, reference = opened.model, opened.reference
    return {
        "decoder": decoder_source(opened),
        "latentDim": model.latent_dim,
        "stochastic": model.stochastic,
        "latents": [{"std": std} for std in reference.std.tolist()],
        "reference": {"url": reference_url(opened.checkpoint), "count": len(reference.mu), "dims": reference.active},
    }
