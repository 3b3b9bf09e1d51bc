"""Which likelihood the pixels of a data set call for, and which settings of a run make no sense for them."""

from __future__ import annotations

from typing import Any, get_args

from vizvae.config import config_from_dict, config_to_dict, type_hints
from vizvae.data.binarise import Binarisation
from vizvae.data.images import count_training_images
from vizvae.data.registry import image_spec
from vizvae.likelihoods import LikelihoodName
from vizvae.models import IMAGE_MODELS, model_title
from vizvae.training.config import TrainConfig
from vizvae.training.families import FAMILIES, kinds_of


def has_colours(data: str) -> bool:
    return image_spec(data).image_shape[0] > 1


def wants_gaussian(data: str) -> bool:
    """Coloured pixels, and grey ones that count as they are."""
    return has_colours(data) or image_spec(data).shaded


def usual_likelihood(data: str, model: str) -> LikelihoodName:
    """Gaussian where the pixels call for it and the model has it."""
    return "gaussian" if wants_gaussian(data) and "likelihood" in IMAGE_MODELS[model][0].__dataclass_fields__ else "bernoulli"


def usual_binarisation(data: str, likelihood: str) -> Binarisation:
    """`none` for Gaussian and logistic pixels; a threshold where hardly a pixel is grey, as on the edges of sprites."""
    return "none" if likelihood != "bernoulli" else "threshold" if image_spec(data).black_and_white else "draw"


def usual_channels(data: str, model: str) -> Any:
    """Feature maps after each halving of the image: the model's own where that ends at 4 to 7 pixels a side, else as many halvings as end
    there. Empty for a model without, and the model's own where they are no list of any length."""
    config, shape = IMAGE_MODELS[model][0], image_spec(data).image_shape
    if "channels" not in config.__dataclass_fields__:
        return ()
    usual: tuple[int, ...] = config.__dataclass_fields__["channels"].default
    if get_args(type_hints(config)["channels"])[-1:] != (Ellipsis,):
        return usual
    side, times = min(shape[1:]), len(usual)
    if 4 <= side >> times <= 7:
        return usual
    times = max(1, side.bit_length() - 3)
    return {1: (64,), 2: (32, 64)}.get(times, tuple(min(128, 32 * 2 ** (place // 2)) for place in range(times)))


def usual_batch_size(data: str) -> int:
    """Of a small set, such that a pass has twenty steps: with larger batches it would take a hundred passes to learn anything."""
    return min(TrainConfig.batch_size, max(16, count_training_images(data) // 20), count_training_images(data))


def completed(values: dict[str, Any]) -> dict[str, Any]:
    """Settings of a run with what they leave open filled in from the data: the shape of the images, and for a set of one's own the
    likelihood, the black-and-white pixels and a batch that is no larger than the set.

    Raises ValueError for unknown data.
    """
    data, model = values.get("data", TrainConfig.data), values.get("model", TrainConfig.model)
    if model not in IMAGE_MODELS or not isinstance(values.get("model_config", {}), dict):
        return values  # said elsewhere
    spec, fields = image_spec(data), IMAGE_MODELS[model][0].__dataclass_fields__
    settings = dict(values.get("model_config", {}))
    if "image_shape" in fields and spec.image_shape != fields["image_shape"].default:
        settings.setdefault("image_shape", list(spec.image_shape))
    if "num_classes" in fields and len(spec.class_names) != fields["num_classes"].default:
        settings.setdefault("num_classes", len(spec.class_names))
    filled = values | {"model_config": settings} if settings else dict(values)
    if stays_grey(data, model):
        filled.setdefault("binarisation", "none")
    if not spec.own:
        return filled
    if "channels" in fields:
        channels = usual_channels(data, model)
        settings.setdefault("channels", list(channels) if isinstance(channels, tuple) else channels)
    if "likelihood" in fields:
        settings.setdefault("likelihood", usual_likelihood(data, model))
    filled["model_config"] = settings
    filled.setdefault("binarisation", usual_binarisation(data, settings.get("likelihood", "bernoulli")))
    filled.setdefault("batch_size", usual_batch_size(data))
    return filled


def stays_grey(data: str, model: str) -> bool:
    """Whether the model gets pixels as they are by rule, since it gives none of them a probability: a GAN always, a classifier where they
    have colours."""
    kind = kinds_of(model)[0]
    return FAMILIES[kind].binarisation == "none" or (kind == "classification" and has_colours(data))


def check_pixels(config: TrainConfig) -> None:
    """Raises ValueError, saying what to choose, for a likelihood that is none for the pixels that it would be given."""
    if kinds_of(config.model)[0] in ("adversarial", "classification"):
        return
    settings: dict[str, Any] = config_to_dict(config_from_dict(IMAGE_MODELS[config.model][0], config.model_config))
    likelihood = settings.get("likelihood", "bernoulli")
    if likelihood != "bernoulli" and config.binarisation != "none":
        raise ValueError(
            f"{likelihood.capitalize()} pixels are grey or coloured, but with binarisation {config.binarisation!r} the model would see "
            "black and white: choose binarisation 'none', or Bernoulli pixels"
        )
    if likelihood == "bernoulli" and has_colours(config.data):
        other = "" if "likelihood" in settings else f", and {model_title(config.model)} has no others: choose a strided model"
        raise ValueError(
            "Bernoulli pixels are black or white: drawn for red, green and blue on their own, they are no colours. "
            f"Choose Gaussian or logistic pixels{other}"
        )
