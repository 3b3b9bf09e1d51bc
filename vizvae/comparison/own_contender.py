"""A trained model of this machine beside those that ship for the comparison, or why it cannot stand there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vizvae.catalogue import find_image_model
from vizvae.checkpoint import ImageModelFolder
from vizvae.comparison.contender import Contender
from vizvae.data.registry import IMAGE_SETS
from vizvae.models import build_image_model
from vizvae.models.classifier import Classifier
from vizvae.single_flight import single_flight

OWN = "run-"
"""What the name of a contender begins with that does not ship for this page; the model's own name follows."""
IMAGE_SHAPE = (1, 28, 28)
"""Of all contenders."""


def why_not(found: ImageModelFolder, sets: Sequence[str]) -> str:
    """Why a model cannot stand beside others that were trained on one of `sets`, in a sentence; empty if it can."""
    name, config = found.name, found.config["model_config"]
    model = build_image_model(found.config["model"], config)
    if (key := found.card["data"]["key"]) not in sets:
        title = IMAGE_SETS[key].title if key in IMAGE_SETS else key
        known = " or ".join(IMAGE_SETS[one].title for one in sets)
        return f"{name} was trained on {title}; all models here on {known}: the same images go through all of them."
    if isinstance(model, Classifier):
        return f"{name} is a classifier: it draws no images, and gives none back."
    if model.config.image_shape != IMAGE_SHAPE:
        return f"{name} is for images of shape {model.config.image_shape}, those here are of shape {IMAGE_SHAPE}."
    if getattr(model, "likelihood_name", "bernoulli") != "bernoulli":
        return f"{name} gives each of a pixel's 256 values a probability, the models here black and white: no number compares the two."
    return ""


def own_contender(checkpoint_name: str, sets: Sequence[str]) -> Contender:
    """A trained model of this machine as a further column beside those that were trained on one of `sets`.

    Raises CheckpointError for an unknown name and a folder that cannot be used, ValueError with the sentence of `why_not`.
    """
    found = find_image_model(checkpoint_name)
    return _own_contender(found.folder, found.digest, tuple(sets))


@single_flight(16)
def _own_contender(folder: Path, digest: str, sets: tuple[str, ...]) -> Contender:
    """Kept as long as the weights are these, with its model."""
    del digest
    found, checkpoint_name = find_image_model(folder.name), folder.name
    if problem := why_not(found, sets):
        raise ValueError(problem)
    is_autoencoder = found.config["model"] == "ae_conv"
    drawn = " Its draws come from one Gaussian fitted to its codes." if is_autoencoder else ""
    return Contender(
        name=f"{OWN}{checkpoint_name}",
        title=checkpoint_name,
        what=f"{found.title}. Trained on {found.card['data']['trained_on']}.{drawn}",
        source="own",
        data=found.card["data"]["key"],
        checkpoint_name=checkpoint_name,
        single_gaussian=is_autoencoder,
    )
