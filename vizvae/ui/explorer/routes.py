"""What the dashboard serves beside its pages: decoders, encodings and images, at addresses that hold a hash of their content."""

from __future__ import annotations

import math
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import torch
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from torch import Tensor

from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import DECODER, ENCODER, Checkpoint, CheckpointError, own_file
from vizvae.latent.aggregate import Reference
from vizvae.latent.density import NeighbourDensity
from vizvae.latent.projection import ProjectionConfig, config_from_text, project, projected_points
from vizvae.shared_weights import network_bytes
from vizvae.ui.explorer.drawn_samples import drawings, keep_drawn
from vizvae.ui.explorer.opened import encode_pixels, loaded_reference, looked_at
from vizvae.ui.graph.answers import graph_answers
from vizvae.ui.graph.training_queue import graph_runs
from vizvae.ui.http.responses import FOR_EVER, in_turn, numbers_or_progress, said_to_the_visitor
from vizvae.ui.jobs.background import Underway
from vizvae.ui.jobs.computed import answers
from vizvae.ui.jobs.projections import projections
from vizvae.ui.shell.warm_up import bound_memory, warm_up

PREFIX = "/vizvae"
FILES = {"decoder": DECODER, "encoder": ENCODER}
SECONDS_TO_WAIT = 0.5
"""For a place on a map: it takes milliseconds once the map is prepared, so one answer is better than two."""
MOST_ROWS = 100
"""In one answer; the browser asks for as many at a time."""
LARGEST_WHOLE = 24_000_000
"""Bytes of a set that is given in one answer; the browser asks for no more, see `data_images.ts`."""
LARGEST_BODY = 4_000_000
"""Bytes: a million pixels. What is posted is kept in memory, so there is an end to it."""


def routes() -> list[Route]:
    return [
        Route(PREFIX + "/models/{name}/{digest}/{what}.onnx", _network),
        Route(PREFIX + "/models/{name}/{digest}/reference.f32", in_turn(_reference)),
        Route(PREFIX + "/models/{name}/{digest}/encode", _encode, methods=["POST"]),
        Route(PREFIX + "/models/{name}/{digest}/projection", in_turn(_projection), methods=["POST"]),
        Route(PREFIX + "/models/{name}/{digest}/projection", _cancel_projection, methods=["DELETE"]),
        Route(PREFIX + "/models/{name}/{digest}/projection/inverse", _inverse, methods=["POST"]),
        Route(PREFIX + "/images/{key}/{digest}/images.u8", in_turn(_images)),
    ]


def model_url(checkpoint: Checkpoint, what: str) -> str:
    return f"{PREFIX}/models/{checkpoint.name}/{checkpoint.digest}/{what}"


def images_url(key: str) -> str:
    return f"{PREFIX}/images/{key}/{looked_at(key).fingerprint}/images.u8"


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[None]:
    """One thread for torch: with two on a busy two-core machine a 1 ms decode took 45 ms."""
    torch.set_num_threads(1)
    bound_memory()
    threading.Thread(target=warm_up, daemon=True).start()
    yield
    projections().close()
    answers().close()
    drawings().close()
    graph_runs().close()
    graph_answers().close()


def _network(request: Request) -> Response:
    what = request.path_params["what"]
    if what not in FILES:
        raise HTTPException(404, f"expected one of {sorted(FILES)}, got {what[:40]!r}")
    checkpoint = known_checkpoint(request)
    with said_to_the_visitor():
        named = {"Content-Disposition": f'attachment; filename="{checkpoint.name}-{what}.onnx"'}
        return Response(
            network_bytes(own_file(checkpoint.folder, FILES[what])),
            media_type="application/octet-stream",
            headers=FOR_EVER | named,
        )


def _reference(request: Request) -> Response:
    """mu, z, then logvar (NaN where there is none), each (count, latent); then recon_nll (count,), nats. float32 little-endian."""
    checkpoint = known_checkpoint(request)
    try:
        reference = loaded_reference(checkpoint.name, checkpoint.digest)
    except CheckpointError as error:
        raise HTTPException(404, str(error)) from error
    logvar = torch.full_like(reference.mu, torch.nan) if reference.logvar is None else reference.logvar
    facts = torch.cat([torch.stack([reference.mu, reference.z, logvar]).flatten(), reference.recon_nll])
    body = facts.numpy().astype("<f4").tobytes()
    return Response(body, media_type="application/octet-stream", headers=FOR_EVER)


async def _encode(request: Request) -> Response:
    """For encoders that are too large for the browser. Pixels in, mu then logvar out, float32 little-endian."""
    checkpoint = await run_in_threadpool(known_checkpoint, request)
    try:
        values = await run_in_threadpool(encode_pixels, checkpoint, await _posted_floats(request))
    except CheckpointError as error:
        raise HTTPException(404, str(error)) from error
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
    return Response(values.astype("<f4").tobytes(), media_type="application/octet-stream")


