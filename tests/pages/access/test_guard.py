"""Who may ask what: other sites' pages, names that are none of this machine's, and who may change things."""

from __future__ import annotations

import asyncio
import importlib.util
from typing import Any

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit import config

from tests.pages.asgi import Answer, ask
from vizvae.paths import APP
from vizvae.serving import Access
from vizvae.ui.access.guard import Guard
from vizvae.ui.access.guard_rules import Hosts, changes_something
from vizvae.ui.access.passphrase import COOKIE, TRIES, WINDOW_S, Keeper, passphrase_routes

HERE = {"host": "localhost:8501"}
OWN_PAGE = {**HERE, "origin": "http://localhost:8501", "sec-fetch-site": "same-origin"}
CHANGES = [
    ("PUT", "/vizvae/graph-runs/x/stop"),
    ("DELETE", "/vizvae/graph-runs/x"),
    ("DELETE", "/vizvae/graph-runs/models/x"),
    ("PUT", "/vizvae/graph-runs/trash/x"),
    ("DELETE", "/vizvae/models/m/d/projection"),
    ("PUT", "/vizvae/models/m/d/latent-names"),
    ("POST", "/vizvae/runs/x/control"),
    ("POST", "/vizvae/runs/x/delete"),
    ("PUT", "/_stcore/upload_file/s/f"),
    ("DELETE", "/_stcore/upload_file/s/f"),
]
ASKS = [("POST", f"/vizvae/models/m/d/{what}") for what in ("encode", "decode", "projection/inverse", "projection")]


async def _passed(request: Request) -> PlainTextResponse:
    del request
    return PlainTextResponse("passed")


def guarded(access: Access | None = None, keeper: Keeper | None = None, listens_on: str = "localhost") -> Any:
    keeper = keeper or Keeper("")
    inner = Starlette(
        routes=[*passphrase_routes(keeper), Route("/{path:path}", _passed, methods=["GET", "POST", "PUT", "DELETE"])]
    )
    return Guard(inner, access or Access(), keeper, listens_on)


def passes(answer: Answer) -> bool:
    assert answer.status in (200, 403, 421), answer
    return answer.status == 200


@pytest.mark.parametrize(("method", "path"), [*CHANGES, *ASKS])
def test_a_page_of_another_site_changes_and_starts_nothing(method: str, path: str) -> None:
    app = guarded()
    for foreign in (
        {"origin": "http://elsewhere.example"},
        {"origin": "http://localhost:3000"},  # somebody else's program on this machine
        {"origin": "https://localhost:8501.elsewhere.example"},
        {"origin": "null"},
        {"origin": ""},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"},  # a form
        {"origin": "http://localhost:8501", "sec-fetch-site": "cross-site"},
    ):
        answer = ask(app, path, method, headers=HERE | foreign)
        assert answer.status == 403, foreign
        assert "only from the dashboard itself" in answer.text
    assert passes(ask(app, path, method, headers=OWN_PAGE))
    assert passes(ask(app, path, method, headers=HERE)), "a program"


@pytest.mark.parametrize(
    "path", ["/vizvae/models/m/d/projection", "/vizvae/runs", "/vizvae/runs/x/checkpoint.zip", "/_stcore/health"]
)
def test_a_picture_or_a_script_of_another_site_asks_nothing(path: str) -> None:
    app = guarded()
    picture = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}
    followed = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert not passes(ask(app, path, headers=HERE | picture))
    assert not passes(ask(app, path, headers=HERE | followed)), "a link leads to pages only"
    assert passes(ask(app, path, headers=HERE | {"sec-fetch-site": "same-origin"}))
    assert passes(ask(app, path, headers=HERE | {"sec-fetch-site": "none"})), "typed into the address bar"


