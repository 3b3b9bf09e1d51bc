"""What all visitors share: models, encodings and images, loaded once by name and content hash."""

from __future__ import annotations

from itertools import chain

import numpy as np
import torch

from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import Checkpoint
from vizvae.data.drawn_sample import DrawnSample
from vizvae.data.images import ImageSet, image_spec, load_images
from vizvae.gaussian import DiagonalGaussian
from vizvae.latent.aggregate import Reference
from vizvae.latent.density import density_percentiles
from vizvae.models.base import LatentModel
from vizvae.single_flight import single_flight

# Not Streamlit's caches: the HTTP routes ask too, and they run outside any page. The digest is in the key, so that a model trained anew
# under an old name is read again. Bounded by bytes: a model may be of a megabyte or of six hundred.
MODELS_KEPT, REFERENCES_KEPT, IMAGES_KEPT = 1_000_000_000, 300_000_000, 500_000_000
"""Bytes"""
DRAWN_KEPT = 8
DESCRIPTIONS_KEPT = 256
"""Answers about models that are small: some kilobytes to a hundred."""


def _model_bytes(model: LatentModel) -> int:
    return sum(values.nbytes for values in chain(model.parameters(), model.buffers()))


def _reference_bytes(reference: Reference) -> int:
    parts = (reference.mu, reference.z, reference.logvar, reference.recon_nll)
    return sum(part.nbytes for part in parts if part is not None)


@single_flight(MODELS_KEPT, _model_bytes)
def loaded_model(name: str, digest: str) -> LatentModel:
    del digest
    return find_checkpoint(name).load_model()


@single_flight(REFERENCES_KEPT, _reference_bytes)
def loaded_reference(name: str, digest: str) -> Reference:
    del digest
    return find_checkpoint(name).load_reference()


@single_flight(DESCRIPTIONS_KEPT)
def density_quantiles(name: str, digest: str) -> tuple[float, ...]:
    """Percentiles of log density over the data, see `NeighbourDensity.quantiles`: those kept beside the model, else computed."""
    kept = find_checkpoint(name).load_density_quantiles()
    return kept or density_percentiles(loaded_reference(name, digest))


@single_flight(IMAGES_KEPT, lambda sample: sample.images.nbytes + sample.labels.nbytes)
def sample_images(key: str) -> ImageSet:
    """All in memory: for what looks at all of them."""
    return load_images(key, "sample")


def looked_at(key: str) -> ImageSet | DrawnSample:
    """The same images, for what looks at some of them: those that are drawn in code are drawn when they are asked for."""
    return sample_images(key) if image_spec(key).torchvision_name else _drawn_sample(key)


@single_flight(DRAWN_KEPT)
def _drawn_sample(key: str) -> DrawnSample:
    return DrawnSample(key)


@torch.no_grad()
def encode_pixels(checkpoint: Checkpoint, pixels: np.ndarray) -> np.ndarray:
    """mu, followed by logvar where the model is stochastic.

    Raises ValueError for pixels of the wrong number, or outside [0, 1].
    """
    model = loaded_model(checkpoint.name, checkpoint.digest)
    expected = int(np.prod(model.image_shape))
    if pixels.size != expected:
        raise ValueError(f"expected {expected} pixels, got {pixels.size}")
    if not np.isfinite(pixels).all() or pixels.min() < 0 or pixels.max() > 1:
        raise ValueError("expected pixels in [0, 1], got other values")
    posterior = model.encode(torch.tensor(pixels).reshape(1, *model.image_shape))
    values = [posterior.mu, posterior.logvar] if isinstance(posterior, DiagonalGaussian) else [posterior.mu]
    return torch.cat(values, dim=-1)[0].numpy()
