"""Models: what ships and what was trained here, each with its card."""

import streamlit as st

from vizvae.catalogue import open_checkpoints
from vizvae.checkpoint import CheckpointError
from vizvae.paths import PAGES
from vizvae.ui.cards import FIGURES, show_card
from vizvae.ui.errors import error_boundary

if "model" in st.query_params:  # a card's link opened in a new tab: Streamlit gives it this page's address
    st.switch_page(PAGES / "sliders.py", query_params={"model": st.query_params["model"]})
st.header("Models", anchor=False)
st.markdown(
    "Every figure here was printed by `python -m vizvae evaluate`; none is typed by hand. All are in nats, lower NLL is better."
)
st.caption("  \n".join(f"**{figure}**: {meaning}." for figure, meaning in FIGURES.items()))
checkpoints, unusable = open_checkpoints()
for checkpoint in checkpoints:
    with error_boundary():  # one bad card must not hide the others
        show_card(checkpoint)
for name, reason in unusable.items():
    with error_boundary():
        raise CheckpointError(f"{name} cannot be used. {reason}")
