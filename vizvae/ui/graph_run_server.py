"""What the dashboard serves of graph models that are being trained: the queue, and of a run what a browser does not know yet."""

from __future__ import annotations

from typing import Any

import numpy as np
from safetensors.numpy import save
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from vizvae.graph.live import Cost
from vizvae.ui.answers import NO_STORE
from vizvae.ui.graph_run_worker import ROW
from vizvae.ui.graph_runs import GraphRun, graph_runs

PREFIX = "/vizvae/graph-runs"
BYTES = "application/octet-stream"
MOST_AT_ONCE = 8_000_000
"""Bytes of pictures in one answer; the next answer has the next."""


def graph_run_routes() -> list[Route]:
    """What changes something is PUT or DELETE: a page of another origin cannot send those."""
    return [
        Route(PREFIX, _list),
        Route(PREFIX + "/{id}/graph.safetensors", _graph),
        Route(PREFIX + "/{id}/news.safetensors", _news),
        Route(PREFIX + "/{id}/stop", _stop, methods=["PUT"]),
        Route(PREFIX + "/{id}", _discard, methods=["DELETE"]),
    ]


def _list(request: Request) -> Response:
    """All runs, in their order; with `measure=KEY` also what `GraphRuns.measure` found."""
    cost = graph_runs().cost(request.query_params.get("measure", ""))
    measured = {"step": cost.step, "picture": cost.picture} if isinstance(cost, Cost) else cost
    return JSONResponse({"runs": [described(run) for run in graph_runs().runs], "measured": measured}, headers=NO_STORE)


def described(run: GraphRun) -> dict[str, Any]:
    return {
        "id": run.id,
        "name": run.name,
        "title": run.title,
        "state": run.state,
        "message": run.message,
        "epoch": run.epoch,
        "epochs": run.config.training.epochs,
        "secondsLeft": run.seconds_left,
        "variational": run.config.training.model.variational,
        "latentDim": run.config.training.model.latent_dim,
        "numRows": len(run.rows),
        "numPictures": len(run.pictures),
        "facts": run.facts or None,
        "result": run.result,
    }


def _graph(request: Request) -> Response:
    run = _run(request)
    if not run.bundle:
        raise HTTPException(404, "this run has not opened its graph yet")
    return Response(run.bundle, media_type=BYTES, headers=NO_STORE)


def _news(request: Request) -> Response:
    """`rows` (row, 7) and `pictures` (picture, node, 2) from the ones on whose numbers are asked for, and the pictures' `epochs`."""
    run = _run(request)
    row, picture = (_number(request, what) for what in ("rows", "pictures"))
    rows = run.rows[row:]
    pictures = run.pictures[picture:]
    if pictures:
        pictures = pictures[: max(1, MOST_AT_ONCE // len(pictures[0][1]))]
    num_nodes = run.facts.get("numNodes", 0)
    arrays = {
        "rows": np.stack(rows) if rows else np.zeros((0, ROW), "<f4"),
        "epochs": np.array([epoch for epoch, _ in pictures], "<i4"),
        "pictures": np.frombuffer(b"".join(positions for _, positions in pictures), "<f4").reshape(len(pictures), num_nodes, 2),
    }
    return Response(save(arrays), media_type=BYTES, headers=NO_STORE)


def _stop(request: Request) -> Response:
    graph_runs().stop(_run(request).id)
    return Response(status_code=204)


def _discard(request: Request) -> Response:
    graph_runs().discard(_run(request).id)
    return Response(status_code=204)


def _run(request: Request) -> GraphRun:
    try:
        return graph_runs().find(request.path_params["id"])
    except KeyError as error:
        raise HTTPException(404, "this run is not there any more") from error


def _number(request: Request, what: str) -> int:
    text = request.query_params.get(what, "0")
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise HTTPException(422, f"{what}: expected a whole number, got {text[:20]!r}")
    return int(text)
