"""What the dashboard serves for the graph page, at addresses that hold a hash of their content."""

from __future__ import annotations

from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vizvae.checkpoint import CheckpointError
from vizvae.graph.catalogue import find_graph_checkpoint, graph_catalogue
from vizvae.ui.graph.answers import Answer, graph_answers
from vizvae.ui.graph.payload import (
    codes,
    describe_graph_model,
    loaded_graph_model,
    node_logits,
    projected_codes,
)
from vizvae.ui.graph.relatives import GRAPHS
from vizvae.ui.http.parameters import COUNT, asked
from vizvae.ui.http.responses import FOR_EVER, json_answer, numbers_or_progress, progress, said_to_the_visitor
from vizvae.ui.jobs.background import Underway
from vizvae.ui.jobs.projections import projections

BYTES = "application/octet-stream"


def graph_routes() -> list[Route]:
    at = GRAPHS + "/{name}/{digest}"
    return [
        Route(at + "/graph.safetensors", _graph),
        Route(at + "/about.json", _answering(_about)),
        Route(at + "/codes.safetensors", _answering(lambda name, digest, _: Response(codes(name, digest), media_type=BYTES))),
        Route(at + "/model.safetensors", _answering(_model)),
        Route(at + "/neighbours", _answering(_neighbours)),
        Route(at + "/projection", _answering(_projection), methods=["POST", "DELETE"]),
        Route(at + "/graph.gexf", _answering(_gexf)),
    ]


def _answering(answer: Callable[[str, str, Request], Response]) -> Callable[[Request], Response]:
    """404 for a model that is not there or has other weights, 422 for a question that cannot be."""

    def respond(request: Request) -> Response:
        name, digest = _known(request)
        if digest != find_graph_checkpoint(name).digest:
            raise HTTPException(404, f"{name} has other weights now: reload the page")
        try:
            response = answer(name, digest, request)
        except CheckpointError as error:
            raise HTTPException(404, str(error)) from error
        except ValueError as error:
            raise HTTPException(422, str(error)) from error
        if "cache-control" not in response.headers:
            response.headers.update(FOR_EVER)
        return response

    return respond


def _graph(request: Request) -> Response:
    """The same graph under every model's address: the digest is the graph's own."""
    name, digest = _known(request)
    weights = find_graph_checkpoint(name).digest
    try:
        if digest != loaded_graph_model(name, weights).graph.fingerprint:
            raise HTTPException(404, "this graph has changed: reload the page")
    except CheckpointError as error:
        raise HTTPException(404, str(error)) from error
    return _computed("graph", name, weights)


def _about(name: str, digest: str, request: Request) -> Response:
    del digest, request
    # Not for ever: it names the models beside it, and another may be trained any time.
    return json_answer(describe_graph_model(name, graph_catalogue()), {"Cache-Control": "no-cache"})


def _model(name: str, digest: str, request: Request) -> Response:
    return _computed("leaked" if _is_leaked(request) else "model", name, digest)


def _is_leaked(request: Request) -> bool:
    return request.query_params.get("leaked") == "1"


def _neighbours(name: str, digest: str, request: Request) -> Response:
    node = asked(request.query_params, "node", COUNT)
    return Response(node_logits(name, digest, node, leaked=_is_leaked(request)).tobytes(), media_type=BYTES)


def _projection(name: str, digest: str, request: Request) -> Response:
    """GET: UMAP's map, (node, 2), or how far it is; DELETE: stops it. Parameters: those of `ProjectionConfig`."""
    parameters = {key: value for key, value in request.query_params.items() if key != "leaked"}
    with said_to_the_visitor():
        points, config, known_as = projected_codes(name, digest, parameters, leaked=_is_leaked(request))
        if request.method == "DELETE":
            projections().cancel(points, config, known_as)
            return Response(status_code=204)
        return numbers_or_progress(projections().map(points, config, known_as))


def _gexf(name: str, digest: str, _: Request) -> Response:
    response = _computed("gexf", name, digest)
    if response.status_code == 200:
        response.headers["Content-Type"] = "application/gexf+xml"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.gexf"'
    return response


def _computed(what: Answer, name: str, digest: str) -> Response:
    """Or 202 and how far it is: nobody who waits holds a thread of the server."""
    with said_to_the_visitor():
        found = graph_answers().get(what, name, digest)
        return progress(found) if isinstance(found, Underway) else Response(found, media_type=BYTES, headers=FOR_EVER)


def _known(request: Request) -> tuple[str, str]:
    name = request.path_params["name"]
    try:
        find_graph_checkpoint(name)
    except CheckpointError as error:
        raise HTTPException(404, str(error)) from error
    return name, request.path_params["digest"]
