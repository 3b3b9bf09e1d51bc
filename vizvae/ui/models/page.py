"""Models: what ships and what was trained here, each with its card."""

from vizvae.ui.models.cards import card_routes
from vizvae.ui.models.download import download_routes
from vizvae.ui.shell.page import Component, Page

models = Component("models")
PAGE = Page(
    name="models", title="Models", icon=":material/description:", components=[models], routes=[*card_routes(), *download_routes()]
)
