"""A model from elsewhere as one zip."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from vizvae.checkpoint import Checkpoint
from vizvae.checkpoint.bundle import Bundle
from vizvae.ui.explorer.opened import model_url
from vizvae.ui.explorer.routes import known_checkpoint
from vizvae.ui.http.addresses import PREFIX
from vizvae.ui.http.responses import NO_STORE, in_turn, said_to_the_visitor


def download_routes() -> list[Route]:
    return [Route(PREFIX + "/models/{name}/{digest}/bundle.zip", in_turn(_bundle))]


def bundle_url(checkpoint: Checkpoint) -> str:
    """Empty for a model that is no bundle."""
    return model_url(checkpoint, "bundle.zip") if isinstance(checkpoint, Bundle) else ""


def _bundle(request: Request) -> Response:
    from vizvae.adoption.bundle_zip import write_bundle_zip  # with onnx, which nothing else in the server needs at its start

    checkpoint = known_checkpoint(request)
    descriptor, place = tempfile.mkstemp(prefix="vizvae-", suffix=".zip")
    os.close(descriptor)
    try:
        with said_to_the_visitor():
            write_bundle_zip(checkpoint, Path(place))
    except BaseException:
        Path(place).unlink()
        raise
    return FileResponse(
        place,
        media_type="application/zip",
        filename=f"{checkpoint.folder.name}.zip",
        headers=NO_STORE,
        background=BackgroundTask(Path(place).unlink, missing_ok=True),
    )
