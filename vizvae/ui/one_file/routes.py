"""What the button "Save as one file" asks for."""

from __future__ import annotations

from typing import cast, get_args

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vizvae.ui.http.addresses import PREFIX
from vizvae.ui.http.packed_contract import PageName
from vizvae.ui.http.responses import NO_STORE, in_turn, progress, said_to_the_visitor
from vizvae.ui.jobs.background import Underway
from vizvae.ui.one_file.making import FileTooLarge, file_maker

MEDIA_TYPES = {"html": "text/html; charset=utf-8", "zip": "application/zip"}
LIGHTER = "lighter-"
"""Before a kind: with fewer images"""
LONGEST_ADDRESS = 20_000
"""Characters"""


def one_file_routes() -> list[Route]:
    """Posted, for it starts work, which no image on another site shall."""
    return [Route(PREFIX + "/files/{page}/{kind}/one-file", in_turn(_file), methods=["POST"])]


def _file(request: Request) -> Response:
    """The page at the address that the parameters are, or 202 and that it is being made."""
    page, said = request.path_params["page"], request.path_params["kind"]
    kind = said.removeprefix(LIGHTER)
    with said_to_the_visitor():
        if page not in get_args(PageName):
            raise ValueError(f"expected one of the pages {', '.join(get_args(PageName))}, got {page[:40]!r}")
        if kind not in MEDIA_TYPES:
            raise ValueError(f"expected html or zip, or {LIGHTER} and one of them, got {said[:40]!r}")
        if len(request.url.query) > LONGEST_ADDRESS:
            raise ValueError(f"expected an address of at most {LONGEST_ADDRESS:,} characters, got {len(request.url.query):,}")
        suffix, query = ".zip" if kind == "zip" else ".html", dict(request.query_params)
        try:
            found = file_maker().get(cast(PageName, page), query, suffix, lighter=kind != said)
        except FileTooLarge as error:
            raise HTTPException(413, str(error)) from error
        if isinstance(found, Underway):
            return progress(found)
        return Response(found, headers={**NO_STORE, "Content-Disposition": "attachment"}, media_type=MEDIA_TYPES[kind])
