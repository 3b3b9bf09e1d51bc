"""Models: what ships and what was trained here, each with its card."""

import streamlit as st

from vizvae.catalogue import list_checkpoints
from vizvae.ui.cards import show_card

st.title("Models", anchor=False)
st.markdown(
    "Every figure here was printed by `python -m vizvae evaluate`; none is typed by hand. All are in nats, lower NLL is better."
)
for checkpoint in list_checkpoints():
    show_card(checkpoint)
