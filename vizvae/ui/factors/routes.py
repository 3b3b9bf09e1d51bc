"""What the dashboard serves for the factors page, at addresses that hold a hash of their content."""

from __future__ import annotations

import gzip

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vizvae.checkpoint import own_file
from vizvae.checkpoint.networks import network_bytes
from vizvae.data.factor_sets import FACTOR_SETS
from vizvae.ui.explorer.routes import known_model
from vizvae.ui.factors.address import PARAMETERS, sizes_of
from vizvae.ui.factors.payload import factors_of, neighbourhood, reader_digest, reader_file
from vizvae.ui.http.addresses import PREFIX
from vizvae.ui.http.parameters import asked
from vizvae.ui.http.responses import FOR_EVER, in_turn, said_to_the_visitor

BYTES = "application/octet-stream"


def factor_routes() -> list[Route]:
    at = PREFIX + "/models/{name}/{digest}/factors"
    return [
        Route(PREFIX + "/readers/{key}/{reader}/reader.onnx", _reader),
        Route(at + "/{drawn}/neighbourhood.safetensors", in_turn(_neighbourhood)),
    ]


def _neighbourhood(request: Request) -> Response:
    """`?at=3,2,0,10,11`: see `neighbourhood`."""
    opened = known_model(request)
    with said_to_the_visitor():
        dataset = factors_of(opened)
        at = asked(request.query_params, "at", PARAMETERS["at"], sizes_of(dataset))
        if request.path_params["drawn"] != dataset.drawing:
            raise HTTPException(404, f"{dataset.title} are drawn otherwise now: reload the page")
        return _packed(request, neighbourhood(opened, at))


def _reader(request: Request) -> Response:
    key = request.path_params["key"]
    if key not in FACTOR_SETS or not reader_file(key).exists():
        raise HTTPException(404, f"nobody reads the factors of {key[:40]!r}")
    if reader_digest(key) != request.path_params["reader"]:
        raise HTTPException(404, "the reader has other weights now: reload the page")
    with said_to_the_visitor():
        network = own_file(reader_file(key).parent, reader_file(key).name)
        return Response(network_bytes(network), media_type=BYTES, headers=FOR_EVER)


def _packed(request: Request, body: bytes) -> Response:
    """Drawn images shrink to a tenth: worth it for who is not on the same machine."""
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(body, media_type=BYTES, headers=FOR_EVER)
    headers = {**FOR_EVER, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(gzip.compress(body, compresslevel=1), media_type=BYTES, headers=headers)
