"""What all visitors share: models, encodings and images, loaded once by name and content hash."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch

from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import Checkpoint
from vizvae.data.images import ImageSet, load_images
from vizvae.gaussian import DiagonalGaussian
from vizvae.latent.aggregate import Reference
from vizvae.latent.density import NeighbourDensity
from vizvae.models.base import LatentModel

# functools' cache, not Streamlit's: the HTTP routes ask too, and they run outside any page. The digest is in the key, so that a model
# trained anew under an old name is read again.


@lru_cache(maxsize=8)
def loaded_model(name: str, digest: str) -> LatentModel:
    del digest
    return find_checkpoint(name).load_model()


@lru_cache(maxsize=8)
def loaded_reference(name: str, digest: str) -> Reference:
    del digest
    return find_checkpoint(name).load_reference()


@lru_cache(maxsize=8)
def density_quantiles(name: str, digest: str) -> tuple[float, ...]:
    """Percentiles of log density over the data, see `NeighbourDensity.quantiles`."""
    reference = loaded_reference(name, digest)
    return tuple(NeighbourDensity.fit(reference.z, reference.active).quantiles().tolist())


@lru_cache(maxsize=4)
def sample_images(key: str) -> ImageSet:
    return load_images(key, "sample")


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
