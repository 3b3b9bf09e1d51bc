"""What the dashboard serves of graph models that are being trained, and of those that were trained here: the queue, of a run what a
browser does not know yet, and a trash."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from vizvae.checkpoint import CARD, CheckpointError
from vizvae.graph.catalogue import graph_runs_dir
from vizvae.graph.checkpoint import GraphCheckpoint
from vizvae.graph.live import Cost
from vizvae.runs.trash import places
from vizvae.ui.graph.training_queue import GraphRun, graph_runs
from vizvae.ui.graph.training_worker import ROW
from vizvae.ui.http.parameters import COUNT, asked
from vizvae.ui.http.responses import NO_STORE, PREFIX, said_to_the_visitor

GRAPH_RUNS = f"{PREFIX}/graph-runs"
BYTES = "application/octet-stream"
MOST_AT_ONCE = 8_000_000
"""Bytes of pictures in one answer; the next answer has the next."""


def graph_run_routes() -> list[Route]:
    """What changes something is PUT or DELETE: a page of another origin cannot send those."""
    return [
        Route(GRAPH_RUNS, _list),
        Route(GRAPH_RUNS + "/{id}/graph.safetensors", _graph),
        Route(GRAPH_RUNS + "/{id}/news.safetensors", _news),
        Route(GRAPH_RUNS + "/{id}/stop", _stop, methods=["PUT"]),
        Route(GRAPH_RUNS + "/{id}", _discard, methods=["DELETE"]),
        Route(GRAPH_RUNS + "/models/{name}", _delete_model, methods=["DELETE"]),
        Route(GRAPH_RUNS + "/trash/{place}", _undo_delete, methods=["PUT"]),
    ]


def _list(request: Request) -> Response:
    """All runs, in their order, and the models that were trained here; with `measure=KEY` also what `GraphRuns.measure` found."""
    cost = graph_runs().cost(request.query_params.get("measure", ""))
    measured = {"step": cost.step, "picture": cost.picture} if isinstance(cost, Cost) else cost
    listing = {
        "runs": [described(run) for run in graph_runs().runs],
        "measured": measured,
        "models": own_models(),
        "trash": places(graph_runs_dir()),
    }
    return JSONResponse(listing, headers=NO_STORE)


def own_models() -> list[dict[str, str]]:
    """Those that were trained here, by name. One that cannot be read can be deleted, too."""
    models = []
    for card in sorted(graph_runs_dir().glob(f"*/{CARD}")):
        with suppress(FileNotFoundError):  # deleted just now
            models.append({"name": card.parent.name, "title": _title(card, card.stat().st_mtime_ns)})
    return models


@lru_cache(maxsize=256)
def _title(card: Path, mtime_ns: int) -> str:
    """Read once: this is asked several times a second."""
    del mtime_ns
    try:
        return GraphCheckpoint(card.parent).title
    except CheckpointError:
        return "its card cannot be read"


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
    with said_to_the_visitor():
        row, picture = (asked(request.query_params, what, COUNT, missing="0") for what in ("rows", "pictures"))
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


def _delete_model(request: Request) -> Response:
    with said_to_the_visitor():
        return JSONResponse({"place": graph_runs().delete_model(request.path_params["name"])}, headers=NO_STORE)


def _undo_delete(request: Request) -> Response:
    with said_to_the_visitor():
        return JSONResponse({"name": graph_runs().undo_delete(request.path_params["place"])}, headers=NO_STORE)


def _run(request: Request) -> GraphRun:
    try:
        return graph_runs().find(request.path_params["id"])
    except KeyError as error:
        raise HTTPException(404, "this run is not there any more") from error
