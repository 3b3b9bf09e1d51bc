"""Learn: what a variational auto-encoder is, step by step, on models that ship."""

from vizvae.ui.learn.routes import learn_routes
from vizvae.ui.shell.page import Component, Page

learn = Component("learn")
PAGE = Page(
    name="learn",
    title="Learn",
    icon=":material/school:",
    components=[learn],
    routes=learn_routes(),
)
