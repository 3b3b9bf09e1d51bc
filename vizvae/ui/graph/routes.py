"""What the dashboard serves for the graph page, at addresses that hold a hash of their content."""

from __future__ import annotations

from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vizvae.checkpoint import CheckpointError
from vizvae.graph.catalogue import find_graph_checkpoint, graph_catalogue
from vizvae.graph.checkpoint import GraphCheckpoint
from vizvae.ui.graph.answers import Answer, graph_answers
from vizvae.ui.graph.arrays import codes, node_logits, projected_codes
from vizvae.ui.graph.choices import graph_choices
from vizvae.ui.graph.opened import OpenedGraph
from vizvae.ui.graph.payload import GRAPHS, describe_graph_model
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
        Route(at + "/codes.safetensors", _answering(lambda opened, _: Response(codes(opened), media_type=BYTES))),
        Route(at + "/model.safetensors", _answering(_model)),
        Route(at + "/groups.safetensors", _answering(lambda opened, _: _computed("groups", opened))),
        Route(at + "/neighbours", _answering(_neighbours)),
        Route(at + "/projection", _answering(_projection), methods=["POST", "DELETE"]),
        Route(at + "/graph.gexf", _answering(_gexf)),
        Route(at + "/embedding.csv", _answering(lambda opened, _: _computed("csv", opened))),
        Route(at + "/embedding.npz", _answering(lambda opened, _: _computed("npz", opened))),
    ]


def _answering(answer: Callable[[OpenedGraph, Request], Response]) -> Callable[[Request], Response]:
    """404 for a model that is not there or has other weights, 422 for a question that cannot be."""

    def respond(request: Request) -> Response:
        checkpoint = _known(request)
        if request.path_params["digest"] != checkpoint.digest:
            raise HTTPException(404, f"{checkpoint.name} has other weights now: reload the page")
        try:
            response = answer(OpenedGraph.of(checkpoint), request)
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
    checkpoint = _known(request)
    try:
        opened = OpenedGraph.of(checkpoint)
    except CheckpointError as error:
        raise HTTPException(404, str(error)) from error
    if request.path_params["digest"] != opened.trained.graph.fingerprint:
        raise HTTPException(404, "this graph has changed: reload the page")
    return _computed("graph", opened)


def _about(opened: OpenedGraph, _: Request) -> Response:
    relatives = graph_choices(graph_catalogue()).relatives[opened.name]
    # Not for ever: it names the models beside it, and another may be trained any time.
    return json_answer(describe_graph_model(opened, relatives), {"Cache-Control": "no-cache"})


def _model(opened: OpenedGraph, request: Request) -> Response:
    return _computed("leaked" if _is_leaked(request) else "model", opened)


def _is_leaked(request: Request) -> bool:
    return request.query_params.get("leaked") == "1"


def _as_asked(opened: OpenedGraph, request: Request) -> OpenedGraph:
    return opened.with_all_edges() if _is_leaked(request) else opened


def _neighbours(opened: OpenedGraph, request: Request) -> Response:
    node = int(asked(request.query_params, "node", COUNT))
    return Response(node_logits(_as_asked(opened, request), node).tobytes(), media_type=BYTES)


def _projection(opened: OpenedGraph, request: Request) -> Response:
    """GET: UMAP's map, (node, 2), or how far it is; DELETE: stops it. Parameters: those of `ProjectionConfig`."""
    parameters = {key: value for key, value in request.query_params.items() if key != "leaked"}
    with said_to_the_visitor():
        points, config, known_as = projected_codes(_as_asked(opened, request), parameters)
        if request.method == "DELETE":
            projections().cancel(points, config, known_as)
            return Response(status_code=204)
        return numbers_or_progress(projections().map(points, config, known_as))


def _gexf(opened: OpenedGraph, _: Request) -> Response:
    response = _computed("gexf", opened)
    if response.status_code == 200:
        response.headers["Content-Type"] = "application/gexf+xml"
        response.headers["Content-Disposition"] = f'attachment; filename="{opened.name}.gexf"'
    return response


def _computed(what: Answer, opened: OpenedGraph) -> Response:
    """Or 202 and how far it is: nobody who waits holds a thread of the server."""
    with said_to_the_visitor():
        found = graph_answers().get(what, opened)
        return progress(found) if isinstance(found, Underway) else Response(found, media_type=BYTES, headers=FOR_EVER)


def _known(request: Request) -> GraphCheckpoint:
    try:
        return find_graph_checkpoint(request.path_params["name"])
    except CheckpointError as error:
        raise HTTPException(404, str(error)) from error
