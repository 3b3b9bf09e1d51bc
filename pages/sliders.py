"""Latent sliders: drag a latent and the decoded image follows the pointer."""

from vizvae.ui.explorer.along import point_along
from vizvae.ui.explorer.header import header
from vizvae.ui.explorer.payload import page_data
from vizvae.ui.explorer.session import SESSION, take_view, write_address
from vizvae.ui.sliders.page import sliders

opened, upload, beside = header(
    "sliders",
    "Latent sliders",
    "A variational auto-encoder squeezes an image into a few numbers, its *latents*, and draws it back from them. "
    "Drag a latent and watch what it does.",
)
SESSION.show_problems()
data = page_data(opened, SESSION.shown.start, SESSION.shown.restore_id, upload)
sliders(key="sliders", data=data, on_view_change=lambda: take_view("sliders"))
write_address()
with beside:
    point_along(opened)
