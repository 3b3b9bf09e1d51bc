"""Learn: the ideas of a variational auto-encoder, one step at a time."""

import streamlit as st

from vizvae.ui.learn.along import learn_along
from vizvae.ui.learn.page import learn
from vizvae.ui.learn.session import ADDRESS, dress_page, learn_data

ADDRESS.open()
if dress_page():
    st.header("Learn", anchor=False)
    st.caption(
        "The ideas behind a variational auto-encoder, one at a time: each with something to move, something to try and a question."
    )
ADDRESS.show_problems()
learn(key=ADDRESS.component, data=learn_data(), on_view_change=ADDRESS.take)
learn_along()
ADDRESS.write(ADDRESS.view)
