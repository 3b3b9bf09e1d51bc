"""Compare: a VAE beside other generative models of the same images."""

from vizvae.ui.compare.routes import compare_routes
from vizvae.ui.shell.page import Component, Page

compare = Component("compare")
PAGE = Page(name="compare", title="Compare", icon=":material/compare:", components=[compare], routes=compare_routes())
