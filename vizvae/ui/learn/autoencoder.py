"""An autoencoder beside a VAE, two latents each, for the Learn page."""

from __future__ import annotations

from typing import Literal

from vizvae.ui.explorer.opened import images_url, open_model, sample_images
from vizvae.ui.http.addresses import PREFIX
from vizvae.ui.learn.contract import AutoencoderAnswer, CodesFacts, EncodedDigits, PlaneModel, Spread
from vizvae.ui.learn.models import decoder_source

MODELS: dict[Literal["ae", "vae"], str] = {"ae": "mnist-ae-2d", "vae": "mnist-2d"}
DATA = "mnist"
URL = PREFIX + "/learn/autoencoder"


def autoencoder_data() -> AutoencoderAnswer:
    """Of each model its decoder and where its codes of the committed sample are; and the sample.

    Raises CheckpointError if a model is not there.
    """
    sample = sample_images(DATA)
    return AutoencoderAnswer(
        models={choice: _with_codes(name) for choice, name in MODELS.items()},
        data=EncodedDigits(images_url=images_url(DATA), count=len(sample), labels=sample.labels.tolist()),
    )


def _with_codes(name: str) -> PlaneModel:
    opened = open_model(name)
    model, reference = opened.model, opened.reference
    return PlaneModel(
        decoder=decoder_source(opened),
        latent_dim=model.latent_dim,
        stochastic=model.stochastic,
        latents=[Spread(std=std) for std in reference.std.tolist()],
        reference=CodesFacts(url=opened.reference_url, count=len(reference.mu), dims=tuple(reference.in_use)),
    )
