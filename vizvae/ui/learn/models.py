"""The models whose decoders run in the Learn page."""

from __future__ import annotations

from typing import Any

from vizvae.catalogue import find_checkpoint
from vizvae.ui.explorer.opened import loaded_model
from vizvae.ui.explorer.routes import model_url


def decoder_source(name: str) -> dict[str, Any]:
    """Where the browser finds a model's decoder, and the shape of what goes in and comes out.

    Raises CheckpointError if the model is not there.
    """
    checkpoint = find_checkpoint(name)
    model = loaded_model(name, checkpoint.digest)
    channels, height, width = model.image_shape
    return {
        "name": name,
        "digest": checkpoint.digest,
        "url": model_url(checkpoint, "decoder.onnx"),
        "shape": {
            "latentDim": model.latent_dim,
            "channels": channels,
            "height": height,
            "width": width,
            "likelihood": model.likelihood_name,
        },
    }
