"""One request to an ASGI application, in this process: no port, no client library."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def ask(
    app: Starlette,
    path: str,
    method: str = "GET",
    body: Iterable[bytes] = (),
    headers: dict[str, str] | None = None,
    query: str = "",
) -> Answer:
    """`path` as a server has already decoded it; `body` in as many messages as it has parts."""
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http", "path": path,
        "raw_path": path.encode(), "root_path": "", "query_string": query.encode(), "server": ("localhost", 80), "client": ("localhost", 1),
        "headers": [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()],
    }  # fmt: skip
    messages = itertools.chain(
        ({"type": "http.request", "body": part, "more_body": True} for part in body),
        [{"type": "http.request", "more_body": False}],
    )
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        for message in messages:
            return message
        return await asyncio.Future()  # the client stays and has nothing more to say

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(dict(message))

    asyncio.run(app(scope, receive, send))
    start = sent[0]
    return Answer(
        status=start["status"],
        headers={name.decode().lower(): value.decode() for name, value in start["headers"]},
        body=b"".join(message.get("body", b"") for message in sent[1:]),
    )


def assert_refused(answer: Answer, status: int, *says: str) -> None:
    """Said in one short line of text, which nobody keeps."""
    assert answer.status == status
    assert answer.headers["content-type"].startswith("text/plain")
    assert all(text in answer.text for text in says), answer.text
    assert "\n" not in answer.text
    assert "Traceback" not in answer.text
    assert len(answer.text) < 400
    assert "immutable" not in answer.headers.get("cache-control", "")
