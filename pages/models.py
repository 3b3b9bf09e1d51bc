"""Models: those of images and of graphs, that ship and that were made here, in one table, each with its card."""

import streamlit as st

from vizvae.ui.models.adding import add_one
from vizvae.ui.models.card_view import show_card
from vizvae.ui.models.listed import listed_models
from vizvae.ui.models.session import SESSION, open_card, write_card_address
from vizvae.ui.models.table_view import filtered, models_table
from vizvae.ui.shell.text import plain

heading, adding = st.columns([7, 4], vertical_alignment="bottom")
with heading:
    st.header("Models", anchor=False)
    st.caption("All models that are here, of images and of graphs, with the figures that one may cite. Click a row for its card.")
with adding:
    add_one()
listed = listed_models()
chosen = open_card(listed.rows)
SESSION.show_problems()
pictures = listed.pictures()
models_table(filtered(listed.rows), len(listed.rows), pictures, chosen)
if chosen:
    show_card(listed.rows[chosen], listed.models[chosen], pictures[chosen])
for problem in listed.problems:
    st.error(plain(problem), icon=":material/error:")
write_card_address()
