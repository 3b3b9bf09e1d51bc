"""Learn: what a variational auto-encoder is, step by step, on models that ship."""

from vizvae.ui.learn.autoencoder import learn_autoencoder_routes
from vizvae.ui.learn.generation import learn_generation_routes
from vizvae.ui.learn.labels import learn_labels_routes
from vizvae.ui.learn.likelihood import learn_likelihood_routes
from vizvae.ui.learn.terms import learn_terms_routes
from vizvae.ui.shell.page import Component, Page

learn = Component("learn")
PAGE = Page(
    name="learn",
    title="Learn",
    icon=":material/school:",
    components=[learn],
    routes=[
        *learn_autoencoder_routes(),
        *learn_generation_routes(),
        *learn_terms_routes(),
        *learn_labels_routes(),
        *learn_likelihood_routes(),
    ],
)
