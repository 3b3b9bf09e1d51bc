"""What the Compare page fetches: networks, draws and maps of its models, and the images that go through all of them."""

from __future__ import annotations

import numpy as np
import torch
from jaxtyping import Float
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from torch import Tensor

from vizvae.checkpoint import DECODER, ENCODER, WEIGHTS, own_file
from vizvae.checkpoint.networks import network_bytes
from vizvae.comparison.contender import Contender
from vizvae.comparison.contenders import SETS, contender, drawn_pixels
from vizvae.data.images import ImageSet
from vizvae.latent.projection import ProjectionConfig, project
from vizvae.single_flight import single_flight
from vizvae.ui.compare.address import PARAMETERS
from vizvae.ui.explorer.opened import sample_images
from vizvae.ui.http.addresses import PREFIX
from vizvae.ui.http.parameters import asked
from vizvae.ui.http.responses import FOR_EVER, in_turn, said_to_the_visitor
from vizvae.ui.jobs.computed import computed

NUM_IMAGES = 100
"""To choose from: the first of the committed sample, which no model has been trained on."""
NUM_DRAWS = 8
"""Of a model at a time."""
NUM_ON_MAP = 1000
FILES = {"decoder.onnx": DECODER, "encoder.onnx": ENCODER, "weights.safetensors": WEIGHTS}


def compare_routes() -> list[Route]:
    return [
        Route(PREFIX + "/compare/images/{data}/{digest}/images.u8", in_turn(_images)),
        Route(PREFIX + "/compare/{name}/{digest}/latents.f32", in_turn(_latents)),
        Route(PREFIX + "/compare/{name}/{digest}/draws.u8", _draws),
        Route(PREFIX + "/compare/{name}/{digest}/map.f32", in_turn(_map)),
        Route(PREFIX + "/compare/{name}/{digest}/{file}", _file),
    ]


def images_of(data: str) -> ImageSet:
    """Those to choose from."""
    return sample_images(data).subset(torch.arange(NUM_IMAGES))


def images_url(data: str) -> str:
    return f"{PREFIX}/compare/images/{data}/{sample_images(data).fingerprint}/images.u8"


def compare_url(one: Contender, what: str) -> str:
    return f"{PREFIX}/compare/{one.name}/{one.checkpoint.digest}/{what}"


def _images(request: Request) -> Response:
    """Bytes, image after image."""
    if (data := request.path_params["data"]) not in SETS:
        raise HTTPException(404, f"expected one of {', '.join(SETS)}, got {data[:40]!r}")
    return _octets(images_of(data).images.numpy().tobytes())


def _latents(request: Request) -> Response:
    """`?seed=3`: what `NUM_DRAWS` images are drawn from, (draw, latent), float32 little-endian."""
    one = _asked(request)
    with said_to_the_visitor():
        z = one.sample_latents(NUM_DRAWS, generator=_generator(request))
        return _octets(_floats(z))


async def _draws(request: Request) -> Response:
    """`?seed=3`: `NUM_DRAWS` images of what draws them without latents; bytes, 0 or 255."""
    one = await run_in_threadpool(_asked, request)
    with said_to_the_visitor():
        about = {"name": one.name, "digest": one.checkpoint.digest}
        return _octets(bytes(await computed(drawn_pixels, **about, count=NUM_DRAWS, seed=_seed(request))))


def _map(request: Request) -> Response:
    """Where the encoder puts `NUM_ON_MAP` images, on the two principal components: (image, 2), then the classes; float32 little-endian."""
    one = _asked(request)
    with said_to_the_visitor():
        if one.latent_model is None:
            raise ValueError(f"{one.title} has no encoder")
        return _octets(
            _floats(latent_map(one.name, one.checkpoint.digest).flatten(), sample_images(one.data).labels[:NUM_ON_MAP])
        )


@single_flight(16)
@torch.no_grad()
def latent_map(name: str, digest: str) -> Float[Tensor, "image two"]:
    """The first two principal components of the posterior means of the first `NUM_ON_MAP` images of the sample."""
    del digest
    one = contender(name)
    latent = one.latent_model
    assert latent is not None
    images = sample_images(one.data).images[:NUM_ON_MAP].float() / 255
    mu = torch.cat([latent.encode(part).mu for part in images.split(250)])
    return torch.from_numpy(np.asarray(project(mu, ProjectionConfig(method="pca", num_points=NUM_ON_MAP))))


def _file(request: Request) -> Response:
    one, name = _asked(request), request.path_params["file"]
    if name not in FILES:
        raise HTTPException(404, f"expected one of {sorted(FILES)}, got {name[:40]!r}")
    with said_to_the_visitor():
        path = own_file(one.checkpoint.folder, FILES[name])
        return _octets(path.read_bytes() if path.name == WEIGHTS else network_bytes(path))


def _asked(request: Request) -> Contender:
    with said_to_the_visitor():
        try:
            one = contender(request.path_params["name"])
        except ValueError as error:
            raise HTTPException(404, str(error)) from error
        if one.checkpoint.digest != request.path_params["digest"]:
            raise HTTPException(404, f"{one.title} is another model now: reload the page")
        return one


def _generator(request: Request) -> torch.Generator:
    return torch.Generator().manual_seed(_seed(request))


def _seed(request: Request) -> int:
    return asked(request.query_params, "seed", PARAMETERS["seed"])


def _floats(*values: Tensor) -> bytes:
    return b"".join(value.numpy().astype("<f4").tobytes() for value in values)


def _octets(body: bytes) -> Response:
    return Response(body, media_type="application/octet-stream", headers=FOR_EVER)
