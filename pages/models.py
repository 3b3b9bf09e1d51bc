"""Models: what ships and what was trained here, each with its card."""

import streamlit as st

from vizvae.catalogue import list_checkpoints
from vizvae.ui.cards import show_card
from vizvae.ui.errors import error_boundary

st.title("Models", anchor=False)
st.markdown(
    "Every figure here was printed by `python -m vizvae evaluate`; none is typed by hand. All are in nats, lower NLL is better."
)
for checkpoint in list_checkpoints():
    with error_boundary():  # one bad card must not hide the others
        show_card(checkpoint)