def test_a_link_on_another_site_leads_to_a_page_but_no_frame_shows_it() -> None:
    app = guarded()
    followed = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    for path in ("/", "/manifold", "/train"):
        assert passes(ask(app, path, headers=HERE | followed))
        for frame in ("iframe", "frame", "object", "embed"):
            assert not passes(ask(app, path, headers=HERE | followed | {"sec-fetch-dest": frame}))


@pytest.mark.parametrize(
    ("listens_on", "allowed", "refused"),
    [
        (
            "localhost",
            ["localhost", "localhost:8501", "LOCALHOST.", "127.0.0.1:8501", "[::1]:8501", "vizvae.localhost"],
            ["elsewhere.example", "elsewhere.example:8501", "192.0.2.7:8501", "", "localhost@elsewhere.example", "localhost/x",
             "localhost:x", "localhost.elsewhere.example", "127.0.0.1.elsewhere.example", "[::1", "localhost:8501:1", "localhost?"],
        ),
        ("0.0.0.0", ["localhost", "192.0.2.7:8501", "[2001:db8::7]:8501"], ["elsewhere.example", "192.0.2.7.elsewhere.example"]),
        ("192.0.2.7", ["localhost", "192.0.2.7"], ["elsewhere.example"]),
        ("lab.example", ["localhost", "lab.example:8501"], ["elsewhere.example"]),
    ],
)  # fmt: skip
def test_only_under_its_own_names_it_answers(listens_on: str, allowed: list[str], refused: list[str]) -> None:
    app = guarded(listens_on=listens_on)
    for host in allowed:
        assert ask(app, "/", headers={"host": host}).status == 200, host
        assert ask(app, "/vizvae/x", "POST", headers={"host": host, "origin": f"http://{host}"}).status == 200, host
    for host in refused:
        answer = ask(app, "/", headers={"host": host, "origin": f"http://{host}"})
        assert answer.status == 421, host
        assert "--allow-host" in answer.text
    assert ask(app, "/").status == 421, "no name at all"


def test_a_machine_answers_to_its_own_name_where_the_network_can_reach_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "Lab-7")
    assert Hosts("").allows("lab-7:8501")
    assert Hosts("").allows("lab-7.local")
    assert not Hosts("localhost").allows("lab-7")


def test_names_that_the_host_allows() -> None:
    app = guarded(Access(allowed_hosts=("vizvae.example", "other.example:8080")))
    assert ask(app, "/", headers={"host": "vizvae.example"}).status == 200
    assert ask(app, "/", headers={"host": "vizvae.example:1234"}).status == 200
    assert ask(app, "/", headers={"host": "other.example:8080"}).status == 200
    assert ask(app, "/", headers={"host": "other.example"}).status == 421
    assert ask(app, "/", headers={"host": "sub.vizvae.example"}).status == 421
    # Behind a proxy that asks under its own name for the machine.
    assert ask(app, "/vizvae/x", "POST", headers=HERE | {"origin": "https://vizvae.example"}).status == 200


def test_a_proxy_that_speaks_https_may_leave_the_port_out() -> None:
    app = guarded(Access(allowed_hosts=("vizvae.example",)))
    assert ask(app, "/vizvae/x", "POST", headers={"host": "vizvae.example:443", "origin": "https://vizvae.example"}).status == 200


