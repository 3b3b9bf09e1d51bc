"""What the sliders and the manifold open with, made ready while the first visitor's browser is still fetching the page."""

from __future__ import annotations

from vizvae.checkpoint import DECODER, CheckpointError
from vizvae.checkpoint.networks import network_bytes
from vizvae.ui.explorer.opened import open_model
from vizvae.ui.explorer.payload import describe_model
from vizvae.ui.explorer.session import FIRST_MODEL


def prepare_first_models() -> None:
    try:
        for name in FIRST_MODEL.values():
            opened = open_model(name)
            describe_model(opened)
            network_bytes(opened.checkpoint.folder / DECODER)  # whose first call imports onnx
    except CheckpointError:
        pass  # the page says so, with the whole message, to the person who can act on it
