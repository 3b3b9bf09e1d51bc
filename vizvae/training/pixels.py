"""Which likelihood the pixels of a data set call for, and which settings of a run make no sense for them."""

from __future__ import annotations

from typing import Any

from vizvae.config import config_from_dict, config_to_dict
from vizvae.data.binarise import Binarisation
from vizvae.data.images import image_spec
from vizvae.models import MODELS
from vizvae.models.base import LikelihoodName
from vizvae.training.config import TrainConfig


def has_colours(data: str) -> bool:
    return image_spec(data).image_shape[0] > 1


def usual_likelihood(data: str, model: str) -> LikelihoodName:
    """Gaussian for coloured pixels where the model has it; the grey ones of digits and clothes are drawn black or white by custom."""
    return "gaussian" if has_colours(data) and "likelihood" in MODELS[model][0].__dataclass_fields__ else "bernoulli"


def usual_binarisation(data: str, likelihood: str) -> Binarisation:
    """`none` for Gaussian pixels; a threshold for the sprites, which are black and white but for their edges."""
    return "none" if likelihood == "gaussian" else "threshold" if data == "sprites" else "draw"


def check_pixels(config: TrainConfig) -> None:
    """Raises ValueError, saying what to choose, for a likelihood that is none for the pixels that it would be given."""
    settings: dict[str, Any] = config_to_dict(config_from_dict(MODELS[config.model][0], config.model_config))
    gaussian = settings.get("likelihood", "bernoulli") == "gaussian"
    if gaussian and config.binarisation != "none":
        raise ValueError(
            f"Gaussian pixels are grey or coloured, but with binarisation {config.binarisation!r} the model would see black and white: "
            "choose binarisation 'none', or Bernoulli pixels"
        )
    if not gaussian and has_colours(config.data):
        other = "" if "likelihood" in settings else f", and {MODELS[config.model][1].title} has no others: choose a strided model"
        raise ValueError(
            "Bernoulli pixels are black or white: drawn for red, green and blue on their own, they are no colours. "
            f"Choose Gaussian pixels{other}"
        )
