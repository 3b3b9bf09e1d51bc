"""Pages that stay open between tests: to follow a link inside the dashboard costs a quarter of the processor time of opening it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from playwright.sync_api import Browser, Page, expect

from tests.browser.page import HAS_BEEN_HERE, PATIENCE_S, ColorScheme, Explorer, close_page

Kind = TypeVar("Kind", bound=Explorer)
REST = "/data"
"""A page without a component: one that is returned to from here begins as at first."""
FOLLOW = "address => { history.pushState({}, '', address); dispatchEvent(new PopStateEvent('popstate', { state: {} })); }"
"""What the browser's own Back and Forward do."""

_free: WeakKeyDictionary[Browser, dict[str, list[Explorer]]] = WeakKeyDictionary()
_lent: list[tuple[Browser, str, Explorer]] = []


def lend(
    kind: type[Kind],
    browser: Browser,
    url: str,
    address: str = "",
    *,
    width: int = 1280,
    height: int = 800,
    color_scheme: ColorScheme = "light",
    before: Callable[[Page], object] = lambda _: None,
    **context: Any,
) -> Kind:
    """A visitor who has been on other pages of this dashboard before; in a browser window of his own. Give him back with `take_back`."""
    key = json.dumps([url, context], sort_keys=True)
    free = _free.setdefault(browser, defaultdict(list))[key]
    if free:
        last = free.pop()
        visitor = kind(last.page, url, last.complaints, last.sent)
        visitor.page.set_viewport_size({"width": width, "height": height})
        visitor.page.emulate_media(color_scheme=color_scheme, media="screen")
        visitor.page.set_default_timeout(PATIENCE_S * 1000)
        visitor.complaints.clear()
        visitor.sent.clear()
        before(visitor.page)
        visitor.page.evaluate(FOLLOW, kind.PATH + address)
        visitor.wait_until_ready()
    else:
        visitor = kind.open(
            browser, url, address, width=width, height=height, color_scheme=color_scheme, before=before, **context
        )
    _lent.append((browser, key, visitor))
    return visitor


def take_back(visitor: Explorer) -> None:
    """For the next test, unless a test has failed meanwhile: its next try begins anew."""
    loan = next((loan for loan in _lent if loan[2] is visitor), None)
    if loan is None or not visitor.page.url.startswith(visitor.url):
        close_page(visitor.page)
        return
    _lent.remove(loan)
    browser, key, _ = loan
    page = visitor.page
    page.unroute_all()
    page.evaluate("localStorage.clear()")
    page.evaluate(HAS_BEEN_HERE)
    page.evaluate(FOLLOW, REST)
    expect(page.get_by_test_id(visitor.TESTID)).to_have_count(0)  # of one that is in several places, too
    visitor.settle()
    _free[browser][key].append(visitor)


def keep_none(url: str = "") -> None:
    """Nothing that is open now will be lent again: of the server at `url`, which is about to end, or of any."""
    for of_browser in _free.values():
        for visitors in of_browser.values():
            for visitor in [one for one in visitors if url in ("", one.url)]:
                close_page(visitor.page)
                visitors.remove(visitor)
    _lent[:] = [loan for loan in _lent if url not in ("", loan[2].url)]
