"""The dashboard's own addresses, answered in this process by the same routes, and by a thread: a cell that computes holds nobody up."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

from starlette.applications import Starlette

from vizvae.ui.explorer.latent_names import latent_name_routes
from vizvae.ui.explorer.routes import explorer_routes
from vizvae.ui.kernel.contract import Ask


@dataclass(frozen=True, kw_only=True)
class Answered:
    status: int
    media_type: str
    content: bytes


class Answers:
    """Of `routes` beside those of the models of images."""

    def __init__(self, routes: list[Any]) -> None:
        self.app = Starlette(routes=[*explorer_routes(), *latent_name_routes(), *routes])

    def give(self, ask: Ask, body: bytes, take: Callable[[Answered], object]) -> None:
        """Calls `take` with the answer, in another thread, when it is there."""
        asyncio.run_coroutine_threadsafe(self._give(ask, body, take), _loop())

    async def _give(self, ask: Ask, body: bytes, take: Callable[[Answered], object]) -> None:
        try:
            answered = await self._answer(ask, body)
        except Exception as error:  # what a server would log, and answer with 500
            answered = Answered(status=500, media_type="text/plain", content=f"{type(error).__name__}: {error}".encode())
        await asyncio.get_running_loop().run_in_executor(None, take, answered)

    async def _answer(self, ask: Ask, body: bytes) -> Answered:
        parts = urlsplit(ask.address)
        headers = [(b"host", b"kernel"), (b"content-length", str(len(body)).encode())]
        if ask.media_type:
            headers.append((b"content-type", ask.media_type.encode()))
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": ask.method,
            "scheme": "http",
            "path": unquote(parts.path),
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "root_path": "",
            "headers": headers,
            "server": ("kernel", 80),
            "client": ("page", 0),
        }
        start: dict[str, Any] = {}
        content = bytearray()

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                content.extend(message.get("body", b""))

        await self.app(scope, receive, send)  # pyright: ignore[reportArgumentType]
        found = {name.decode().lower(): value.decode() for name, value in start["headers"]}
        return Answered(status=start["status"], media_type=found.get("content-type", ""), content=bytes(content))


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """Of a thread that ends with the process."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="vizvae-answers", daemon=True).start()
    return loop
