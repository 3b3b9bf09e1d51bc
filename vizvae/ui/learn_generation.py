"""The decoders whose draws of the prior the Learn page shows, and which latents of the faces follow one factor best."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from vizvae.catalogue import find_checkpoint
from vizvae.data.factor_sets import factor_set
from vizvae.ui.resources import loaded_model
from vizvae.ui.server import model_url

MODELS = {"digits": "mnist-conv", "faces": "faces-btcvae"}
NUM_FOLLOWED = 3


def generation_data() -> dict[str, Any]:
    """Of each model where its decoder is and its shape, and `followed_factors` of the faces.

    Raises CheckpointError if a model is not there.
    """
    models = {choice: _decoder(name) for choice, name in MODELS.items()}
    return {"models": models, "followed": followed_factors(MODELS["faces"], models["faces"]["digest"])}


@lru_cache(maxsize=4)
def followed_factors(name: str, digest: str) -> list[dict[str, Any]]:
    """The factors of the largest gap in mutual information (Chen et al. 2018), each with the one latent that knows most of it: as
    measured, and kept beside the model. `information` in nats, `gap` as a share of the factor's entropy. Empty where none was measured."""
    from vizvae.metrics.disentanglement.record import read_measured  # scikit-learn comes along: not before the page is opened

    del digest
    checkpoint = find_checkpoint(name)
    measured = read_measured(checkpoint)
    if measured is None:
        return []
    mig, factors = measured["mig"], factor_set(checkpoint.card["data"]["key"]).names
    return [
        {
            "factor": factors[row],
            "latent": int(np.argmax(mig["matrix"][row])),
            "information": max(mig["matrix"][row]),
            "gap": mig["per_row"][row],
        }
        for row in np.argsort(mig["per_row"])[::-1][:NUM_FOLLOWED].tolist()
    ]


def _decoder(name: str) -> dict[str, Any]:
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
