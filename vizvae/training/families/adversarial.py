"""The non-saturating game (Goodfellow et al. 2014): generator and discriminator take turns."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import softplus

from vizvae.models import IMAGE_MODELS
from vizvae.models.gan import Discriminator, Gan
from vizvae.training.adversary import Adversary
from vizvae.training.config import TrainConfig
from vizvae.training.families.base import Costs, Family, Objective, autocast
from vizvae.training.schedule import Settings

BETAS = (0.5, 0.99)
"""Of the moments of both optimisers"""


class ImageAdversary(Adversary):
    """Learns to tell images from generated ones, at the generator's learning rate."""

    scheduled = True

    def __init__(self, config: TrainConfig, network: Discriminator) -> None:
        optimizer = torch.optim.AdamW(
            network.parameters(), lr=config.learning_rate, betas=BETAS, weight_decay=config.weight_decay, fused=True
        )
        super().__init__(network, optimizer)
        self.config = config
        self._seen: tuple[Tensor, Tensor] | None = None

    def fooled(self, real: Tensor, made: Tensor) -> Float[Tensor, " batch"]:
        """How far the generator is from passing each made image off as real, nats."""
        self._seen = real, made.detach()
        return softplus(-self.network(made))

    def learn(self, generator: torch.Generator) -> tuple[Tensor, ...]:
        assert self._seen is not None
        real, made = self._seen
        with autocast(self.config, real.device):
            on_both = self.network(torch.cat([real, made]))
        costs = softplus(-on_both[: len(real)]) + softplus(on_both[len(real) :])
        self.optimizer.zero_grad()  # of what the generator's loss left here, too
        costs.mean().backward()
        if self.config.grad_clip:
            torch.nn.utils.clip_grad_norm_(list(self.network.parameters()), self.config.grad_clip)
        self.optimizer.step()
        return (costs.detach(),)


class Game(Objective):
    """The generator's side of it."""

    def forward(self, x: Tensor, noise: Tensor | None, labels: Tensor | None, settings: Settings, num_images: int) -> Costs:
        assert isinstance(self.adversary, ImageAdversary)
        return (self.adversary.fooled(x, self.model(noise)),), x.new_empty(len(x), 0)


def _trains(name: str) -> bool:
    return issubclass(IMAGE_MODELS[name][1], Gan)


def _whole_batches(config: TrainConfig) -> str:
    return "a GAN with batch normalisation"


def _adversary(config: TrainConfig, model: Gan, device: torch.device) -> Adversary | None:
    return ImageAdversary(config, Discriminator(model.config).to(device=device, memory_format=torch.channels_last))  # pyright: ignore[reportCallIssue]


def _noise(config: TrainConfig, model: Gan, count: int, generator: torch.Generator) -> Tensor | None:
    return torch.randn(count, model.latent_dim, generator=generator)


@torch.no_grad()
def _draw(model: Gan, count: int, generator: torch.Generator) -> Tensor | None:
    return model(torch.randn(count, model.latent_dim, generator=generator))


ADVERSARIAL = Family(
    objective=Game,
    terms=("loss", "discriminator"),
    trains=_trains,
    whole_batches=_whole_batches,
    make_adversary=_adversary,
    draw_noise=_noise,
    draw=_draw,
    binarisation="none",
    betas=BETAS,
)
"""`loss` is the generator's. What a discriminator says of held-out images is nothing about the generator: there are no scores."""
