"""What the dashboard serves of graph models that are being trained, and of those that were trained here: the queue, of a run what a
browser does not know yet, and a trash."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from safetensors.numpy import save
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from vizvae.checkpoint import CARD, CheckpointError
from vizvae.graph.catalogue import graph_runs_dir
from vizvae.graph.checkpoint import GraphCheckpoint
from vizvae.graph.live import Cost
from vizvae.graph.pictures import DRAWING
from vizvae.runs import queue
from vizvae.trash import places
from vizvae.ui.graph.training_cost import graph_costs
from vizvae.ui.graph.training_runs import delete_model, discard, find_run, graph_run_list, news_of, stop, undo_delete
from vizvae.ui.http.parameters import COUNT, asked
from vizvae.ui.http.responses import NO_STORE, PREFIX, said_to_the_visitor

GRAPH_RUNS = f"{PREFIX}/graph-runs"
BYTES = "application/octet-stream"


def graph_run_routes() -> list[Route]:
    """What changes something is PUT or DELETE: a page of another origin cannot send those."""
    return [
        Route(GRAPH_RUNS, _list),
        Route(GRAPH_RUNS + "/{id}/graph.safetensors", _graph),
        Route(GRAPH_RUNS + "/{id}/news.safetensors", _news),
        Route(GRAPH_RUNS + "/{id}/stop", _act(stop), methods=["PUT"]),
        Route(GRAPH_RUNS + "/{id}/resume", _act(queue.resume), methods=["PUT"]),
        Route(GRAPH_RUNS + "/{id}", _act(discard), methods=["DELETE"]),
        Route(GRAPH_RUNS + "/models/{name}", _delete_model, methods=["DELETE"]),
        Route(GRAPH_RUNS + "/trash/{place}", _undo_delete, methods=["PUT"]),
    ]


def _list(request: Request) -> Response:
    """All runs, in their order, and the models that were trained here; with `measure=KEY` also what `GraphCosts.measure` found."""
    cost = graph_costs().cost(request.query_params.get("measure", ""))
    measured = {"step": cost.step, "picture": cost.picture} if isinstance(cost, Cost) else cost
    with said_to_the_visitor():
        rows = graph_run_list().rows()
    listing = {
        "runs": [_in_javascript(asdict(row)) for row in rows],
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


def _in_javascript(value: Any) -> Any:
    """Names of fields as TypeScript writes them."""
    if not isinstance(value, dict):
        return value
    return {re.sub(r"_(\w)", lambda found: found[1].upper(), name): _in_javascript(part) for name, part in value.items()}


def _graph(request: Request) -> Response:
    path = _run(request) / DRAWING
    if not path.exists():
        raise HTTPException(404, "this run has not opened its graph yet")
    return Response(path.read_bytes(), media_type=BYTES, headers=NO_STORE)


def _news(request: Request) -> Response:
    """What `news_of` finds from the row and the picture on whose numbers are asked for."""
    with said_to_the_visitor():
        row, picture = (asked(request.query_params, what, COUNT, missing="0") for what in ("rows", "pictures"))
        return Response(save(news_of(_run(request), row, picture)), media_type=BYTES, headers=NO_STORE)


def _act(action: Callable[[Path], object]) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        with said_to_the_visitor():
            action(_run(request))
        graph_run_list().changed()
        return Response(status_code=204)

    return answer


def _delete_model(request: Request) -> Response:
    with said_to_the_visitor():
        return JSONResponse({"place": delete_model(request.path_params["name"])}, headers=NO_STORE)


def _undo_delete(request: Request) -> Response:
    with said_to_the_visitor():
        return JSONResponse({"name": undo_delete(request.path_params["place"])}, headers=NO_STORE)


def _run(request: Request) -> Path:
    try:
        return find_run(request.path_params["id"])
    except KeyError as error:
        raise HTTPException(404, "this run is not there any more") from error
