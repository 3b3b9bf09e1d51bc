"""What PyTorch says of what the browser shows."""

from __future__ import annotations

import torch

from vizvae.data.binarise import binarise, page_draw
from vizvae.data.images import load_images
from vizvae.models.base import LatentModel


def scored(model: LatentModel, key: str, index: int) -> torch.Tensor:
    """(1, channel, height, width): the sample's image as the page encodes and scores it at first."""
    sample = load_images(key, "sample")
    grey = sample.images[index : index + 1]
    if model.likelihood_name != "bernoulli":
        return binarise(grey, "none")
    return page_draw(grey) if sample.spec.page_binarisation == "draw" else binarise(grey, "threshold")