def connect(app: Any, headers: dict[str, str]) -> bool:
    """Whether a WebSocket gets past the guard."""
    reached: list[str] = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        del scope, receive, send
        reached.append("inner")

    app._app = inner
    scope = {
        "type": "websocket", "path": "/_stcore/stream", "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    asyncio.run(app(scope, receive, send))
    assert reached or (sent[0]["type"], sent[0]["code"]) == ("websocket.close", 1008)
    return bool(reached)


def test_streamlits_own_socket_is_looked_at_too() -> None:
    app = guarded()
    assert connect(app, HERE | {"origin": "http://localhost:8501"})
    assert connect(app, HERE), "a program"
    assert not connect(app, HERE | {"origin": "http://elsewhere.example"})
    assert not connect(app, HERE | {"origin": "http://localhost:3000"})  # Streamlit itself lets this one in
    assert not connect(app, {"host": "elsewhere.example:8501", "origin": "http://elsewhere.example:8501"})
    assert connect(guarded(Access(read_only=True)), HERE | {"origin": "http://localhost:8501"}), "who looks needs it"


@pytest.mark.parametrize(("path", "headers"), [("/", HERE), ("/vizvae/x", OWN_PAGE), ("/", {"host": "elsewhere.example"})])
def test_every_answer_says_who_may_show_it_and_what_it_may_load(path: str, headers: dict[str, str]) -> None:
    answer = ask(guarded(), path, headers=headers)
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert policy["frame-ancestors"] == policy["default-src"] == policy["form-action"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert "'unsafe-eval'" not in policy["script-src"]
    assert "'unsafe-inline'" not in policy["script-src"]
    assert not any("http" in sources or "*" in sources for sources in policy.values())
    assert "elsewhere" not in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize(("method", "path"), CHANGES)
def test_read_only_nobody_changes_anything(method: str, path: str) -> None:
    app = guarded(Access(read_only=True))
    for headers in (HERE, OWN_PAGE):
        answer = ask(app, path, method, headers=headers)
        assert (answer.status, "read-only" in answer.text) == (403, True)


def test_read_only_everybody_looks() -> None:
    app = guarded(Access(read_only=True))
    for path in ("/", "/vizvae/runs", "/_stcore/health"):
        assert ask(app, path, headers=HERE).status == 200
    for method, path in ASKS:
        assert ask(app, path, method, headers=OWN_PAGE).status == 200


PHRASE = Access(passphrase="correct horse")


def test_who_has_typed_the_passphrase_changes_things_and_the_others_look() -> None:
    keeper = Keeper(PHRASE.passphrase)
    app = guarded(PHRASE, keeper)
    method, path = CHANGES[0]
    assert ask(app, "/", headers=OWN_PAGE).status == 200
    refused = ask(app, path, method, headers=OWN_PAGE)
    assert (refused.status, "/vizvae/passphrase" in refused.text) == (403, True)
    typed = ask(app, "/vizvae/passphrase", "POST", [b"next=%2Ftrain&passphrase=correct+horse"], OWN_PAGE)
    assert (typed.status, typed.headers["location"]) == (303, "/train")
    given = typed.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(given.split("; "))
    cookie = given.partition(";")[0]
    assert ask(app, path, method, headers=OWN_PAGE | {"cookie": f"_streamlit_xsrf=2|a|b; {cookie}"}).status == 200
    assert ask(app, path, method, headers=OWN_PAGE | {"cookie": cookie, "origin": "http://elsewhere.example"}).status == 403
    # The signature's first letter is changed: of its last, base64 leaves two bits unread, and one change in four says the same.
    value, at, signature = cookie.partition("=")[2].rpartition(".")
    changed = value + at + ("B" if signature[0] == "A" else "A") + signature[1:]
    for forged in ("", "x", changed, "y" + cookie.partition("=")[2], Keeper(PHRASE.passphrase).token()):
        assert ask(app, path, method, headers=OWN_PAGE | {"cookie": f"{COOKIE}={forged}"}).status == 403, forged


def test_a_wrong_passphrase() -> None:
    app = guarded(PHRASE, Keeper(PHRASE.passphrase))
    for typed in (
        b"passphrase=wrong",
        b"",
        b"passphrase=",
        b"passphrase=correct+hors",
        b"\xff=\xff",
        b"passphrase=" + b"x" * 10_000,
    ):
        answer = ask(app, "/vizvae/passphrase", "POST", [typed], OWN_PAGE)
        assert (answer.status, "not the passphrase" in answer.text) == (403, True)
        assert "set-cookie" not in answer.headers


def test_another_site_cannot_try_passphrases() -> None:
    app = guarded(PHRASE, Keeper(PHRASE.passphrase))
    answer = ask(app, "/vizvae/passphrase", "POST", [b"passphrase=correct+horse"], HERE | {"origin": "http://elsewhere.example"})
    assert answer.status == 403
    assert "set-cookie" not in answer.headers


def test_after_many_wrong_ones_the_right_one_is_not_looked_at_for_a_while() -> None:
    now = [1000.0]
    app = guarded(PHRASE, Keeper(PHRASE.passphrase, lambda: now[0]))
    right = [b"passphrase=correct+horse"]

    def post(body: list[bytes]) -> Answer:
        return ask(app, "/vizvae/passphrase", "POST", body, OWN_PAGE)

    assert [post([b"passphrase=wrong"]).status for _ in range(TRIES)] == [403] * TRIES
    waiting = post(right)
    assert (waiting.status, 0 < int(waiting.headers["retry-after"]) <= WINDOW_S) == (429, True)
    now[0] += WINDOW_S + 1
    assert post(right).status == 303


def test_tries_are_counted_by_address_and_the_list_of_addresses_has_an_end() -> None:
    keeper = Keeper("correct horse", lambda: 5.0)
    for _ in range(TRIES):
        assert not keeper.accepts("wrong", "2001:db8::1")
    assert keeper.seconds_to_wait("2001:db8::2") > 0, "one person has a whole network of IPv6"
    assert keeper.seconds_to_wait("2001:db8:1::2") == 0
    assert keeper.seconds_to_wait("192.0.2.1") == 0
    for number in range(5000):
        keeper.accepts("wrong", f"10.0.{number // 256}.{number % 256}")
    assert len(keeper._wrong) <= 1000


def test_no_passphrase_is_not_an_empty_one() -> None:
    assert not Keeper("").accepts("", "192.0.2.1")


@pytest.mark.parametrize("elsewhere", ["//elsewhere.example", "/\\elsewhere.example", "https://elsewhere.example", "\t//x", ""])
def test_the_page_after_the_passphrase_is_one_of_ours(elsewhere: str) -> None:
    keeper = Keeper("correct horse")
    app = guarded(PHRASE, keeper)
    typed = ask(app, "/vizvae/passphrase", "POST", [f"next={elsewhere}&passphrase=correct+horse".encode()], OWN_PAGE)
    assert typed.headers["location"] == "/"
    asked = ask(app, "/vizvae/passphrase", query="next=/x%22%3E%3Cscript%3E", headers=HERE)
    assert "<script" not in asked.text


def test_what_was_unlocked_is_locked_again() -> None:
    keeper = Keeper("correct horse")
    app = guarded(PHRASE, keeper)
    asked = ask(app, "/vizvae/passphrase", headers=HERE | {"cookie": f"{COOKIE}={keeper.token()}"})
    assert "Look only again" in asked.text
    locked = ask(app, "/vizvae/passphrase", "POST", [b"lock=1"], OWN_PAGE)
    assert f'{COOKIE}=""' in locked.headers["set-cookie"]
    assert "Max-Age=0" in locked.headers["set-cookie"]


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> st.App:
    """That of app.py."""
    monkeypatch.setattr(config, "_main_script_path", str(APP))
    spec = importlib.util.spec_from_file_location("the_app", APP)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.app


def test_the_dashboard_stands_behind_it(app: st.App) -> None:
    assert [middleware.cls for middleware in app._user_middleware] == [Guard]


def test_whatever_of_ours_is_no_get_is_a_change_or_a_known_question(app: st.App) -> None:
    asked = {
        (method, route.path)
        for route in app._user_routes
        if isinstance(route, Route)
        for method in (route.methods or set()) - {"GET", "HEAD"}
    }
    assert len(asked) > 12
    questions = {path for method, path in asked if not changes_something(method, path)}
    assert {path.rpartition("{digest}/")[2] for path in questions} == {
        "encode", "decode", "projection/inverse", "projection", "/vizvae/files/{page}/{kind}/one-file",
    }  # fmt: skip
