"""Models that know the likelihood of an image exactly, and need no bound."""

from __future__ import annotations

import torch
from torch import Tensor

from vizvae.models import IMAGE_MODELS
from vizvae.models.autoregressive import AutoregressiveModel
from vizvae.training.families.base import Costs, Family, Objective, Scores
from vizvae.training.schedule import Settings


class ExactLikelihood(Objective):
    def forward(self, x: Tensor, noise: Tensor | None, labels: Tensor | None, settings: Settings, num_images: int) -> Costs:
        return (-self.model.log_prob(x),), x.new_empty(len(x), 0)


def _trains(name: str) -> bool:
    return issubclass(IMAGE_MODELS[name][1], AutoregressiveModel)


@torch.no_grad()
def _scores(model: AutoregressiveModel, x: Tensor, labels: Tensor, generator: torch.Generator) -> Scores:
    return {"loss": -model.log_prob(x)}, x.new_empty(len(x), 0)


@torch.no_grad()
def _draw(model: AutoregressiveModel, count: int, generator: torch.Generator) -> Tensor | None:
    return model.sample(count, generator=generator)


LIKELIHOOD = Family(objective=ExactLikelihood, terms=("loss",), trains=_trains, scores=_scores, draw=_draw)
"""`loss` is −log p(x), nats."""
