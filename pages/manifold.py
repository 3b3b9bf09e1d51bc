"""Manifold: every place on the map is an image; walk over it with the pointer."""

from vizvae.ui.explorer.header import header
from vizvae.ui.explorer.session import SESSION, component_data, take_view, write_address
from vizvae.ui.manifold.page import manifold
from vizvae.ui.manifold.session import KEY, follow_open, manifold_data, map_address, take_map

opened, upload = header(
    "manifold",
    "Latent manifold",
    "Every point of the latent space is an image. Move over the map to see it, click to pin it, draw a path to watch it change.",
)
data = manifold_data(opened)
SESSION.show_problems()
result = manifold(
    key=KEY,
    data=component_data(opened, upload) | data,
    on_view_change=lambda: take_view(KEY),
    on_map_change=take_map,
    on_open_change=lambda: None,
)
follow_open(result)
write_address(map_address())
