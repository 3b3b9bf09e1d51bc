"""ONNX Runtime for the browser, at one address for all pages: as a file of each page's component it came anew with every page, twice."""

from __future__ import annotations

import gzip
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vizvae.paths import PACKAGE
from vizvae.single_flight import single_flight
from vizvae.ui.http.responses import FOR_EVER, PREFIX

BUILD = PACKAGE / "ui" / "frontend" / "build"
MEDIA_TYPES = {".mjs": "text/javascript", ".wasm": "application/wasm"}


def runtime_routes() -> list[Route]:
    return [Route(PREFIX + "/runtime/{version}/{file}", _file)]


def _file(request: Request) -> Response:
    """Of the version that was built; gzipped once for everybody, where the browser takes that."""
    asked = f"{request.path_params['version']}/{request.path_params['file']}"
    found = {path.relative_to(BUILD / "runtime").as_posix(): path for path in (BUILD / "runtime").glob("*/*")}
    if asked not in found:
        raise HTTPException(404, f"expected one of {sorted(found)}, got {asked[:80]!r}")
    media_type = MEDIA_TYPES[found[asked].suffix]
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(found[asked].read_bytes(), media_type=media_type, headers=FOR_EVER)
    headers = {**FOR_EVER, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(_packed(found[asked]), media_type=media_type, headers=headers)


@single_flight(maxsize=8)
def _packed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), mtime=0)
