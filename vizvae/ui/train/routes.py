"""What the dashboard serves for the training page: news of the runs, and a way to ask something of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from msgspec import structs
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vizvae.paths import runs_dir
from vizvae.runs import control, launcher, queue
from vizvae.runs.archive import zipped
from vizvae.training.finish import publish
from vizvae.trash import bring_back, find_in_trash, places
from vizvae.ui.access.permission import this_access
from vizvae.ui.http.contract import Message, Payload
from vizvae.ui.http.parameters import COUNT, asked
from vizvae.ui.http.responses import FOR_EVER, NO_STORE, json_answer, posted, said_to_the_visitor
from vizvae.ui.train.contract import ControlBody, Deleted, Done, Listing, NameBody, Named, NothingMore, PlaceBody, Requested
from vizvae.ui.train.payload import RUNS, describe_run, describe_runs, news_of, run_folder, trace_data, view_bytes

Body = TypeVar("Body", bound=Message)


def training_routes() -> list[Route]:
    at = RUNS + "/{name}"
    return [
        Route(RUNS, _runs),
        Route(RUNS + "/undo", _undo, methods=["POST"]),
        Route(at + "/about", _about),
        Route(at + "/news", _news),
        Route(at + "/view.safetensors", _view),
        Route(at + "/trace.json", _trace),
        Route(at + "/checkpoint.zip", _zip),
        Route(at + "/control", _control, methods=["POST"]),
        Route(at + "/{action}", _act, methods=["POST"]),
    ]


def _runs(_: Request) -> Response:
    """Whoever looks moves the queue on, and may press Start: a process is made ready, where anybody may."""
    with said_to_the_visitor():
        queue.advance()
        if not this_access().read_only:
            launcher.prepare()
        return json_answer(Listing(runs=describe_runs(), trash=places(runs_dir())))


def _about(request: Request) -> Response:
    with said_to_the_visitor():
        return json_answer(describe_run(_folder(request)))


def _news(request: Request) -> Response:
    with said_to_the_visitor():
        query = request.query_params
        return json_answer(news_of(request.path_params["name"], events=asked(query, "events", COUNT, missing="0")))


def _view(request: Request) -> Response:
    """`?mark=` makes each an address of its own: the same one is never fetched twice."""
    with said_to_the_visitor():
        return Response(view_bytes(_folder(request)), media_type="application/octet-stream", headers=FOR_EVER)


def _trace(request: Request) -> Response:
    with said_to_the_visitor():
        return json_answer(trace_data(_folder(request)))


def _zip(request: Request) -> Response:
    with said_to_the_visitor():
        folder = _folder(request)
        headers = {"Content-Disposition": f'attachment; filename="{folder.name}.zip"', **NO_STORE}
        return Response(zipped(folder), media_type="application/zip", headers=headers)


async def _control(request: Request) -> Response:
    def post(folder: Path, body: ControlBody) -> Requested:
        return Requested(request=control.post(folder, control.Request(**structs.asdict(body))))

    return await _posted(request, ControlBody, post)


async def _act(request: Request) -> Response:
    """What is done with a run that is not training: resume it, take it out of the queue, delete it, rename it, keep it as it is now."""
    action = request.path_params["action"]
    if action == "rename":
        return await _posted(request, NameBody, lambda folder, body: Named(name=queue.rename(folder, body.name).name))
    actions: dict[str, Callable[[Path], Payload]] = {
        "resume": lambda folder: _done(queue.resume(folder)),
        "cancel": lambda folder: _done(queue.cancel(folder)),
        "delete": lambda folder: Deleted(place=queue.delete(folder).name),
        "publish": lambda folder: Named(name=publish(folder)),
    }
    if action not in actions:
        raise HTTPException(404, f"expected one of rename, {', '.join(actions)}, got {action[:40]!r}")
    return await _posted(request, NothingMore, lambda folder, _: actions[action](folder))


async def _undo(request: Request) -> Response:
    def undo(place: str) -> Named:
        return Named(name=bring_back(find_in_trash(runs_dir(), place)).name)

    with said_to_the_visitor():
        body = await posted(request, PlaceBody)
        return json_answer(await run_in_threadpool(undo, body.place))


async def _posted(request: Request, kind: type[Body], answer: Callable[[Path, Body], Payload]) -> Response:
    with said_to_the_visitor():
        body = await posted(request, kind)
        return json_answer(await run_in_threadpool(lambda: answer(_folder(request), body)))


def _folder(request: Request) -> Path:
    return run_folder(request.path_params["name"])


def _done(_: None) -> Done:
    return Done()
