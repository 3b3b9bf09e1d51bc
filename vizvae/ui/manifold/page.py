"""Manifold: a map of the latent space, decoded under the pointer."""

from vizvae.ui.manifold.routes import manifold_routes
from vizvae.ui.shell.page import Component, Page

manifold = Component("manifold")
PAGE = Page(name="manifold", title="Manifold", icon=":material/map:", components=[manifold], routes=manifold_routes())
