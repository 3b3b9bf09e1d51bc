"""Answers of the dashboard's own addresses that several of them give."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

import numpy as np
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from vizvae.checkpoint import CheckpointError
from vizvae.ui.projections import ProjectionFailed, Underway

FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


def numbers_or_progress(found: np.ndarray | Underway) -> Response:
    """float32 little-endian, or 202 and how far it is."""
    headers = {"Cache-Control": "no-store"}  # while it is underway each answer is another
    if isinstance(found, Underway):
        return JSONResponse(asdict(found), status_code=202, headers=headers)
    return Response(found.astype("<f4").tobytes(), media_type="application/octet-stream", headers=headers)


@contextmanager
def said_to_the_visitor() -> Iterator[None]:
    """Errors as what they mean to who asked: 422 what was asked cannot be, 500 it did not succeed, 404 it is not there."""
    try:
        yield
    except CheckpointError as error:
        raise HTTPException(404, str(error)) from error
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
    except ProjectionFailed as error:
        raise HTTPException(500, str(error)) from error
