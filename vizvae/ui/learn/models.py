"""The models whose decoders run in the Learn page."""

from __future__ import annotations

from typing import Any

from vizvae.ui.explorer.opened import OpenedModel
from vizvae.ui.explorer.routes import model_url


def decoder_source(opened: OpenedModel) -> dict[str, Any]:
    """Where the browser finds a model's decoder, and the shape of what goes in and comes out.

    Raises CheckpointError if the model is not there.
    """
    model = opened.model
    channels, height, width = model.image_shape
    return {
        "name": opened.name,
        "digest": opened.digest,
        "url": model_url(opened.checkpoint, "decoder.onnx"),
        "shape": {
            "latentDim": model.latent_dim,
            "channels": channels,
            "height": height,
            "width": width,
            "likelihood": model.likelihood_name,
        },
    }
