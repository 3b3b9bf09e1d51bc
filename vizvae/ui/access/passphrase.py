"""The passphrase with which a visitor may change things: typed once on a page of its own, remembered by a signed cookie."""

from __future__ import annotations

import hmac
import html
import ipaddress
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from urllib.parse import parse_qs

from itsdangerous import BadSignature, TimestampSigner
from starlette.requests import Request, cookie_parser
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from vizvae.ui.access.guard_rules import PASSPHRASE_PATH

COOKIE = "vizvae_may_change"
KEPT_S = 12 * 3600
"""Seconds for which the passphrase need not be typed again."""
TRIES, WINDOW_S = 10, 300
"""Wrong passphrases from one address within so many seconds; further ones are not looked at."""
KEPT_ADDRESSES = 1000
LARGEST_FORM = 4000
"""Bytes"""


class Keeper:
    """Knows the passphrase and who has typed it. Cookies are signed with a key of this process: they end with the server."""

    def __init__(self, passphrase: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._passphrase = passphrase.encode()
        self._signer = TimestampSigner(secrets.token_bytes(32))
        self._clock = clock
        self._wrong: OrderedDict[str, list[float]] = OrderedDict()

    def knows(self, cookies: str) -> bool:
        """Whether the `Cookie` header is of somebody who has typed the passphrase not too long ago."""
        return self.signed(cookie_parser(cookies).get(COOKIE, ""))

    def signed(self, value: str) -> bool:
        """Whether the cookie's value is one of `token`, not too old."""
        try:
            self._signer.unsign(value, max_age=KEPT_S)
        except BadSignature:
            return False
        return True

    def token(self) -> str:
        return self._signer.sign(secrets.token_urlsafe(16)).decode()

    def seconds_to_wait(self, address: str) -> int:
        """Before `address` may try again; 0 for now."""
        since = self._clock() - WINDOW_S
        tries = [at for at in self._wrong.get(_network(address), []) if at > since]
        return 0 if len(tries) < TRIES else max(1, round(tries[-TRIES] - since))

    def accepts(self, typed: str, address: str) -> bool:
        """Counts a wrong one. The time taken does not tell how much of it was right."""
        if self._passphrase and hmac.compare_digest(typed.strip().encode(), self._passphrase):
            return True
        network = _network(address)
        tries = self._wrong.pop(network, [])
        self._wrong[network] = [*tries, self._clock()][-TRIES:]
        while len(self._wrong) > KEPT_ADDRESSES:
            self._wrong.popitem(last=False)
        return False


def _network(address: str) -> str:
    """An address, or of IPv6, where one person has very many, the network."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(known) if known.version == 4 else str(ipaddress.ip_network((known, 64), strict=False))


def passphrase_routes(keeper: Keeper) -> list[Route]:
    """The page on which it is typed. Only where there is a passphrase."""

    async def show(request: Request) -> Response:
        return _page(_next(request.query_params.get("next", "")), unlocked=keeper.knows(request.headers.get("cookie", "")))

    async def typed(request: Request) -> Response:
        fields = parse_qs((await _body(request)).decode("utf-8", "replace"), keep_blank_values=True)
        following = _next(fields.get("next", [""])[0])
        if "lock" in fields:
            answer = RedirectResponse(following, status_code=303)
            answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
            return answer
        address = request.client.host if request.client else ""
        if wait := keeper.seconds_to_wait(address):
            problem = f"Too many wrong passphrases from this address: try again in {wait} seconds."
            return _page(following, problem, status=429, wait=wait)
        if not keeper.accepts(fields.get("passphrase", [""])[0], address):
            return _page(following, "That is not the passphrase.", status=403)
        answer = RedirectResponse(following, status_code=303)
        secure = request.url.scheme == "https"
        answer.set_cookie(COOKIE, keeper.token(), httponly=True, samesite="strict", secure=secure)
        return answer

    return [Route(PASSPHRASE_PATH, show, methods=["GET"]), Route(PASSPHRASE_PATH, typed, methods=["POST"])]


async def _body(request: Request) -> bytes:
    """Cut short where it is too long to be a form of ours."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_FORM:
            break
    return bytes(body[:LARGEST_FORM])


def _next(path: str) -> str:
    """The page to go on with, on this server: `//elsewhere` and its like are addresses of others."""
    clean = path.isascii() and path.isprintable() and "\\" not in path
    return path if clean and path.startswith("/") and not path.startswith("//") else "/"


def _page(following: str, problem: str = "", *, unlocked: bool = False, status: int = 200, wait: int = 0) -> Response:
    form = (
        '<p>You may change things here.</p><button name="lock" value="1">Look only again</button>'
        if unlocked
        else '<label for="passphrase">Passphrase</label>'
        '<input id="passphrase" name="passphrase" type="password" autocomplete="current-password" autofocus required>'
        "<button>Go on</button>"
    )
    said = f'<p role="alert">{html.escape(problem)}</p>' if problem else ""
    headers = {"Cache-Control": "no-store", **({"Retry-After": str(wait)} if wait else {})}
    page = PAGE.format(problem=said, form=form, next=html.escape(following, quote=True), path=PASSPHRASE_PATH)
    return HTMLResponse(page, status_code=status, headers=headers)


PAGE = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>VizVAE: passphrase</title>
<style>
  :root {{ color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }}
  main {{ max-width: 24rem; margin: 15vh auto 0; padding: 0 1rem; }}
  label, input, button {{ display: block; width: 100%; box-sizing: border-box; font: inherit; }}
  input, button {{ margin: .5rem 0 1rem; padding: .5rem .75rem; }}
  [role=alert] {{ color: light-dark(#b00020, #ff8a80); }}
</style>
<main>
  <h1>VizVAE</h1>
  <p>Everybody can look. Starting, stopping, renaming and deleting runs, and uploading, needs the passphrase of whoever serves this
  dashboard.</p>
  {problem}
  <form method="post" action="{path}">
    <input type="hidden" name="next" value="{next}">
    {form}
  </form>
  <p><a href="{next}">Back without it</a></p>
</main>
</html>
"""
