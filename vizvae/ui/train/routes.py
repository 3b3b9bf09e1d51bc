"""What the dashboard serves for the training page: news of the runs, and a way to ask something of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from vizvae.config import config_from_dict
from vizvae.paths import runs_dir
from vizvae.runs import control, launcher, queue
from vizvae.runs.archive import zipped
from vizvae.training.finish import publish
from vizvae.trash import bring_back, find_in_trash, places
from vizvae.ui.http.parameters import Number, asked
from vizvae.ui.http.responses import FOR_EVER, NO_STORE, posted_json, said_to_the_visitor, text_of
from vizvae.ui.train.payload import RUNS, describe_run, describe_runs, news, run_folder, trace_json, view_bytes


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
    """Whoever looks moves the queue on, and may press Start: a process is made ready."""
    with said_to_the_visitor():
        queue.advance()
        launcher.prepare()
        listing = {"runs": describe_runs(), "trash": places(runs_dir()), "maxRuns": queue.max_runs()}
        return JSONResponse(listing, headers=NO_STORE)


def _about(request: Request) -> Response:
    with said_to_the_visitor():
        return JSONResponse(describe_run(_folder(request)), headers=NO_STORE)


def _news(request: Request) -> Response:
    with said_to_the_visitor():
        query = request.query_params
        found = news(
            _folder(request), part=query.get("part", ""), step=_number(query, "step"), epoch=_number(query, "epoch"),
            events=max(0, _number(query, "events")),
        )  # fmt: skip
        return JSONResponse(found, headers=NO_STORE)


def _view(request: Request) -> Response:
    """`?mark=` makes each an address of its own: the same one is never fetched twice."""
    with said_to_the_visitor():
        return Response(view_bytes(_folder(request)), media_type="application/octet-stream", headers=FOR_EVER)


def _trace(request: Request) -> Response:
    with said_to_the_visitor():
        return JSONResponse(trace_json(_folder(request)), headers=NO_STORE)


def _zip(request: Request) -> Response:
    with said_to_the_visitor():
        folder = _folder(request)
        headers = {"Content-Disposition": f'attachment; filename="{folder.name}.zip"', **NO_STORE}
        return Response(zipped(folder), media_type="application/zip", headers=headers)


async def _control(request: Request) -> Response:
    """A `vizvae.runs.control.Request`, as JSON."""

    def post(folder: Path, asked: dict[str, Any]) -> dict[str, str]:
        return {"request": control.post(folder, config_from_dict(control.Request, asked))}

    return await _posted(request, post)


async def _act(request: Request) -> Response:
    """What is done with a run that is not training: resume it, take it out of the queue, delete it, rename it, keep it as it is now."""
    action = request.path_params["action"]
    actions: dict[str, Callable[[Path, dict[str, Any]], dict[str, str]]] = {
        "resume": lambda folder, _: _done(queue.resume(folder)),
        "cancel": lambda folder, _: _done(queue.cancel(folder)),
        "delete": lambda folder, _: {"place": queue.delete(folder).name},
        "rename": lambda folder, asked: {"name": queue.rename(folder, text_of(asked, "name")).name},
        "publish": lambda folder, _: {"name": publish(folder)},
    }
    if action not in actions:
        raise HTTPException(404, f"expected one of {', '.join(actions)}, got {action[:40]!r}")
    return await _posted(request, actions[action])


async def _undo(request: Request) -> Response:
    def undo(place: str) -> dict[str, str]:
        return {"name": bring_back(find_in_trash(runs_dir(), place)).name}

    with said_to_the_visitor():
        asked = await posted_json(request)
        return JSONResponse(await run_in_threadpool(undo, text_of(asked, "place")), headers=NO_STORE)


async def _posted(request: Request, answer: Callable[[Path, dict[str, Any]], dict[str, str]]) -> Response:
    with said_to_the_visitor():
        asked = await posted_json(request)
        return JSONResponse(await run_in_threadpool(lambda: answer(_folder(request), asked)), headers=NO_STORE)


def _folder(request: Request) -> Path:
    return run_folder(request.path_params["name"])


def _done(_: None) -> dict[str, str]:
    return {}


def _number(query: Mapping[str, str], name: str) -> int:
    return asked(query, name, Number(min=1 - 10**12, max=10**12 - 1), missing="-1")
