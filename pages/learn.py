"""Learn: the ideas of a variational auto-encoder, one step at a time."""

import streamlit as st

from vizvae.ui.components import learn
from vizvae.ui.learn import KEY, dress_page, learn_data, open_learn, show_learn_problems, take_address, write_learn_address

open_learn()
if dress_page():
    st.header("Learn", anchor=False)
    st.caption(
        "The ideas behind a variational auto-encoder, one at a time: each with something to move, something to try and a question."
    )
show_learn_problems()
learn(key=KEY, data=learn_data(), on_view_change=take_address)
write_learn_address()
