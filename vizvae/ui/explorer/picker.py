"""The choice of a model: by words, which can be typed, or by what the models draw."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from vizvae.cards.words import choices
from vizvae.checkpoint import Checkpoint
from vizvae.ui.explorer.model_picture import picture_url
from vizvae.ui.shell.errors import guarded_callback
from vizvae.ui.shell.gallery import gallery


def model_picker(checkpoints: Sequence[Checkpoint], shown: str, *, key: str, on_change: Callable[[], None]) -> None:
    """Draw it. `shown`: the name of the model that is shown, one of these. `key`: in the session, where `on_change` finds the name of the
    model that was chosen."""
    offered = choices(checkpoints)
    st.session_state[key] = shown  # Streamlit drops it while another page is shown
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Model", list(offered), format_func=lambda name: offered[name].label, key=key, on_change=_chosen, args=(on_change,)
        )
        gallery(
            offered,
            lambda: {checkpoint.name: picture_url(checkpoint) for checkpoint in checkpoints},
            shown,
            key=key,
            then=on_change,
            what="what they draw",
        )


@guarded_callback
def _chosen(on_change: Callable[[], None]) -> None:
    """Callback of the words."""
    on_change()
