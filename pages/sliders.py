"""Latent sliders: drag a latent and the decoded image follows the pointer."""

from vizvae.ui.sliders import component
from vizvae.ui.sliders_controls import controls
from vizvae.ui.state import COMPONENT, component_data, take_view, write_address

upload = controls()
component(key=COMPONENT, data=component_data(upload), on_view_change=take_view)
write_address()
