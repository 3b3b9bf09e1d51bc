"""What the headers do in a browser: no page of the dashboard is hindered by its own policy, and no other site shows one in a frame."""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Error, Route

from tests.browser.page import Server, close_page, new_page
from tests.helpers.examples import examples

PAGES = ("", "manifold", "factors", "graph", "data", "train", "compare", "learn", "models")
WATCH = "addEventListener('securitypolicyviolation', event => console.error('Content Security Policy', event.blockedURI))"


# What hinders one of the others is an error in its console, which its own tests find: see `visiting`.
@pytest.mark.parametrize("path", examples(PAGES, daily=["train", "learn"]))
def test_no_page_is_hindered_by_its_own_policy(browser: Browser, server: Server, path: str) -> None:
    page = new_page(browser)
    said: list[str] = []
    page.add_init_script(WATCH)
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(f"Content Security Policy or worse: {error}"))
    answer = page.goto(f"{server.url}/{path}")
    assert answer is not None
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    page.locator("[data-test-script-state=notRunning]").wait_for(state="attached")
    page.wait_for_load_state("networkidle")  # decoders, workers, fonts
    assert page.get_by_test_id("stApp").inner_text().strip()
    close_page(page)
    assert [line for line in said if "Content Security Policy" in line or "MIME type" in line] == []


def test_the_policy_is_one(browser: Browser, server: Server) -> None:
    """What a stranger would like to load or run in the page is not loaded: else the test above would pass without a policy, too."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(server.url + "/models")
        asked: list[str] = []
        page.route("http://elsewhere.example/**", lambda route: (asked.append(route.request.url), route.abort()))
        hindered = page.evaluate(
            """() => new Promise(resolve => {
                const seen = [];
                addEventListener('securitypolicyviolation', event => {
                    seen.push(event.effectiveDirective);
                    if (seen.length === 4) resolve(seen.sort());
                });
                new Image().src = 'http://elsewhere.example/x.png';
                fetch('http://elsewhere.example/x').catch(() => {});
                for (const [name, value] of [['textContent', 'window.ran = 1'], ['src', 'http://elsewhere.example/x.js']]) {
                    document.head.append(Object.assign(document.createElement('script'), { [name]: value }));
                }
            })"""
        )
        assert hindered == ["connect-src", "img-src", "script-src-elem", "script-src-elem"]
        assert page.evaluate("window.ran") is None
        assert asked == []


def test_no_other_site_shows_the_dashboard_in_a_frame(browser: Browser, server: Server) -> None:
    """Start, pressed in such a frame, began a run."""
    ways = ("iframe src='{}'></iframe>", "object data='{}'></object>", "embed src='{}'>")

    def elsewhere(route: Route) -> None:
        body = "".join(f"<p><{way.format(server.url + '/train')}" for way in ways)
        route.fulfill(content_type="text/html", body=body)

    with browser.new_context() as context:
        page = context.new_page()
        page.route("http://elsewhere.example/", elsewhere)
        sockets: list[str] = []
        page.on("websocket", lambda socket: sockets.append(socket.url))
        page.goto("http://elsewhere.example/")
        page.wait_for_timeout(3000)
        assert len(page.frames) > 1
        for frame in page.frames[1:]:
            with suppress(Error):  # a frame that shows the browser's own error page
                assert frame.get_by_test_id("stApp").count() == 0
        assert sockets == []


def test_a_picture_on_another_site_asks_nothing(browser: Browser, server: Server) -> None:
    """A projection was computed for whoever opened such a page."""
    picture = f"<img src='{server.url}/vizvae/runs'><script>fetch('{server.url}/vizvae/runs', {{mode: 'no-cors'}})</script>"
    with browser.new_context() as context:
        page = context.new_page()
        page.route("http://elsewhere.example/", lambda route: route.fulfill(content_type="text/html", body=picture))
        answers: list[int] = []
        page.on("response", lambda answer: answers.append(answer.status) if "/vizvae/runs" in answer.url else None)
        page.goto("http://elsewhere.example/")
        page.wait_for_timeout(2000)
        assert set(answers) <= {403}
