"""Data: images of one's own, from a drop to a data set that every page knows."""

import streamlit as st

from vizvae.ui.data.draft import show_draft
from vizvae.ui.data.drop import drop
from vizvae.ui.data.session import incoming
from vizvae.ui.data.sets import say_what_was_done, show_sets
from vizvae.ui.shell.errors import error_boundary
from vizvae.ui.shell.text import show_problems

st.header("Data", anchor=False)
st.caption("Images of your own: drop them, see what becomes of them, give them a name, and train on them.")
say_what_was_done()
brought, problems = incoming()
show_problems(problems)
with error_boundary():
    if brought is None:
        drop()
    else:
        show_draft(brought)
show_sets()
