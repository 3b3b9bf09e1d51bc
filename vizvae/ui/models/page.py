"""Models: what ships and what was made here, in one table, each with its card."""

from vizvae.ui.models.download import download_routes
from vizvae.ui.shell.graph_picture import graph_picture_routes
from vizvae.ui.shell.page import Page

PAGE = Page(name="models", title="Models", icon=":material/description:", routes=[*download_routes(), *graph_picture_routes()])
