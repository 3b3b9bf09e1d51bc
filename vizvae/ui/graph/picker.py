"""The choice of a graph and of a model of it: by words, or by pictures of the graphs."""

from __future__ import annotations

import streamlit as st

from vizvae.graph.catalogue import GraphCatalogue
from vizvae.ui.graph.choices import GraphChoices
from vizvae.ui.graph.session import GRAPH_PICKER, PICKER, SESSION, switch_graph, switch_graph_model
from vizvae.ui.shell.gallery import gallery
from vizvae.ui.shell.graph_picture import graph_picture_url


def graph_picker(catalogue: GraphCatalogue, choices: GraphChoices) -> None:
    graph, shown = choices.chosen(SESSION.view["model"])
    st.session_state[GRAPH_PICKER], st.session_state[PICKER] = graph, shown  # Streamlit drops them while another page is shown
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox("Graph", choices.graphs, format_func=choices.graphs.__getitem__, key=GRAPH_PICKER, on_change=switch_graph)
        models = choices.models[graph]
        st.selectbox("Model", models, format_func=models.__getitem__, key=PICKER, on_change=switch_graph_model)
        gallery(
            choices.offered,
            lambda: {name: graph_picture_url(catalogue.find(name)) for name in choices.offered},
            shown,
            key=PICKER,
            then=switch_graph_model,
            what="their graphs",
        )
