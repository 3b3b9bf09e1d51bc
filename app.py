"""streamlit run app.py: the dashboard. In an installed package this file stands in it, and `vizvae` runs it."""

import streamlit as st
from starlette.middleware import Middleware

from vizvae.paths import ROUTER
from vizvae.ui.access.guard import Guard
from vizvae.ui.access.permission import access_routes
from vizvae.ui.compare.routes import compare_routes
from vizvae.ui.explorer.latent_names import latent_name_routes
from vizvae.ui.explorer.routes import lifespan, routes
from vizvae.ui.factors.constructed import constructed_routes
from vizvae.ui.factors.family import family_routes
from vizvae.ui.factors.routes import disentanglement_routes
from vizvae.ui.graph.routes import graph_routes
from vizvae.ui.graph.training_routes import graph_run_routes
from vizvae.ui.http.onnx_runtime import runtime_routes
from vizvae.ui.learn.autoencoder import learn_autoencoder_routes
from vizvae.ui.learn.generation import learn_generation_routes
from vizvae.ui.learn.labels import learn_labels_routes
from vizvae.ui.learn.likelihood import learn_likelihood_routes
from vizvae.ui.learn.terms import learn_terms_routes
from vizvae.ui.models.cards import card_routes
from vizvae.ui.train.routes import training_routes

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
