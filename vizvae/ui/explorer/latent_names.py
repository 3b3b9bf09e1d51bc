"""Where the browser keeps the names that are given to latents."""

from __future__ import annotations

from filelock import Timeout
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from vizvae.latent_names import name_latent, names_of
from vizvae.ui.explorer.routes import known_checkpoint, known_model
from vizvae.ui.http.responses import NO_STORE, PREFIX, posted_json, said_to_the_visitor


def latent_name_routes() -> list[Route]:
    at = PREFIX + "/models/{name}/{digest}/latent-names"
    return [Route(at, _names, methods=["GET"]), Route(at, _rename, methods=["PUT"])]


def _names(request: Request) -> Response:
    """All names of the model: latent number to name."""
    return JSONResponse(names_of(known_checkpoint(request).digest), headers=NO_STORE)


async def _rename(request: Request) -> Response:
    """`{"latent": 3, "name": "smile"}`, an empty name for none; answered with all names as they are now."""
    with said_to_the_visitor():
        asked = await posted_json(request)

        def rename() -> dict[str, str]:
            opened = known_model(request)
            latent, name = asked.get("latent"), asked.get("name")
            count = opened.model.latent_dim
            if type(latent) is not int or not 0 <= latent < count or not isinstance(name, str):
                raise ValueError(f"expected a latent from 0 to {count - 1} and its name, got {str(asked)[:80]}")
            try:
                return name_latent(opened.digest, latent, name)
            except Timeout:
                raise
            except OSError as error:
                raise HTTPException(507, f"The name could not be written to disk: {error.strerror}.") from error

        return JSONResponse(await run_in_threadpool(rename), headers=NO_STORE)
