"""The choice of a model by its picture, beside the choice by words: a button that opens on all of them, group after group."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby

import streamlit as st

from vizvae.cards.words import HERE, Choice
from vizvae.ui.shell.errors import guarded_callback
from vizvae.ui.shell.text import plain

CARD_WIDTH = 147
"""Pixels: a picture of four images, and the words below it; two stand side by side on a phone"""
Then = tuple[str, str, Callable[[], None]]
"""Keys of the choice and of the gallery in the session, and what is called when they have changed"""
# A picture in a label is as high as its letters. In a button it is given room, above the words.
STYLE = """<style>
[class*=st-key-gallery_] button { height: auto; padding: 0.5rem; }
[class*=st-key-gallery_] button p { white-space: normal; }
[class*=st-key-gallery_] button img { display: block; width: 100%; max-height: none; height: auto; margin: 0 0 0.25rem; }
</style>"""


def gallery(
    offered: Mapping[str, Choice],
    pictures: Callable[[], Mapping[str, str]],
    shown: str,
    *,
    key: str,
    then: Callable[[], None],
    what: str,
) -> None:
    """`offered`: by name, in groups that follow one another. `pictures`: addresses by name, empty where there is none; asked when it is
    open. `key`: in the session, where `then` finds the name that was chosen. `what`: of the pictures, for who hears the button."""
    opens = f"{key}_gallery"
    box = st.popover("Gallery", icon=":material/grid_view:", key=opens, on_change="rerun", help=f"All models by {what}")
    if box.open:
        with box:
            _cards(offered, pictures(), shown, (key, opens, then))


def _cards(offered: Mapping[str, Choice], pictures: Mapping[str, str], shown: str, then: Then) -> None:
    st.html(STYLE)
    for group, members in groupby(offered.values(), lambda choice: choice.group):
        st.markdown(f"**{plain(group)}**")
        with st.container(horizontal=True):
            for choice in members:
                picture = pictures[choice.name]
                st.button(
                    " ".join(filter(None, (picture and f"![{plain(group)}]({picture})", _caption(choice, choice.name == shown)))),
                    key=f"gallery_{choice.name}",
                    help=plain(f"{choice.name} · {choice.technical}"),
                    width=CARD_WIDTH,
                    on_click=_choose,
                    args=(choice.name, *then),
                )


def _caption(choice: Choice, shown: bool) -> str:
    """Below its group: that goes without saying"""
    named = f"{choice.name}: {choice.text}" if choice.group == HERE else choice.text_in_group
    return f"**✓ {plain(named)}**" if shown else plain(named)


@guarded_callback
def _choose(name: str, key: str, opens: str, then: Callable[[], None]) -> None:
    """Callback of a picture: as if it had been chosen by its words. The gallery closes."""
    st.session_state[opens] = False
    st.session_state[key] = name
    then()
