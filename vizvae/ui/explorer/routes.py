"""What the sliders and the manifold fetch, and other pages too: decoders, encodings and images, at addresses that hold a hash of their
content."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress

import numpy as np
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import DECODER, ENCODER, Checkpoint, CheckpointError
from vizvae.ui.explorer.answers import reference_bytes
from vizvae.ui.explorer.drawn_samples import keep_drawn
from vizvae.ui.explorer.opened import OpenedModel, decode_latents, encode_pixels, looked_at
from vizvae.ui.http.addresses import PREFIX
from vizvae.ui.http.parameters import Number
from vizvae.ui.http.responses import FOR_EVER, in_turn, said_to_the_visitor

FILES = {"decoder": DECODER, "encoder": ENCODER}
MOST_ROWS = 100
"""In one answer; the browser asks for as many at a time."""
LARGEST_WHOLE = 24_000_000
"""Bytes of a set that is given in one answer; the browser asks for no more, see `data_images.ts`."""
LARGEST_BODY = 4_000_000
"""Bytes: a million pixels. What is posted is kept in memory, so there is an end to it."""


def explorer_routes() -> list[Route]:
    return [
        Route(PREFIX + "/models/{name}/{digest}/{what}.onnx", _network),
        Route(PREFIX + "/models/{name}/{digest}/reference.f32", in_turn(_reference)),
        Route(PREFIX + "/models/{name}/{digest}/encode", _encode, methods=["POST"]),
        Route(PREFIX + "/models/{name}/{digest}/decode", _decode, methods=["POST"]),
        Route(PREFIX + "/images/{key}/{digest}/images.u8", in_turn(_images)),
    ]


def _network(request: Request) -> Response:
    what = request.path_params["what"]
    if what not in FILES:
        raise HTTPException(404, f"expected one of {sorted(FILES)}, got {what[:40]!r}")
    checkpoint = known_checkpoint(request)
    with said_to_the_visitor():
        named = {"Content-Disposition": f'attachment; filename="{checkpoint.name}-{what}.onnx"'}
        return Response(
            checkpoint.network(FILES[what]),
            media_type="application/octet-stream",
            headers=FOR_EVER | named,
        )


def _reference(request: Request) -> Response:
    body = reference_bytes(known_model(request).reference)
    return Response(body, media_type="application/octet-stream", headers=FOR_EVER)


async def _encode(request: Request) -> Response:
    """For encoders that are too large for the browser. Pixels in, mu then logvar out, float32 little-endian."""
    return await _computed(request, encode_pixels)


async def _decode(request: Request) -> Response:
    """For browsers that cannot run the decoder. See `decode_latents`; float32 little-endian."""
    return await _computed(request, decode_latents)


async def _computed(request: Request, compute: Callable[[OpenedModel, np.ndarray], np.ndarray]) -> Response:
    opened = await run_in_threadpool(known_model, request)
    try:
        values = await run_in_threadpool(compute, opened, await posted_floats(request))
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
    return Response(values.astype("<f4").tobytes(), media_type="application/octet-stream")


async def posted_floats(request: Request) -> np.ndarray:
    """Raises ValueError for what is no list of float32, or a very long one."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_BODY:
            raise ValueError(f"expected the pixels of one image or some latents, got more than {LARGEST_BODY:,} bytes")
    if len(body) % 4:
        raise ValueError(f"expected numbers of 4 bytes each (float32), got {len(body):,} bytes")
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
    words, row = text.split("_"), Number(max=count - 1)
    with suppress(ValueError):
        if len(words) <= MOST_ROWS:
            return [int(row.read(word)) for word in words]
    raise ValueError(f"expected up to {MOST_ROWS} numbers of images from 0 to {count - 1}, as 3_1_41, got {text[:60]!r}")


def known_checkpoint(request: Request) -> Checkpoint:
    try:
        checkpoint = find_checkpoint(request.path_params["name"])
    except CheckpointError as error:
        raise HTTPException(404, str(error)) from error
    if request.path_params["digest"] != checkpoint.digest:
        raise HTTPException(404, f"{checkpoint.name} has other weights now: reload the page")
    return checkpoint


def known_model(request: Request) -> OpenedModel:
    try:
        return OpenedModel.of(known_checkpoint(request))
    except CheckpointError as error:
        raise HTTPException(404, str(error)) from error
