"""The choice of a model: by words, which can be typed, or by what the models draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

import streamlit as st

from vizvae.cards.words import HERE, Choice, choices
from vizvae.checkpoint import Checkpoint
from vizvae.ui.explorer.model_picture import picture_url
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


def model_picker(checkpoints: Sequence[Checkpoint], shown: str, *, key: str, on_change: Callable[[], None]) -> None:
    """Draw it. `shown`: the name of the model that is shown, one of these. `key`: in the session, where `on_change` finds the name of the
    model that was chosen."""
    offered = choices(checkpoints)
    st.session_state[key] = shown  # Streamlit drops it while another page is shown
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Model", list(offered), format_func=lambda name: offered[name].label, key=key, on_change=_chosen, args=(on_change,)
        )
        opens = f"{key}_gallery"
        gallery = st.popover(
            "Gallery", icon=":material/grid_view:", key=opens, on_change="rerun", help="All models by what they draw"
        )
    if gallery.open:
        pictures = {checkpoint.name: picture_url(checkpoint) for checkpoint in checkpoints}
        with gallery:
            _gallery(offered, pictures, shown, (key, opens, on_change))


def _gallery(offered: Mapping[str, Choice], pictures: Mapping[str, str], shown: str, then: Then) -> None:
    st.html(STYLE)
    for group, members in groupby(offered.values(), lambda choice: choice.group):
        st.markdown(f"**{plain(group)}**")
        with st.container(horizontal=True):
            for choice in members:
                st.button(
                    f"![{plain(group)}]({pictures[choice.name]}) {_caption(choice, choice.name == shown)}",
                    key=f"gallery_{choice.name}",
                    help=plain(f"{choice.name} · {choice.technical}"),
                    width=CARD_WIDTH,
                    on_click=_choose,
                    args=(choice.name, *then),
                )


def _caption(choice: Choice, shown: bool) -> str:
    """Below its group: that goes without saying"""
    named = f"{choice.name}: {choice.text}" if choice.group == HERE else choice.text.removeprefix(f"{choice.group}, ")
    return f"**✓ {plain(named)}**" if shown else plain(named)


@guarded_callback
def _chosen(on_change: Callable[[], None]) -> None:
    """Callback of the words."""
    on_change()


@guarded_callback
def _choose(name: str, key: str, opens: str, on_change: Callable[[], None]) -> None:
    """Callback of a picture: as if it had been chosen by its words. The gallery closes."""
    st.session_state[opens] = False
    st.session_state[key] = name
    on_change()
