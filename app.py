"""streamlit run app.py: the dashboard. In an installed package this file stands in it, and `vizvae` runs it."""

import streamlit as st
from starlette.middleware import Middleware

from vizvae.paths import ROUTER
from vizvae.ui.access import access_routes
from vizvae.ui.cards import card_routes
from vizvae.ui.compare_server import compare_routes
from vizvae.ui.constructed import constructed_routes
from vizvae.ui.disentanglement_server import disentanglement_routes
from vizvae.ui.family import family_routes
from vizvae.ui.graph_run_server import graph_run_routes
from vizvae.ui.graph_server import graph_routes
from vizvae.ui.guard import Guard
from vizvae.ui.latent_names_server import latent_name_routes
from vizvae.ui.learn_autoencoder import learn_autoencoder_routes
from vizvae.ui.learn_generation import learn_generation_routes
from vizvae.ui.learn_labels import learn_labels_routes
from vizvae.ui.learn_likelihood import learn_likelihood_routes
from vizvae.ui.learn_terms import learn_terms_routes
from vizvae.ui.runtime_server import runtime_routes
from vizvae.ui.server import lifespan, routes
from vizvae.ui.training_server import training_routes

app = st.App(
    ROUTER,
    routes=[
        *routes(),
        *runtime_routes(),
        *disentanglement_routes(),
        *card_routes(),
        *compare_routes(),
        *constructed_routes(),
        *family_routes(),
        *latent_name_routes(),
        *learn_autoencoder_routes(),
        *learn_generation_routes(),
        *learn_terms_routes(),
        *learn_labels_routes(),
        *learn_likelihood_routes(),
        *graph_routes(),
        *graph_run_routes(),
        *training_routes(),
        *access_routes(),
    ],
    middleware=[Middleware(Guard)],
    lifespan=lifespan,
)
