"""Thousands of requests that no page makes, to every route there is: none is answered by a 500, none by a traceback.

The routes are those of app.py, so a new one is among them. What stands before them (vizvae/ui/access/guard.py) is left out: it would
refuse most.
"""

from __future__ import annotations

import asyncio
import importlib
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from tests.helpers.small import write_checkpoint
from tests.pages.asgi import Answer, ask
from tests.trial.nasty import nasty
from vizvae.catalogue import find_checkpoint
from vizvae.ui.graph.training_cost import graph_costs
from vizvae.ui.jobs.projections import projections

pytestmark = pytest.mark.long
TOGETHER = 3_422
METHODS = ("GET", "GET", "GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS")
BODIES: tuple[bytes, ...] = (
    b"", b"0", b"null", b"[]", b"{}", b"{", b"\xff\xfe\x00", b"[" * 5_000, b'{"name": null}', b'{"0": "slant"}',
    b'{"action": "dance"}',
    b'{"action": ["stop"]}', b'{"action": "change", "field": "beta", "value": NaN}', b'{"action": "change", "field": [], "value": {}}',
    b'{"action": "stop", "value": ' + b"9" * 400 + b"}", b'{"name": "../../x"}', b'{"name": 3}', bytes(784), bytes(784 * 4),
    bytes(range(256)) * 64,
    b"x" * 5_000_000,
)  # fmt: skip
QUERIES = (
    "seed",
    "digit",
    "node",
    "leaked",
    "measure",
    "at",
    "labels",
    "model",
    "next",
    "method",
    "num_points",
    "since",
    "after",
    "rows",
    "epoch",
)


def routes() -> list[Route]:
    app = importlib.import_module("app").app
    return [route for route in app._user_routes if isinstance(route, Route)]


PARTS = 8
"""Of the routes: which there are is known once app.py is imported, which not every collection of tests should pay for."""


@pytest.fixture
def app(runs: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Starlette]:
    monkeypatch.undo()  # with the models that ship
    monkeypatch.setenv("VIZVAE_RUNS", str(runs))
    write_checkpoint(runs / "own")
    (runs / "broken").mkdir()
    (runs / "broken" / "run.json").write_text("{")
    graph_costs.cache_clear()
    projections.cache_clear()
    yield Starlette(routes=routes())
    projections().close()
    graph_costs().close()
    graph_costs.cache_clear()
    projections.cache_clear()


def usual(parameter: str) -> tuple[str, ...]:
    return {
        "name": ("mnist-2d", "sprites-vae", "karate-vgae", "own", "broken"),
        "digest": (find_checkpoint("mnist-2d").digest, find_checkpoint("sprites-vae").digest, "0" * 16),
        "what": ("decoder", "encoder"),
        "key": ("mnist", "sprites", "faces"),
        "action": ("rename", "delete", "resume", "cancel", "stop"),
        "layout": ("rows", "grid"),
        "id": ("own", "1"),
    }.get(parameter, ())


def request(path: str, chance: random.Random) -> tuple[str, str, str, bytes, dict[str, str]]:
    def filled(match: re.Match[str]) -> str:
        name = match[1].partition(":")[0]
        known = usual(name)
        # Where all are wild no handler is reached: most of a path is as it should be.
        text = chance.choice(known) if known and chance.random() < 0.7 else nasty(chance, known)
        return text if chance.random() < 0.1 else text.replace("/", "∕")[:200] or "x"

    query = "&".join(f"{chance.choice(QUERIES)}={nasty(chance)}" for _ in range(chance.randrange(4)))
    query = query.encode("utf-8", "replace").decode("latin-1").replace("\n", "%0A").replace("\r", "%0D").replace("\x00", "%00")
    headers = {"content-type": chance.choice(("application/json", "application/octet-stream", "text/plain", ""))}
    if chance.random() < 0.2:
        headers["range"] = chance.choice(("bytes=0-10", "bytes=-1", "bytes=9-1", "bytes=a-b", "bytes=" + "0-1," * 500, "x"))
    if chance.random() < 0.2:
        headers["content-length"] = chance.choice(("-1", "x", "9" * 30, "0"))
    if chance.random() < 0.1:
        headers["cookie"] = nasty(chance).encode("latin-1", "replace").decode("latin-1")
    return (
        chance.choice(METHODS),
        re.sub(r"{([^}]+)}", filled, path),
        query.encode().decode("latin-1"),
        chance.choice(BODIES),
        headers,
    )


def answer(app: Starlette, method: str, path: str, query: str, body: bytes, headers: dict[str, str]) -> Answer:
    path = path.encode("utf-8", "replace").decode()
    return ask(app, path, method, [body[at : at + 1_000_000] for at in range(0, len(body), 1_000_000)] or [b""], headers, query)


@pytest.mark.parametrize("part", range(PARTS))
def test_no_request_is_answered_by_a_500(part: int, app: Starlette) -> None:
    paths = sorted({route.path for route in routes()})
    assert len(paths) > 40
    for path in paths[part::PARTS]:
        try_out(app, path, -(-TOGETHER // len(paths)))


def try_out(app: Starlette, path: str, times: int) -> None:
    chance = random.Random(path)
    seen: dict[int, int] = {}
    for _ in range(times):
        method, filled, query, body, headers = request(path, chance)
        what = f"{method} {filled!r}?{query!r} {headers} with {body[:60]!r}, {len(body)} bytes"
        try:
            given = answer(app, method, filled, query, body, headers)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            pytest.fail(f"{what}: {type(error).__name__}: {error}")
        assert given.status < 500 or (given.status == 503 and given.body), what
        if given.status >= 400:
            assert "Traceback" not in given.body.decode("utf-8", "replace"), what
            assert len(given.body) < 5_000, what
        seen[given.status] = seen.get(given.status, 0) + 1
    assert len(seen) > 1, f"every answer was {seen}: nothing was tried"
