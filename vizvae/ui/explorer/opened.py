"""What all visitors share: models, encodings and images, each loaded once."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import torch

from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import REFERENCE, ByWeights, Checkpoint, Loaded, file_sha256
from vizvae.checkpoint.bundle_model import BundleModel
from vizvae.data.drawn_sample import DrawnSample
from vizvae.data.images import ImageSet, load_images
from vizvae.data.registry import image_spec
from vizvae.gaussian import DiagonalGaussian
from vizvae.latent.aggregate import Reference
from vizvae.latent.density import DensityPercentiles, density_percentiles
from vizvae.likelihoods import outputs_of
from vizvae.models.base import LatentModel
from vizvae.single_flight import single_flight
from vizvae.trained_on import check_images
from vizvae.ui.http.addresses import PREFIX

# Not Streamlit's caches: the HTTP routes ask too, and they run outside any page. Bounded by bytes: a model may be of a megabyte or of six
# hundred.
MODELS_KEPT, IMAGES_KEPT = 1_300_000_000, 500_000_000
"""Bytes"""
MOST_DECODED = 16
"""Images in one answer: the strips of a row"""
DRAWN_KEPT = 8
DESCRIPTIONS_KEPT = 256
"""Answers about models that are small: some kilobytes to a hundred."""


@dataclass(frozen=True)
class OpenedModel:
    """A model as it was found when somebody asked for it: resolved once at the door, and passed on. What is in its files is read once for
    all visitors. Two are equal that have the same name and weights.
    """

    name: str
    digest: str
    checkpoint: Checkpoint = field(compare=False, repr=False)
    """As it is now: of the same weights, the card may be another"""
    model: LatentModel = field(compare=False, repr=False)
    reference: Reference = field(compare=False, repr=False)
    kept_quantiles: DensityPercentiles | None = field(compare=False, repr=False)
    url: str = field(compare=False, repr=False)
    """What is served of it is below, see `model_url`."""

    @classmethod
    def of(cls, checkpoint: Checkpoint) -> OpenedModel:
        """Raises CheckpointError for files that cannot be used, and where its data set has other images by now."""
        check_images(checkpoint)
        url = model_url(checkpoint)
        loaded = _loaded(ByWeights(checkpoint.name, checkpoint.digest, checkpoint))
        return cls(
            name=checkpoint.name,
            digest=checkpoint.digest,
            checkpoint=checkpoint,
            model=loaded.model,
            reference=loaded.reference,
            kept_quantiles=loaded.density_quantiles,
            url=url,
        )

    @property
    def density_quantiles(self) -> DensityPercentiles:
        """Percentiles of log density over the data: those kept beside the model, else computed."""
        return self.kept_quantiles or _density_quantiles(self)

    @property
    def data_key(self) -> str:
        """Of the images that it was trained on"""
        return self.checkpoint.data_key

    @property
    def sample(self) -> ImageSet | DrawnSample:
        """The images of the data that one can look at"""
        return looked_at(self.data_key)

    @property
    def sizes(self) -> dict[str, int]:
        """By which an address is checked, see `view_from_query`."""
        model = self.model
        return {
            "latent_dim": model.latent_dim,
            "num_pixels": math.prod(model.image_shape),
            "num_images": len(self.sample),
        }

    @property
    def reference_url(self) -> str:
        """Kept for ever by the browser, and written anew by `vizvae export` for the same weights."""
        return f"{self.url}/reference.f32?{file_sha256(self.checkpoint.folder / REFERENCE)[:16]}"


def model_url(checkpoint: Checkpoint, what: str = "") -> str:
    """Where the dashboard serves what belongs to a model: an address that holds the hash of its weights."""
    return "/".join([PREFIX, "models", checkpoint.name, checkpoint.digest, *([what] if what else [])])


def images_url(key: str) -> str:
    """Likewise of the images of a data set that one can look at."""
    return f"{PREFIX}/images/{key}/{looked_at(key).fingerprint}/images.u8"


def open_model(name: str) -> OpenedModel:
    """Raises CheckpointError if there is none of this name that can be used."""
    return OpenedModel.of(find_checkpoint(name))


def _bytes_of(loaded: Loaded) -> int:
    model, reference = loaded.model, loaded.reference
    networks = model.network_bytes if isinstance(model, BundleModel) else 0
    parts = (reference.mu, reference.z, reference.logvar, reference.recon_nll)
    tensors = chain(model.parameters(), model.buffers(), (part for part in parts if part is not None))
    return networks + sum(values.nbytes for values in tensors)


@single_flight(MODELS_KEPT, _bytes_of)
def _loaded(asked: ByWeights[Checkpoint]) -> Loaded:
    return asked.folder.load()


@single_flight(DESCRIPTIONS_KEPT)
def _density_quantiles(opened: OpenedModel) -> DensityPercentiles:
    return density_percentiles(opened.reference)


def sample_images(key: str) -> ImageSet:
    """For what looks at all of them: in memory, those of one's own mapped into it."""
    if image_spec(key).own:  # not kept: the next set of that name is another, and to map it costs next to nothing
        return load_images(key, "sample")
    return _sample_images(key)


@single_flight(IMAGES_KEPT, lambda sample: sample.images.nbytes + sample.labels.nbytes)
def _sample_images(key: str) -> ImageSet:
    return load_images(key, "sample")


def looked_at(key: str) -> ImageSet | DrawnSample:
    """The same images, for what looks at some of them: those that are drawn in code are drawn when they are asked for."""
    return _drawn_sample(key) if image_spec(key).drawn else sample_images(key)


@single_flight(DRAWN_KEPT)
def _drawn_sample(key: str) -> DrawnSample:
    return DrawnSample(key)


@torch.no_grad()
def decode_latents(opened: OpenedModel, z: np.ndarray) -> np.ndarray:
    """`z`: latents of up to `MOST_DECODED` images, one after another. Mean pixels of all, then the other
    `OUTPUTS` of the likelihood, such as the logits of all, float32.

    Raises ValueError for latents of another number, or that are not finite.
    """
    model = opened.model
    count = z.size // model.latent_dim
    if z.size % model.latent_dim or not 1 <= count <= MOST_DECODED:
        raise ValueError(f"expected {model.latent_dim} latents of each of 1 to {MOST_DECODED} images, got {z.size} numbers")
    if not np.isfinite(z).all():
        raise ValueError("expected finite latents, got other values")
    likelihood = model.likelihood(torch.tensor(z).reshape(count, model.latent_dim))
    return torch.cat([part.flatten() for part in outputs_of(likelihood, model.likelihood_name)]).numpy()


@torch.no_grad()
def encode_pixels(opened: OpenedModel, pixels: np.ndarray) -> np.ndarray:
    """mu, followed by logvar where the model is stochastic.

    Raises ValueError for pixels of the wrong number, or outside [0, 1].
    """
    model = opened.model
    expected = int(np.prod(model.image_shape))
    if pixels.size != expected:
        raise ValueError(f"expected {expected} pixels, got {pixels.size}")
    if not np.isfinite(pixels).all() or pixels.min() < 0 or pixels.max() > 1:
        raise ValueError("expected pixels in [0, 1], got other values")
    posterior = model.encode(torch.tensor(pixels).reshape(1, *model.image_shape))
    values = [posterior.mu, posterior.logvar] if isinstance(posterior, DiagonalGaussian) else [posterior.mu]
    return torch.cat(values, dim=-1)[0].numpy()
