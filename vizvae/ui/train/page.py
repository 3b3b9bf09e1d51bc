"""Train: start a model, watch its latent space form, change it while it learns."""

from vizvae.ui.shell.pace import pace
from vizvae.ui.shell.page import Component, Page
from vizvae.ui.train.routes import training_routes
from vizvae.ui.train.sweep_scoring import scoring

train = Component("train")
PAGE = Page(
    name="train",
    title="Train",
    icon=":material/model_training:",
    components=[train, pace],
    routes=training_routes(),
    close=lambda: scoring().close(),
)
