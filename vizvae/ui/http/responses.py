"""Answers of the dashboard's own addresses that several of them give."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import anyio.to_thread
import numpy as np
from anyio import CapacityLimiter
from anyio.lowlevel import RunVar
from filelock import Timeout
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from vizvae.checkpoint import CheckpointError
from vizvae.config import check_json, json_object
from vizvae.ui.http.contract import Message, encode, read
from vizvae.ui.http.progress_contract import ProgressAnswer
from vizvae.ui.jobs.background import JobFailed, TooManyJobs, Underway

Body = TypeVar("Body", bound=Message)
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
"""For addresses that hold a hash of their content"""
NO_STORE = {"Cache-Control": "no-store"}
"""Where each answer is another"""
LARGEST_REQUEST = 10_000
"""Bytes"""
AT_ONCE = 4
"""Answers that load or compute something are made at the same time. The processor has no use for more, and those who wait for the same one
must not take all threads from answers that are quick."""
_computing: RunVar[CapacityLimiter] = RunVar("computing")


def in_turn(endpoint: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
    """For answers that load or compute something: `AT_ONCE` of them in threads, the others wait without one."""

    async def answer(request: Request) -> Response:
        limiter = _computing.get(None)
        if limiter is None:
            _computing.set(limiter := CapacityLimiter(AT_ONCE))
        return await anyio.to_thread.run_sync(endpoint, request, limiter=limiter)

    return answer


def numbers_or_progress(found: np.ndarray | Underway) -> Response:
    """float32 little-endian, or 202 and how far it is."""
    if isinstance(found, Underway):
        return progress(found)
    return Response(found.astype("<f4").tobytes(), media_type="application/octet-stream", headers=NO_STORE)


def json_answer(value: Any, headers: Mapping[str, str] = NO_STORE) -> Response:
    """A `Payload` of the room's contract, a list of them, or what else JSON can hold."""
    return Response(encode(value), media_type="application/json", headers=headers)


def progress(found: Underway) -> Response:
    """202 and how far it is."""
    answer = ProgressAnswer(progress=found.progress, message=found.message)
    return Response(encode(answer), status_code=202, media_type="application/json", headers=NO_STORE)


@contextmanager
def said_to_the_visitor() -> Iterator[None]:
    """Errors as what they mean to who asked: 422 what was asked cannot be, 500 it did not succeed, 404 it is not there,
    503 it is somebody else's turn, or there is too much to do."""
    try:
        yield
    except CheckpointError as error:
        raise HTTPException(404, str(error)) from error
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
    except JobFailed as error:
        raise HTTPException(500, str(error)) from error
    except TooManyJobs as error:
        raise HTTPException(503, str(error)) from error
    except Timeout as error:
        raise HTTPException(503, "Somebody else is changing the same thing: try again in a moment.") from error
    except FileNotFoundError as error:  # deleted or renamed between looking and reading
        raise HTTPException(404, "It is not there any more.") from error


async def posted_json(request: Request) -> dict[str, Any]:
    """What was posted, a JSON object.

    That no other site asks is `vizvae.ui.access.guard`'s business; beside it, a form of an old browser can send no JSON.

    Raises ValueError for what is too long or no JSON object.
    """
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise HTTPException(415, "expected application/json")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_REQUEST:
            raise ValueError(f"expected a short request, got more than {LARGEST_REQUEST:,} bytes")
    value = json_object(bytes(body), "what was posted")
    check_json("what was posted", value)
    return value


async def posted(request: Request, kind: type[Body]) -> Body:
    """What was posted, as a `Message` of the room's contract. Raises ValueError, with what was expected and what came, for what is none."""
    return read(kind, await posted_json(request))
