"""Graph: a graph auto-encoder's embedding and the edges it draws, beside the real ones."""

import streamlit as st

from vizvae.graph.checkpoint import find_graph_checkpoint
from vizvae.ui.components import graph
from vizvae.ui.graph_state import (
    KEY,
    PICKER,
    PROBLEMS,
    VIEW,
    graph_data,
    open_graph_view,
    switch_graph_model,
    take_graph_view,
    write_graph_address,
)

heading, picker = st.columns([7, 4], vertical_alignment="bottom")
names = open_graph_view()
with heading:
    st.header("Graph", anchor=False)
    st.caption(
        "A variational graph auto-encoder gives every node a place in a latent space, and draws an edge where two places fit. "
        "Which citations does it find, which does it invent, and how sure is it?"
    )
with picker:
    st.session_state[PICKER] = st.session_state[VIEW]["model"]
    titles = {name: find_graph_checkpoint(name).card["title"] for name in names}
    st.selectbox("Model", names, format_func=titles.__getitem__, key=PICKER, on_change=switch_graph_model)
if st.session_state[PROBLEMS]:
    st.warning("  \n".join(st.session_state[PROBLEMS]), icon=":material/info:")
graph(key=KEY, data=graph_data(), on_view_change=take_graph_view)
write_graph_address()
