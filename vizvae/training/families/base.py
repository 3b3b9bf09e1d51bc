"""What one kind of training does in its own way. The loop, the state to go on from, the schedules, the average of the weights, the
folder and the card are the same for all."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from vizvae.data.binarise import Binarisation
from vizvae.runs.control import Changeable
from vizvae.training.adversary import Adversary
from vizvae.training.config import TrainConfig
from vizvae.training.schedule import Settings

if TYPE_CHECKING:
    from vizvae.training.distributed import World


class Family(nn.Module, ABC):
    """An objective of one kind of model, as a module: DistributedDataParallel looks at the forward pass of one.

    What belongs to the kind is asked of the class; `forward` is of one model in training.
    """

    terms: ClassVar[tuple[str, ...]]
    """Names of what each image costs, `loss` first: what is added up over a pass and drawn as curves."""
    binarisation: ClassVar[Binarisation | None] = None
    """How images are made black and white where nobody says; None for the usual way of the data."""
    betas: ClassVar[tuple[float, float]] = (0.9, 0.999)
    """Of the optimiser's moments."""

    def __init__(self, model: Any, config: TrainConfig, world: World, data_size: int, adversary: Adversary | None = None) -> None:
        super().__init__()
        self.model, self.config, self.world, self.data_size, self.adversary = model, config, world, data_size, adversary
        if world.size > 1 and (why := self.whole_batches(config)):
            raise ValueError(f"{why} looks at whole batches: train it in one process")

    @classmethod
    @abstractmethod
    def trains(cls, name: str) -> bool:
        """Whether it is for the model of that name in `IMAGE_MODELS`."""

    @classmethod
    def check(cls, config: TrainConfig) -> None:
        """Raises ValueError for settings that make no sense for this kind, saying what to do."""

    @classmethod
    def changeable(cls, config: TrainConfig) -> tuple[Changeable, ...]:
        """Settings that a change on the way would make any difference to."""
        return ("learning_rate",)

    @classmethod
    def whole_batches(cls, config: TrainConfig) -> str:
        """The setting because of which no part of a batch can be worked on alone; empty where each image stands for itself."""
        return ""

    @classmethod
    def learner(cls, model: Any) -> nn.Module:
        """What of the model learns."""
        return model

    @classmethod
    def start(cls, model: Any, mean_image: Float[Tensor, "channel height width"]) -> None:
        """Set the output of a fresh model to the mean training image."""
        model.start_from_mean(mean_image)

    @classmethod
    def make_adversary(cls, config: TrainConfig, model: Any, device: torch.device) -> Adversary | None:
        """The second network that learns against the model, freshly initialised; None where there is none."""
        return None

    @classmethod
    def draw_noise(cls, config: TrainConfig, model: Any, count: int, generator: torch.Generator) -> Tensor | None:
        """The random numbers of a step on `count` images, the images one axis before the last; None where it needs none."""
        return None

    @abstractmethod
    def forward(
        self,
        x: Float[Tensor, "batch channel height width"],
        noise: Tensor | None,
        labels: Int[Tensor, " batch"] | None,
        settings: Settings,
        num_images: int,
    ) -> tuple[tuple[Tensor, ...], Float[Tensor, "batch latent"]]:
        """What each image costs, in the order of `terms` (the adversary adds its own), and the KL of each latent (no column where the
        model has none). `num_images` counts the whole batch, of which `x` may be a part."""

    @classmethod
    def scores(
        cls, model: Any, x: Tensor, labels: Tensor, generator: torch.Generator
    ) -> tuple[dict[str, Tensor], Float[Tensor, "batch latent"]]:
        """Of held-out images: what each costs by name, NaN where the model has no such term, and the KL of each latent as in `forward`.
        No name where nothing can be said of one image."""
        return {}, x.new_empty(len(x), 0)

    @classmethod
    def draw(cls, model: Any, count: int, generator: torch.Generator) -> Float[Tensor, "draw channel height width"] | None:
        """Expected pixels of images that the model makes itself; None for one that makes none, or not yet."""
        return None


def autocast(config: TrainConfig, device: torch.device) -> torch.autocast:
    return torch.autocast(device.type, torch.bfloat16, enabled=config.precision == "bfloat16")


def undefined(like: Tensor) -> Tensor:
    """A term that there is not."""
    return torch.full_like(like, float("nan"))
