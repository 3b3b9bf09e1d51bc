"""What PyTorch says of what the browser shows."""

from __future__ import annotations

import torch

from tests.helpers.small import sample_image
from vizvae.data.binarise import binarise, page_draw
from vizvae.data.registry import image_spec
from vizvae.models.base import LatentModel


def scored(model: LatentModel, key: str, index: int) -> torch.Tensor:
    """(1, channel, height, width): the sample's image as the page encodes and scores it at first."""
    grey = sample_image(key, index)
    if model.likelihood_name != "bernoulli":
        return binarise(grey, "none")
    return page_draw(grey) if image_spec(key).page_binarisation == "draw" else binarise(grey, "threshold")
