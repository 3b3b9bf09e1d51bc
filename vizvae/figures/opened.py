"""What a figure of a model is drawn from: the model, what is known of its data, and the images that are meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from vizvae.api import encode
from vizvae.data.binarise import scored_pixels
from vizvae.latent.aggregate import REFERENCE_SEED, Reference
from vizvae.models.base import LatentModel

if TYPE_CHECKING:
    from vizvae.checkpoint import Checkpoint
    from vizvae.data.images import ImageSet

Images = int | Sequence[int] | np.ndarray | Tensor
"""Places in the sample of the model's data, or the images themselves, floats in [0, 1]"""


@dataclass(frozen=True)
class OpenedModel:
    """A model, and if it was given by its name what lies in its folder."""

    name: str
    model: LatentModel
    reference: Reference | None
    checkpoint: Checkpoint | None

    @cached_property
    def sample(self) -> ImageSet:
        """Raises ValueError for a model that was not given by its name: nobody knows its data; CheckpointError where its data set has other
        images by now."""
        from vizvae.data.images import load_images
        from vizvae.trained_on import check_images

        if self.checkpoint is None:
            raise ValueError(
                "images: expected images, (image, channel, height, width) in [0, 1], for a model that is not given by its name"
            )
        check_images(self.checkpoint)
        return load_images(self.checkpoint.data_key, "sample")

    @cached_property
    def pixels(self) -> Float[Tensor, "image channel height width"]:
        """Of the sample, as `reference` was encoded from them"""
        return scored_pixels(self.sample.images, bernoulli=self.model.likelihood_name == "bernoulli", seed=REFERENCE_SEED)

    def known_as(self, place: int) -> str:
        """An image of the sample, in words"""
        return f"image {place} ({self.sample.spec.class_names[int(self.sample.labels[place])]})"

    def these(self, images: Images) -> tuple[Float[Tensor, "image channel height width"], list[str]]:
        """The images as the model sees them, and what each is called. Raises ValueError for places that the sample has not, and arrays that
        are no images of this model."""
        if isinstance(images, np.ndarray | Tensor):
            encode(self.model, torch.as_tensor(images)[:1])  # checks what it is given
            return torch.as_tensor(images).float(), [f"image {place}" for place in range(len(images))]
        places = [images] if isinstance(images, int) else list(images)
        if wrong := [place for place in places if not 0 <= place < len(self.sample)]:
            raise ValueError(f"images: expected places from 0 to {len(self.sample) - 1} in the sample, got {wrong[0]}")
        return self.pixels[places], [self.known_as(place) for place in places]


def open_for_figure(model: str | LatentModel) -> OpenedModel:
    """Raises CheckpointError, a ValueError, for an unknown name."""
    from vizvae.catalogue import find_checkpoint

    if isinstance(model, LatentModel):
        return OpenedModel(type(model).__name__, model, None, None)
    checkpoint = find_checkpoint(model)
    return OpenedModel(checkpoint.name, checkpoint.load_model(), checkpoint.load_reference(), checkpoint)
