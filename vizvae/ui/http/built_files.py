"""What the browser half is built into beside the pages' own modules, at one address for all pages: ONNX Runtime, the worker, fonts.

As files of each page's component they came anew with every page.
"""

from __future__ import annotations

import gzip
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vizvae.paths import PACKAGE
from vizvae.single_flight import single_flight
from vizvae.ui.http.addresses import PREFIX
from vizvae.ui.http.responses import FOR_EVER

SHARED = PACKAGE / "ui" / "frontend" / "build" / "shared"
MEDIA_TYPES = {".js": "text/javascript", ".wasm": "application/wasm", ".woff2": "font/woff2"}
PACKED_ALREADY = {".woff2"}


def built_file_routes() -> list[Route]:
    """Their names hold a hash of the content or a version: see frontend/scripts/build.mjs."""
    return [Route(PREFIX + "/built/{file:path}", _file)]


def _file(request: Request) -> Response:
    """Gzipped once for everybody, where the browser takes that."""
    asked = request.path_params["file"]
    found = {path.relative_to(SHARED).as_posix(): path for path in SHARED.rglob("*.*") if path.is_file()}
    if asked not in found:
        raise HTTPException(404, f"expected one of {sorted(found)}, got {asked[:80]!r}")
    path = found[asked]
    media_type = MEDIA_TYPES[path.suffix]
    if path.suffix in PACKED_ALREADY or "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(path.read_bytes(), media_type=media_type, headers=FOR_EVER)
    headers = {**FOR_EVER, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(_packed(path), media_type=media_type, headers=headers)


@single_flight(maxsize=8)
def _packed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), mtime=0)
