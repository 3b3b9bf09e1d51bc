"""Who may change things on this server: for the pages, whose buttons call Python, and for what answers requests."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st
from starlette.routing import Route

from vizvae.serving import Access
from vizvae.ui.guard_rules import PASSPHRASE_PATH, access_allows
from vizvae.ui.passphrase import COOKIE, Keeper, passphrase_routes

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
