"""Where the browser keeps the names that are given to latents."""

from __future__ import annotations

from filelock import Timeout
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vizvae.latent_names import name_latent, names_of
from vizvae.ui.explorer.contract import LatentName
from vizvae.ui.explorer.routes import known_checkpoint, known_model
from vizvae.ui.http.addresses import PREFIX
from vizvae.ui.http.responses import json_answer, posted, said_to_the_visitor


def latent_name_routes() -> list[Route]:
    at = PREFIX + "/models/{name}/{digest}/latent-names"
    return [Route(at, _names, methods=["GET"]), Route(at, _rename, methods=["PUT"])]


def _names(request: Request) -> Response:
    """All names of the model: latent number to name."""
    return json_answer(names_of(known_checkpoint(request).digest))


async def _rename(request: Request) -> Response:
    """Answered with all names as they are now."""
    with said_to_the_visitor():
        body = await posted(request, LatentName)

        def rename() -> dict[str, str]:
            opened = known_model(request)
            count = opened.model.latent_dim
            if not 0 <= body.latent < count:
                raise ValueError(f"latent: expected one from 0 to {count - 1}, got {body.latent}")
            try:
                return name_latent(opened.digest, body.latent, body.name)
            except Timeout:
                raise
            except OSError as error:
                raise HTTPException(507, f"The name could not be written to disk: {error.strerror}.") from error

        return json_answer(await run_in_threadpool(rename))
