"""Graph: a graph auto-encoder's embedding and the edges it draws, beside the real ones."""

import streamlit as st

from vizvae.graph.catalogue import graph_catalogue
from vizvae.ui.graph.along import graph_along
from vizvae.ui.graph.choices import graph_choices
from vizvae.ui.graph.links_view import missing_links
from vizvae.ui.graph.page import graph
from vizvae.ui.graph.payload import graph_page_data
from vizvae.ui.graph.picker import graph_picker
from vizvae.ui.graph.session import (
    KEY,
    SESSION,
    open_graph_view,
    shown_graph,
    take_graph_view,
    write_graph_address,
)
from vizvae.ui.graph.training_form import train_here
from vizvae.ui.graph.trust_view import trust
from vizvae.ui.shell.text import plain

heading, pickers = st.columns([5, 6], vertical_alignment="bottom")
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
    graph_picker(catalogue, choices)
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
