"""What the dashboard serves for the factors page, at addresses that hold a hash of their content."""

from __future__ import annotations

import gzip

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vizvae.ui.answers import FOR_EVER, said_to_the_visitor
from vizvae.ui.disentanglement import factors_of, neighbourhood
from vizvae.ui.disentanglement_view import read_at
from vizvae.ui.resources import sample_images
from vizvae.ui.server import PREFIX, known_checkpoint

BYTES = "application/octet-stream"


def disentanglement_routes() -> list[Route]:
    at = PREFIX + "/models/{name}/{digest}/factors"
    return [Route(at + "/{drawn}/neighbourhood.safetensors", _neighbourhood)]


def _neighbourhood(request: Request) -> Response:
    """`?at=3,2,0,10,11`: see `disentanglement.neighbourhood`."""
    checkpoint = known_checkpoint(request)
    with said_to_the_visitor():
        dataset = factors_of(checkpoint)
        at = read_at(request.query_params.get("at", ""), dataset)
        if request.path_params["drawn"] != sample_images(dataset.key).fingerprint:
            raise HTTPException(404, f"{dataset.title} are drawn otherwise now: reload the page")
        return _packed(request, neighbourhood(checkpoint.name, checkpoint.digest, at))


def _packed(request: Request, body: bytes) -> Response:
    """Drawn images shrink to a tenth: worth it for who is not on the same machine."""
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(body, media_type=BYTES, headers=FOR_EVER)
    headers = {**FOR_EVER, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(gzip.compress(body, compresslevel=1), media_type=BYTES, headers=headers)
