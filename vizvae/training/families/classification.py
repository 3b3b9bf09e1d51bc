"""Classifiers: in the features of one, images of the models are compared."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from vizvae.data.registry import image_spec
from vizvae.models import IMAGE_MODELS, checked_config
from vizvae.models.classifier import Classifier, ClassifierConfig
from vizvae.training.config import TrainConfig
from vizvae.training.families.base import Costs, Family, Objective, Scores
from vizvae.training.schedule import Settings

TERMS = ("loss", "error")


class CrossEntropy(Objective):
    def forward(self, x: Tensor, noise: Tensor | None, labels: Tensor | None, settings: Settings, num_images: int) -> Costs:
        if labels is None:
            raise ValueError("a classifier is trained on images with labels, and got none")
        return _costs(self.model(x), labels), x.new_empty(len(x), 0)


def _trains(name: str) -> bool:
    return issubclass(IMAGE_MODELS[name][1], Classifier)


def _check(config: TrainConfig) -> None:
    there, known = len(image_spec(config.data).class_names), checked_config(ClassifierConfig, config.model_config).num_classes
    if there < 2:
        raise ValueError(f"a classifier needs images of two classes or more, and {config.data} has {there or 'no labels'}")
    if there > known:
        raise ValueError(f"the data have {there} classes, the classifier is for {known}: set model_config.num_classes to {there}")


def _start(model: Classifier, mean_image: Tensor) -> None:
    """There is no image to begin with."""


@torch.no_grad()
def _scores(model: Classifier, x: Tensor, labels: Tensor, generator: torch.Generator) -> Scores:
    return dict(zip(TERMS, _costs(model(x), labels), strict=True)), x.new_empty(len(x), 0)


def _costs(logits: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    logits = logits.float()
    wrong = (logits.argmax(-1) != labels).float()
    return nn.functional.cross_entropy(logits, labels, reduction="none"), wrong


CLASSIFICATION = Family(objective=CrossEntropy, terms=TERMS, trains=_trains, check=_check, start=_start, scores=_scores)
"""`loss` is the cross-entropy, nats; `error` the share of images of which another class is thought likeliest."""
