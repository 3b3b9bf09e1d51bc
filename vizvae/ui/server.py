"""What the dashboard serves beside its pages: decoders, encodings and images, at addresses that hold a hash of their content."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import torch
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from vizvae.catalogue import OPENS_WITH, find_checkpoint
from vizvae.checkpoint import DECODER, ENCODER, Checkpoint, CheckpointError
from vizvae.ui.resources import encode_pixels, loaded_model, loaded_reference, sample_images

FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
PREFIX = "/vizvae"
FILES = {"decoder": DECODER, "encoder": ENCODER}
LARGEST_BODY = 4_000_000
"""Bytes: a million pixels. What is posted is kept in memory, so there is an end to it."""


def routes() -> list[Route]:
    return [
        Route(PREFIX + "/models/{name}/{digest}/{what}.onnx", _network),
        Route(PREFIX + "/models/{name}/{digest}/reference.f32", _reference),
        Route(PREFIX + "/models/{name}/{digest}/encode", _encode, methods=["POST"]),
        Route(PREFIX + "/images/{key}/{digest}/images.u8", _images),
    ]


def model_url(checkpoint: Checkpoint, what: str) -> str:
    return f"{PREFIX}/models/{checkpoint.name}/{checkpoint.digest}/{what}"


def images_url(key: str) -> str:
    return f"{PREFIX}/images/{key}/{sample_images(key).fingerprint}/images.u8"


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[None]:
    """One thread for torch: with two on a busy two-core machine a 1 ms decode took 45 ms. The model that the page opens with is loaded
    while the browser is still fetching the page."""
    torch.set_num_threads(1)
    threading.Thread(target=_warm_up, daemon=True).start()
    yield


def _warm_up() -> None:
    try:
        checkpoint = find_checkpoint(OPENS_WITH)
        loaded_model(checkpoint.name, checkpoint.digest)
        loaded_reference(checkpoint.name, checkpoint.digest)
    except CheckpointError:
        return  # the page says so, with the whole message, to the person who can act on it


def _network(request: Request) -> Response:
    what = request.path_params["what"]
    if what not in FILES:
        raise HTTPException(404, f"expected one of {sorted(FILES)}, got {what[:40]!r}")
    checkpoint = _checkpoint(request)
    path = checkpoint.folder / FILES[what]
    if not path.exists():
        raise HTTPException(404, f"{checkpoint.name} has no {path.name}")
    return FileResponse(path, media_type="application/octet-stream", filename=f"{checkpoint.name}-{what}.onnx", headers=FOR_EVER)


def _reference(request: Request) -> Response:
    """mu then z, each (count, latent); KL (NaN where there is none) then recon_nll, each (count,), nats. float32 little-endian."""
    checkpoint = _checkpoint(request)
    try:
        reference = loaded_reference(checkpoint.name, checkpoint.digest)
    except CheckpointError as error:
        raise HTTPException(404, str(error)) from error
    kl = torch.full_like(reference.recon_nll, torch.nan) if reference.kl is None else reference.kl
    facts = torch.cat([reference.mu.flatten(), reference.z.flatten(), kl, reference.recon_nll])
    body = facts.numpy().astype("<f4").tobytes()
    return Response(body, media_type="application/octet-stream", headers=FOR_EVER)


async def _encode(request: Request) -> Response:
    """For encoders that are too large for the browser. Pixels in, mu then logvar out, float32 little-endian."""
    checkpoint = await run_in_threadpool(_checkpoint, request)
    try:
        values = await run_in_threadpool(encode_pixels, checkpoint, await _posted_floats(request))
    except CheckpointError as error:
        raise HTTPException(404, str(error)) from error
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
    return Response(values.astype("<f4").tobytes(), media_type="application/octet-stream")


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
    """(count, height, width) bytes."""
    key = request.path_params["key"]
    try:
        sample = sample_images(key)
    except ValueError as error:
        raise HTTPException(404, str(error)) from error
    if request.path_params["digest"] != sample.fingerprint:
        raise HTTPException(404, "these images have changed: reload the page")
    return Response(sample.images.numpy().tobytes(), media_type="application/octet-stream", headers=FOR_EVER)


def _checkpoint(request: Request) -> Checkpoint:
    try:
        checkpoint = find_checkpoint(request.path_params["name"])
    except CheckpointError as error:
        raise HTTPException(404, str(error)) from error
    if request.path_params["digest"] != checkpoint.digest:
        raise HTTPException(404, f"{checkpoint.name} has other weights now: reload the page")
    return checkpoint
