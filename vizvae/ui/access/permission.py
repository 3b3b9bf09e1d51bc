"""Who may change things on this server: for the pages, whose buttons call Python, and for what answers requests."""

from __future__ import annotations

import html
from functools import lru_cache
from urllib.parse import urlencode

import streamlit as st
from starlette.routing import Route

from vizvae.serving import Access
from vizvae.ui.access.guard_rules import PASSPHRASE_PATH, access_allows
from vizvae.ui.access.passphrase import COOKIE, Keeper, passphrase_routes

MAY_NOT = {
    "read-only": "This dashboard is read-only: nobody can change things here.",
    "passphrase": f"Only who has typed the passphrase can change things here. It is asked for at {PASSPHRASE_PATH}.",
}
"""What somebody is told who wants to change something and may not, by `Access.mode`"""


@lru_cache(maxsize=1)
def this_access() -> Access:
    """For as long as the server runs. Raises ValueError, OSError for an environment that cannot be."""
    return Access.from_environment()


@lru_cache(maxsize=1)
def this_keeper() -> Keeper:
    return Keeper(this_access().passphrase)


def access_routes() -> list[Route]:
    return passphrase_routes(this_keeper()) if this_access().mode == "passphrase" else []


def why_not_change() -> str:
    """Why the visitor whose page is drawn may change nothing; empty if they may."""
    access = this_access()
    unlocked = access.mode == "passphrase" and this_keeper().signed(st.context.cookies.get(COOKIE, ""))
    return "" if access_allows(access, unlocked) else MAY_NOT[access.mode]


def require_may_change() -> None:
    """The door before everything that a page changes or starts: a button that is drawn disabled can be pressed all the same, by who
    speaks Streamlit's protocol. Raises ValueError with the reason."""
    if reason := why_not_change():
        raise ValueError(reason)


def show_access(path: str) -> None:
    """What the visitor may do, above the page at `path`; nothing where everybody may do everything."""
    access = this_access()
    if access.mode == "open":
        return
    reason = why_not_change()
    words = "You look at this dashboard; to change things, type the passphrase." if reason else "You may change things here."
    if access.mode == "read-only":
        words, link = "This dashboard is read-only: look at everything; nobody can start, stop, rename, delete or upload.", ""
    else:
        to = f"{PASSPHRASE_PATH}?{urlencode({'next': f'/{path}'})}"
        link = f' <a href="{html.escape(to)}" target="_self">{"Passphrase" if reason else "Look only"}</a>'
    # Not Markdown: its links open another window, and the page here would not know.
    st.html(f'<p role="status" style="margin: 0; font-size: 0.875rem">{html.escape(words)}{link}</p>')
