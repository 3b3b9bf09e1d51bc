"""The frame around the pages: their row, and the icon of the tab."""

from __future__ import annotations

import base64
from copy import copy
from functools import lru_cache

import streamlit as st
from streamlit.navigation.page import Page as StreamlitPage

from vizvae.paths import ASSETS, PAGES
from vizvae.ui.shell.pages import ROOMS, all_pages


def navigation() -> StreamlitPage:
    """Draw the row of pages; the one that was asked for."""
    # Copies: what `st.navigation` marks in them is of one run. Built once, as each page's file is looked for on disk.
    return st.navigation([copy(page) for page in _pages()], position="top")


@lru_cache(maxsize=1)
def _pages() -> tuple[StreamlitPage, ...]:
    return tuple(
        st.Page(PAGES / f"{page.name}.py", title=page.title, icon=page.icon, default=page.name == ROOMS[0])
        for page in all_pages()
    )


@lru_cache(maxsize=1)
def icon() -> str:
    """Of the browser's tab, as a data URL. Of our own, as Streamlit fetches a named one from the network, which a class room may not have;
    and read once, as it opens a file with Pillow at every run."""
    return "data:image/png;base64," + base64.b64encode((ASSETS / "images" / "icon.png").read_bytes()).decode()


def page_named(name: str) -> StreamlitPage:
    """For `st.switch_page`, which of a path looks for the folder that it is in, each time."""
    return _pages()[ROOMS.index(name)]
