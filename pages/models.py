"""Models: the models of images that ship and that were trained here, each with its card."""

import streamlit as st

from vizvae.catalogue import open_checkpoints
from vizvae.ui.models.adding import add_one
from vizvae.ui.models.cards import cards_data
from vizvae.ui.models.contract import ModelsSaid
from vizvae.ui.models.page import models
from vizvae.ui.shell.navigation import page_named
from vizvae.ui.shell.payload import heard

st.header("Models", anchor=False)
st.caption("Models of images, each with its card. Models of graphs are on the Graph page.")
add_one()
models(key="models", data=cards_data(*open_checkpoints()), on_open_change=lambda: None)
if (name := heard(ModelsSaid, "models", "open").open) is not None:
    st.switch_page(page_named("sliders"), query_params={"model": name})
