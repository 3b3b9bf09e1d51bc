"""The one door: every request, Streamlit's own and its WebSocket too, is looked at here first, and every answer gets its headers here."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

from vizvae.serving import ALLOWED_HOSTS, Access
from vizvae.ui.access.guard_headers import security_headers
from vizvae.ui.access.guard_rules import Hosts, access_allows, changes_something, comes_from_elsewhere
from vizvae.ui.access.passphrase import Keeper
from vizvae.ui.access.permission import MAY_NOT, this_access, this_keeper

POLICY_VIOLATION = 1008
"""The WebSocket's code for it"""


class Guard:
    """Middleware, for `st.App(middleware=…)`."""

    def __init__(
        self, app: ASGIApp, access: Access | None = None, keeper: Keeper | None = None, listens_on: str | None = None
    ) -> None:
        """What is left out is as the environment and Streamlit's settings say."""
        self._app = app
        self._access = access or this_access()
        self._keeper = keeper or this_keeper()
        address = config.get_option("server.address") if listens_on is None else listens_on
        self._hosts = Hosts("" if address in ("0.0.0.0", "::") else address or "", self._access.allowed_hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refused = self._refused(scope, headers)
        if scope["type"] == "websocket":
            if refused:
                await receive()  # that it wants to connect
                await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": refused[1][:100]})
            else:
                await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                for name, value in security_headers(headers.get("host", "") if not refused else "").items():
                    answer[name] = value
            await send(message)

        if refused:
            await PlainTextResponse(refused[1], status_code=refused[0])(scope, receive, send_with_headers)
        else:
            await self._app(scope, receive, send_with_headers)

    def _refused(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        """Status and why; None for what may pass."""
        method, path = scope.get("method", "GET"), scope["path"]
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._hosts.allows(hosts[0]):
            asked = hosts[0][:80] if hosts else "nothing"
            return 421, (
                f"This dashboard was asked for as {asked!r}, which is none of its names. If it should be one, start the dashboard "
                f"with `--allow-host NAME`, or with {ALLOWED_HOSTS}=NAME in its environment."
            )
        if comes_from_elsewhere(headers, self._hosts, method=method, path=path):
            return 403, "This can be asked only from the dashboard itself."
        if scope["type"] == "http" and changes_something(method, path):
            return self._refused_change(headers)
        return None

    def _refused_change(self, headers: Headers) -> tuple[int, str] | None:
        if access_allows(self._access, self._access.mode == "passphrase" and self._keeper.knows(headers.get("cookie", ""))):
            return None
        return 403, MAY_NOT[self._access.mode]
