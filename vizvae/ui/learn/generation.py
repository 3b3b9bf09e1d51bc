"""The decoders whose draws of the prior the Learn page shows, and which latents of the faces follow one factor best."""

from __future__ import annotations

from typing import Literal

import numpy as np

from vizvae.catalogue import find_checkpoint
from vizvae.data.factor_sets import factor_set
from vizvae.metrics.disentanglement.record import read_measured
from vizvae.single_flight import single_flight
from vizvae.ui.explorer.opened import open_model
from vizvae.ui.http.addresses import PREFIX
from vizvae.ui.learn.contract import DecoderSource, FollowedFactor, GenerationAnswer
from vizvae.ui.learn.models import decoder_source

MODELS: dict[Literal["digits", "faces"], str] = {"digits": "mnist-conv", "faces": "faces-btcvae"}
NUM_FOLLOWED = 3
URL = PREFIX + "/learn/generation"


def generation_data() -> GenerationAnswer:
    """Of each model where its decoder is and its shape, and `followed_factors` of the faces.

    Raises CheckpointError if a model is not there.
    """
    models: dict[Literal["digits", "faces"], DecoderSource] = {
        choice: decoder_source(open_model(name)) for choice, name in MODELS.items()
    }
    return GenerationAnswer(models=models, followed=followed_factors(MODELS["faces"], models["faces"].digest))


@single_flight(4)
def followed_factors(name: str, digest: str) -> list[FollowedFactor]:
    """The factors of the largest gap in mutual information (Chen et al. 2018), each with the one latent that knows most of it: as
    measured, and kept beside the model. `information` in nats, `gap` as a share of the factor's entropy. Empty where none was measured."""
    del digest
    checkpoint = find_checkpoint(name)
    measured = read_measured(checkpoint)
    if measured is None:
        return []
    mig, factors = measured["mig"], factor_set(checkpoint.card["data"]["key"]).names
    return [
        FollowedFactor(
            factor=factors[row],
            latent=int(np.argmax(mig["matrix"][row])),
            information=max(mig["matrix"][row]),
            gap=mig["per_row"][row],
        )
        for row in np.argsort(mig["per_row"])[::-1][:NUM_FOLLOWED].tolist()
    ]
