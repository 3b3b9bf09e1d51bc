"""Factors: true factors beside latents, the metrics with their evidence, a family of models over β, and codes that were constructed."""

from vizvae.ui.factors.constructed import constructed_routes
from vizvae.ui.factors.family import family_routes
from vizvae.ui.factors.routes import factor_routes
from vizvae.ui.shell.page import Component, Page

factors = Component("factors")
family = Component("factors_family")
constructed = Component("factors_constructed")
PAGE = Page(
    name="factors",
    title="Factors",
    icon=":material/account_tree:",
    components=[factors, family, constructed],
    routes=[*factor_routes(), *constructed_routes(), *family_routes()],
    former_names=["disentanglement"],
)
