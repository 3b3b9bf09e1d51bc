"""Of which images the models are that the Compare page shows."""

from __future__ import annotations

import streamlit as st

from vizvae.comparison.contenders import SETS
from vizvae.data.registry import image_spec
from vizvae.ui.compare.address import KEPT, data_of, tidied
from vizvae.ui.compare.session import ADDRESS
from vizvae.ui.shell.errors import guarded_callback

KEY = "compare_data"


def choose_data() -> None:
    """A picker of the data sets."""
    st.session_state[KEY] = data_of(ADDRESS.view)
    st.segmented_control("Images", SETS, format_func=lambda key: image_spec(key).title, key=KEY, on_change=_take, required=True)


@guarded_callback
def _take() -> None:
    """The axes of the chart stay; models, images and place are those of the other data set."""
    kept = {name: value for name, value in ADDRESS.view.items() if name in KEPT}
    ADDRESS.begin(*tidied({**kept, "data": st.session_state[KEY]}))
