"""What the dashboard serves for the graph page, at addresses that hold a hash of their content."""

from __future__ import annotations

from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vizvae.checkpoint import CheckpointError
from vizvae.graph.checkpoint import find_graph_checkpoint
from vizvae.ui.graph import PREFIX, candidates_csv, digest_of, graph_bundle, loaded_graph_model, model_bundle, node_logits

FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
BYTES = "application/octet-stream"


def graph_routes() -> list[Route]:
    at = PREFIX + "/{name}/{digest}"
    return [
        Route(at + "/graph.safetensors", _graph),
        Route(
            at + "/model.safetensors", _answering(lambda name, digest, _: Response(model_bundle(name, digest), media_type=BYTES))
        ),
        Route(at + "/neighbours", _answering(_neighbours)),
        Route(at + "/candidates.csv", _answering(_candidates)),
    ]


def _answering(answer: Callable[[str, str, Request], Response]) -> Callable[[Request], Response]:
    """404 for a model that is not there or has other weights, 422 for a question that cannot be."""

    def respond(request: Request) -> Response:
        name, digest = _known(request)
        if digest != digest_of(find_graph_checkpoint(name)):
            raise HTTPException(404, f"{name} has other weights now: reload the page")
        try:
            response = answer(name, digest, request)
        except CheckpointError as error:
            raise HTTPException(404, str(error)) from error
        except ValueError as error:
            raise HTTPException(422, str(error)) from error
        response.headers.update(FOR_EVER)
        return response

    return respond


def _graph(request: Request) -> Response:
    """The same graph under every model's address: the digest is the graph's own."""
    name, digest = _known(request)
    weights = digest_of(find_graph_checkpoint(name))
    try:
        if digest != loaded_graph_model(name, weights).graph.fingerprint:
            raise HTTPException(404, "this graph has changed: reload the page")
        return Response(graph_bundle(name, weights), media_type=BYTES, headers=FOR_EVER)
    except CheckpointError as error:
        raise HTTPException(404, str(error)) from error


def _neighbours(name: str, digest: str, request: Request) -> Response:
    node = request.query_params.get("node", "")
    if not node.isascii() or not node.isdigit() or len(node) > 9:
        raise ValueError(f"expected the number of a node, got {node[:20]!r}")
    return Response(node_logits(name, digest, int(node)).tobytes(), media_type=BYTES)


def _candidates(name: str, digest: str, _: Request) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}-likeliest-edges.csv"'}
    return Response(candidates_csv(name, digest), media_type="text/csv", headers=headers)


def _known(request: Request) -> tuple[str, str]:
    name = request.path_params["name"]
    try:
        find_graph_checkpoint(name)
    except CheckpointError as error:
        raise HTTPException(404, str(error)) from error
    return name, request.path_params["digest"]
