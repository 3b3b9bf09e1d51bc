"""What the dashboard serves of graph models that are being trained, and of those that were trained here: the queue, of a run what a
browser does not know yet, and a trash."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from safetensors.numpy import save
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vizvae.checkpoint import CARD, CheckpointError
from vizvae.graph.catalogue import graph_runs_dir
from vizvae.graph.checkpoint import GraphCheckpoint
from vizvae.graph.pictures import DRAWING
from vizvae.runs import queue
from vizvae.trash import places
from vizvae.ui.graph.training_contract import Answer, Deleted, OwnModel, Restored
from vizvae.ui.graph.training_cost import graph_costs
from vizvae.ui.graph.training_runs import delete_model, discard, find_run, graph_run_list, news_of, stop, undo_delete
from vizvae.ui.http.addresses import PREFIX
from vizvae.ui.http.parameters import COUNT, asked
from vizvae.ui.http.responses import NO_STORE, json_answer, said_to_the_visitor

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
    measured = graph_costs().cost(request.query_params.get("measure", ""))
    with said_to_the_visitor():
        rows = graph_run_list().rows()
    return json_answer(Answer(runs=rows, measured=measured, models=own_models(), trash=places(graph_runs_dir())))


def own_models() -> list[OwnModel]:
    """Those that were trained here, by name. One that cannot be read can be deleted, too."""
    models = []
    for card in sorted(graph_runs_dir().glob(f"*/{CARD}")):
        with suppress(FileNotFoundError):  # deleted just now
            models.append(OwnModel(name=card.parent.name, title=_title(card, card.stat().st_mtime_ns)))
    return models


@lru_cache(maxsize=256)
def _title(card: Path, mtime_ns: int) -> str:
    """Read once: this is asked several times a second."""
    del mtime_ns
    try:
        return GraphCheckpoint(card.parent).title
    except CheckpointError:
        return "its card cannot be read"


def _graph(request: Request) -> Response:
    path = _run(request) / DRAWING
    if not path.exists():
        raise HTTPException(404, "this run has not opened its graph yet")
    return Response(path.read_bytes(), media_type=BYTES, headers=NO_STORE)


def _news(request: Request) -> Response:
    """What `news_of` finds from the picture on whose number is asked for."""
    with said_to_the_visitor():
        picture = asked(request.query_params, "pictures", COUNT, missing="0")
        return Response(save(news_of(_run(request), picture)), media_type=BYTES, headers=NO_STORE)


def _act(action: Callable[[Path], object]) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        with said_to_the_visitor():
            action(_run(request))
        graph_run_list().changed()
        return Response(status_code=204)

    return answer


def _delete_model(request: Request) -> Response:
    with said_to_the_visitor():
        return json_answer(Deleted(place=delete_model(request.path_params["name"])))


def _undo_delete(request: Request) -> Response:
    with said_to_the_visitor():
        return json_answer(Restored(name=undo_delete(request.path_params["place"])))


def _run(request: Request) -> Path:
    try:
        return find_run(request.path_params["id"])
    except KeyError as error:
        raise HTTPException(404, "this run is not there any more") from error
