"""Factors: true factors beside latents, the metrics with their evidence, a family of models over β, and codes that check the metrics."""

from vizvae.ui.factors.beta_family import family_routes
from vizvae.ui.factors.routes import factor_routes
from vizvae.ui.shell.page import Component, Page

factors = Component("factors")
beta_family = Component("factors_beta_family")
PAGE = Page(
    name="factors",
    title="Factors",
    icon=":material/account_tree:",
    components=[factors, beta_family],
    routes=[*factor_routes(), *family_routes()],
    former_names=["disentanglement"],
)
