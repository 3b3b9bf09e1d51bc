"""Latent sliders: drag a latent, and the decoded image follows. What it has in common with the manifold is in `vizvae.ui.explorer`."""

from vizvae.ui.explorer.prepare import prepare_first_models
from vizvae.ui.shell.page import Component, Page

sliders = Component("sliders")
PAGE = Page(name="sliders", title="Latent sliders", icon=":material/tune:", components=[sliders], prepare=prepare_first_models)