def _projection(request: Request) -> Response:
    """(count, 2) float32 little-endian, or 202 and how far it is. Parameters: those of `ProjectionConfig`, with its defaults.

    Posted, for it starts work, which no image on another site shall.
    """
    checkpoint = known_checkpoint(request)
    with said_to_the_visitor():
        config, _, points = _asked_projection(request, checkpoint)
        layout = project(points, config) if config.method == "pca" else projections().map(points, config)
    return numbers_or_progress(layout)


def _cancel_projection(request: Request) -> Response:
    checkpoint = known_checkpoint(request)
    with said_to_the_visitor():
        config, _, points = _asked_projection(request, checkpoint)
    projections().cancel(points, config)
    return Response(status_code=204)


async def _inverse(request: Request) -> Response:
    """A place on the map (x, y: float32) in; z, all latents, then its distance to the nearest data point out: float32, little-endian.

    The distance is over the latents that carry something, in standard deviations of the aggregate posterior.
    """
    checkpoint = await run_in_threadpool(known_checkpoint, request)

    def answer(xy: np.ndarray) -> Response:
        config, reference, points = _asked_projection(request, checkpoint)
        found = projections().inverse(points, config, xy, wait=SECONDS_TO_WAIT)
        if isinstance(found, Underway):
            return numbers_or_progress(found)
        z = reference.mu.mean(0)  # of the latents that carry nothing
        z[reference.active] = torch.from_numpy(found)
        scale = reference.std[reference.active]
        data = NeighbourDensity(points=reference.mu[:, reference.active] / scale, scale=scale, dims=tuple(reference.active))
        return numbers_or_progress(torch.cat([z, data.nearest(z[None])]).numpy())

    with said_to_the_visitor():
        xy = await _posted_floats(request)
        if len(xy) != 2 or not np.isfinite(xy).all():
            raise ValueError(f"expected a place on the map, two finite numbers, got {len(xy)} numbers")
        return await run_in_threadpool(answer, xy.astype(np.float32))


def _asked_projection(request: Request, checkpoint: Checkpoint) -> tuple[ProjectionConfig, Reference, Tensor]:
    """Raises ValueError for parameters that cannot be, or that do not suit the model."""
    config = config_from_text(dict(request.query_params))
    reference = loaded_reference(checkpoint.name, checkpoint.digest)
    return config, reference, projected_points(reference, config)


async def _posted_floats(request: Request) -> np.ndarray:
    """Raises ValueError for what is no list of float32, or a very long one."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_BODY:
            raise ValueError(f"expected the pixels of one image, got more than {LARGEST_BODY:,} bytes")
    if len(body) % 4:
        raise ValueError(f"expected pixels of 4 bytes each (float32), got {len(body):,} bytes")
    return np.frombuffer(bytes(body), "<f4")


def _images(request: Request) -> Response:
    """(count, channel, height, width) bytes; with `?rows=3_1_41` those images alone, in this order. Large sets are given in parts only."""
    key = request.path_params["key"]
    try:
        sample = looked_at(key)
    except ValueError as error:
        raise HTTPException(404, str(error)) from error
    if request.path_params["digest"] != sample.fingerprint:
        raise HTTPException(404, "these images have changed: reload the page")
    with said_to_the_visitor():
        rows = range(len(sample))
        if "rows" in request.query_params:
            rows = _asked_rows(request.query_params["rows"], len(sample))
        elif len(sample) * math.prod(sample.spec.image_shape) > LARGEST_WHOLE:
            raise ValueError(
                f"expected ?rows=3_1_41, up to {MOST_ROWS} at a time: all images of {key} are too many for one answer"
            )
        keep_drawn(sample)
        return Response(sample.at(rows).numpy().tobytes(), media_type="application/octet-stream", headers=FOR_EVER)


def _asked_rows(text: str, count: int) -> list[int]:
    """Raises ValueError for what is no short list of images that are there."""
    words = text.split("_")
    rows = [int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 10]
    if len(rows) != len(words) or len(rows) > MOST_ROWS or max(rows) >= count:
        raise ValueError(f"expected up to {MOST_ROWS} numbers of images from 0 to {count - 1}, as 3_1_41, got {text[:60]!r}")
    return rows


def known_checkpoint(request: Request) -> Checkpoint:
    try:
        checkpoint = find_checkpoint(request.path_params["name"])
    except CheckpointError as error:
        raise HTTPException(404, str(error)) from error
    if request.path_params["digest"] != checkpoint.digest:
        raise HTTPException(404, f"{checkpoint.name} has other weights now: reload the page")
    return checkpoint
