"""Manifold: every place on the map is an image; walk over it with the pointer."""

from vizvae.ui.explorer.header import header
from vizvae.ui.explorer.session import SESSION, take_view, write_address
from vizvae.ui.manifold.along import map_along
from vizvae.ui.manifold.page import manifold
from vizvae.ui.manifold.session import KEY, follow_open, manifold_data, map_address, take_map

opened, upload, beside = header(
    "manifold",
    "Latent manifold",
    "Every point of the latent space is an image. Move over the map to see it, click to pin it, draw a path to watch it change.",
)
data = manifold_data(opened, upload)
SESSION.show_problems()
manifold(
    key=KEY,
    data=data,
    on_view_change=lambda: take_view(KEY),
    on_map_change=take_map,
    on_open_change=lambda: None,
)
follow_open()
write_address(map_address())
with beside:
    map_along(opened)
