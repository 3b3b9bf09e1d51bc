"""Visitors of the dashboard without a browser: Streamlit's own messages over its WebSocket, as its front end sends them."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from types import TracebackType

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

PATIENCE_S = 120.0


class VisitFailed(RuntimeError):
    """The server closed the connection, or did not finish a run of the script within `PATIENCE_S`."""


@dataclass
class Visitor:
    """One open page. Widgets stay at their defaults, so a rerun is one in which nothing has changed.

    `complaints`: what the server has shown as an exception or an error so far.
    """

    url: str
    page: str
    """Path of the page; empty for the one that opens first"""
    complaints: list[str] = field(default_factory=list)
    _connection: ClientConnection | None = None
    _page_hash: str = ""
    _query: str = ""
    _kept: dict[str, ForwardMsg] = field(default_factory=dict)
    """Large messages by hash, of the last run: the server sends their hash alone when they have not changed"""

    async def open(self) -> float:
        """Seconds from the connection's first byte until the first run of the script has ended."""
        begun = time.perf_counter()
        address = self.url.replace("http", "ws", 1) + "/_stcore/stream"
        self._connection = await connect(
            address, subprotocols=["streamlit"], origin=self.url, max_size=None, open_timeout=PATIENCE_S, compression=None  # pyright: ignore[reportArgumentType]
        )  # fmt: skip
        await self._run()
        return time.perf_counter() - begun

    async def rerun(self) -> float:
        """Seconds until another run of the script has ended."""
        begun = time.perf_counter()
        await self._run()
        return time.perf_counter() - begun

    async def go(self, page: str, query: str) -> float:
        """Follow a link to another page; seconds until its first run has ended."""
        self.page, self._page_hash, self._query = page, "", query
        return await self.rerun()

    @property
    def query(self) -> str:
        """What the page has put into the address."""
        return self._query

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()

    async def __aenter__(self) -> Visitor:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        await self.close()

    async def _run(self) -> None:
        assert self._connection is not None
        asked = BackMsg()
        state = asked.rerun_script
        state.query_string, state.page_script_hash = self._query, self._page_hash
        if not self._page_hash:
            state.page_name = self.page
        state.cached_message_hashes.extend(self._kept)
        state.context_info.timezone, state.context_info.locale = "Europe/Zurich", "en-GB"
        state.context_info.url = f"{self.url}/{self.page}"
        try:
            await self._connection.send(asked.SerializeToString())
            await asyncio.wait_for(self._until_finished(), PATIENCE_S)
        except TimeoutError as error:
            raise VisitFailed(f"/{self.page}: the script did not end within {PATIENCE_S:.0f} s") from error
        except ConnectionError as error:
            raise VisitFailed(f"/{self.page}: the server closed the connection ({error})") from error
        except Exception as error:  # websockets' own, which derive from Exception alone
            raise VisitFailed(f"/{self.page}: {type(error).__name__}: {error}") from error

    async def _until_finished(self) -> None:
        assert self._connection is not None
        kept: dict[str, ForwardMsg] = {}
        async for content in self._connection:
            assert isinstance(content, bytes)
            message = ForwardMsg.FromString(content)
            if message.WhichOneof("type") == "ref_hash":
                message = self._kept[message.ref_hash]
            if message.metadata.cacheable and message.hash:
                kept[message.hash] = message
            match message.WhichOneof("type"):
                case "navigation":
                    self._page_hash = message.navigation.page_script_hash
                case "page_info_changed":
                    self._query = message.page_info_changed.query_string
                case "delta":
                    self._look_for_complaints(message)
                case "script_finished" if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    self._kept = kept
                    return
        raise ConnectionError("no more messages")

    def _look_for_complaints(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        match element.WhichOneof("type"):
            case "exception":
                self.complaints.append(f"/{self.page}: {element.exception.type}: {element.exception.message}")
            case "alert" if element.alert.format == element.alert.ERROR:
                self.complaints.append(f"/{self.page}: {element.alert.body}")
