"""The models whose decoders run in the Learn page."""

from __future__ import annotations

from vizvae.ui.explorer.contract import ModelShape
from vizvae.ui.explorer.opened import OpenedModel
from vizvae.ui.learn.contract import DecoderSource


def decoder_source(opened: OpenedModel) -> DecoderSource:
    """Where the browser finds a model's decoder, and the shape of what goes in and comes out.

    Raises CheckpointError if the model is not there.
    """
    model = opened.model
    channels, height, width = model.image_shape
    shape = ModelShape(
        latent_dim=model.latent_dim, channels=channels, height=height, width=width, likelihood=model.likelihood_name
    )
    return DecoderSource(name=opened.name, digest=opened.digest, url=f"{opened.url}/decoder.onnx", shape=shape)
