"""Graph: a graph auto-encoder's embedding and the edges it draws, beside the real ones."""

import streamlit as st

from vizvae.graph.catalogue import graph_catalogue
from vizvae.ui.graph.along import graph_along
from vizvae.ui.graph.choices import graph_choices
from vizvae.ui.graph.links_view import missing_links
from vizvae.ui.graph.page import graph
from vizvae.ui.graph.payload import graph_page_data
from vizvae.ui.graph.session import (
    GRAPH_PICKER,
    KEY,
    PICKER,
    SESSION,
    open_graph_view,
    shown_graph,
    switch_graph,
    switch_graph_model,
    take_graph_view,
    write_graph_address,
)
from vizvae.ui.graph.training_form import train_here
from vizvae.ui.graph.trust_view import trust
from vizvae.ui.shell.text import plain

heading, pickers = st.columns([6, 5], vertical_alignment="bottom")
catalogue = graph_catalogue()
with heading:
    st.header("Graph", anchor=False)
    st.caption(
        "A graph auto-encoder gives every node a place in a latent space and draws an edge where two places fit. "
        "Click a node, or find it by name, to see which neighbours the model expects; drag the threshold to see which edges it finds, "
        "which it invents, and how far to trust them."
    )
with pickers:
    opened, choices = open_graph_view(catalogue), graph_choices(catalogue)
    st.session_state[GRAPH_PICKER], st.session_state[PICKER] = choices.offered(SESSION.view["model"])
    first, second = st.columns([2, 3])
    first.selectbox("Graph", choices.graphs, format_func=choices.graphs.__getitem__, key=GRAPH_PICKER, on_change=switch_graph)
    models = choices.models[st.session_state[GRAPH_PICKER]]
    second.selectbox("Model", models, format_func=models.__getitem__, key=PICKER, on_change=switch_graph_model)
SESSION.show_problems()
if opened.left_out:
    st.info(plain(opened.left_out), icon=":material/info:")
data = graph_page_data(opened, choices.relatives[opened.name], SESSION.shown.start, SESSION.shown.restore_id)
graph(key=KEY, data=data, on_view_change=take_graph_view)
write_graph_address()
graph_along(shown_graph(catalogue), choices.relatives[opened.name], SESSION.view["nodes"])
trust(opened)
missing_links(opened)
train_here(opened)
