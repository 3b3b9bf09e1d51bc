"""What one kind of training does in its own way. The loop, the state to go on from, the schedules, the average of the weights, the
folder and the card are the same for all."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from vizvae.data.binarise import Binarisation
from vizvae.runs.arithmetic import precision_on
from vizvae.runs.control import Changeable
from vizvae.training.adversary import Adversary
from vizvae.training.config import TrainConfig
from vizvae.training.schedule import Settings

if TYPE_CHECKING:
    from vizvae.training.distributed import World


Costs = tuple[tuple[Tensor, ...], Float[Tensor, "batch latent"]]
Scores = tuple[dict[str, Tensor], Float[Tensor, "batch latent"]]


class Objective(nn.Module, ABC):
    """What a model in training minimises, as a module: DistributedDataParallel looks at the forward pass of one."""

    @final
    def __init__(self, model: Any, config: TrainConfig, world: World, data_size: int, adversary: Adversary | None = None) -> None:
        super().__init__()
        self.model, self.config, self.world, self.data_size, self.adversary = model, config, world, data_size, adversary

    @abstractmethod
    def forward(
        self,
        x: Float[Tensor, "batch channel height width"],
        noise: Tensor | None,
        labels: Int[Tensor, " batch"] | None,
        settings: Settings,
        num_images: int,
    ) -> Costs:
        """What each image costs, in the order of the family's `terms` (the adversary adds its own), and the KL of each latent (no column
        where the model has none). `num_images` counts the whole batch, of which `x` may be a part."""


def nothing_to_refuse(config: TrainConfig) -> None:
    """All settings make sense."""


def learning_rate_alone(config: TrainConfig) -> tuple[Changeable, ...]:
    return ("learning_rate",)


def each_image_alone(config: TrainConfig) -> str:
    return ""


def whole_model(model: Any) -> nn.Module:
    return model


def from_mean_image(model: Any, mean_image: Float[Tensor, "channel height width"]) -> None:
    model.start_from_mean(mean_image)


def no_adversary(config: TrainConfig, model: Any, device: torch.device) -> Adversary | None:
    return None


def no_noise(config: TrainConfig, model: Any, count: int, generator: torch.Generator) -> Tensor | None:
    return None


def no_scores(model: Any, x: Tensor, labels: Tensor, generator: torch.Generator) -> Scores:
    return {}, x.new_empty(len(x), 0)


def no_draws(model: Any, count: int, generator: torch.Generator) -> Tensor | None:
    return None


@dataclass(frozen=True, kw_only=True)
class Family:
    """One kind of training: its objective, and what it does in its own way where the usual would not do."""

    objective: type[Objective]
    terms: tuple[str, ...]
    """Names of what each image costs, `loss` first: what is added up over a pass and drawn as curves."""
    trains: Callable[[str], bool]
    """Whether it is for the model of that name in `IMAGE_MODELS`"""
    check: Callable[[TrainConfig], None] = nothing_to_refuse
    """Raises ValueError for settings that make no sense for this kind, saying what to do."""
    changeable: Callable[[TrainConfig], tuple[Changeable, ...]] = learning_rate_alone
    """Settings that a change on the way would make any difference to"""
    whole_batches: Callable[[TrainConfig], str] = each_image_alone
    """The setting because of which no part of a batch can be worked on alone; empty where each image stands for itself."""
    learner: Callable[[Any], nn.Module] = whole_model
    """What of the model learns"""
    start: Callable[[Any, Tensor], None] = from_mean_image
    """Set the output of a fresh model to the mean training image, (channel, height, width)."""
    make_adversary: Callable[[TrainConfig, Any, torch.device], Adversary | None] = no_adversary
    """The second network that learns against the model, freshly initialised; None where there is none."""
    draw_noise: Callable[[TrainConfig, Any, int, torch.Generator], Tensor | None] = no_noise
    """The random numbers of a step on so many images, the images one axis before the last; None where it needs none."""
    scores: Callable[[Any, Tensor, Tensor, torch.Generator], Scores] = no_scores
    """Of a model on held-out images and their labels: what each costs by name, NaN where the model has no such term, and the KL of each
    latent as in `Objective.forward`. No name where nothing can be said of one image."""
    draw: Callable[[Any, int, torch.Generator], Tensor | None] = no_draws
    """Expected pixels of so many images that the model makes itself, (draw, channel, height, width); None for one that makes none, or not
    yet."""
    binarisation: Binarisation | None = None
    """How images are made black and white where nobody says; None for the usual way of the data."""
    betas: tuple[float, float] = (0.9, 0.999)
    """Of the optimiser's moments"""

    def objective_of(
        self, model: Any, config: TrainConfig, world: World, data_size: int, adversary: Adversary | None = None
    ) -> Objective:
        """Raises ValueError where several processes are to work on parts of a batch, and none can be worked on alone."""
        if world.size > 1 and (why := self.whole_batches(config)):
            raise ValueError(f"{why} looks at whole batches: train it in one process")
        return self.objective(model, config, world, data_size, adversary)


def autocast(config: TrainConfig, device: torch.device) -> torch.autocast:
    """In bfloat16 where that is asked for and `device` has instructions for it."""
    return torch.autocast(device.type, torch.bfloat16, enabled=precision_on(device, config.precision) == "bfloat16")


def undefined(like: Tensor) -> Tensor:
    """A term that there is not."""
    return torch.full_like(like, float("nan"))
