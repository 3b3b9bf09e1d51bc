"""Second networks that learn against the model. Here FactorVAE's discriminator; a GAN's stands with its family."""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from typing import ClassVar

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vizvae.objectives import shuffled
from vizvae.runs.optimizer_state import optimizer_tensors, restore_optimizer, under

WIDTH, DEPTH = 256, 5
"""Hidden units and layers. The paper's 1,000 units would cost a CPU several times what the autoencoder costs."""
LEARNING_RATE, BETAS = 1e-4, (0.5, 0.9)


class Adversary(ABC):
    """Not a part of the model: its weights are neither averaged nor kept, only saved to go on."""

    scheduled: ClassVar[bool] = False
    """Whether its learning rate is the model's; otherwise it stays as it is."""

    def __init__(self, network: nn.Module, optimizer: torch.optim.Optimizer) -> None:
        self.network, self.optimizer = network, optimizer

    @abstractmethod
    def learn(self, generator: torch.Generator) -> tuple[Tensor, ...]:
        """One step, after the model's own, on what the model showed it last; what that cost it for each image, as further terms."""

    def tensors(self) -> dict[str, Tensor]:
        """All that is needed to go on."""
        weights = {f"network.{name}": value for name, value in self.network.state_dict().items()}
        return weights | {f"optimizer.{name}": value for name, value in optimizer_tensors(self.optimizer).items()}

    def restore(self, tensors: dict[str, Tensor]) -> None:
        """Raises KeyError or RuntimeError if they are not those of `tensors`."""
        self.network.load_state_dict({name: tensors[f"network.{name}"] for name in self.network.state_dict()})
        restore_optimizer(self.optimizer, under("optimizer.", tensors))


class CodeAdversary(Adversary):
    """FactorVAE's discriminator (Kim & Mnih 2018): it learns to tell codes from codes whose latents were shuffled among images."""

    def __init__(self, latent_dim: int, device: torch.device) -> None:
        layers: list[nn.Module] = []
        for before, after in itertools.pairwise((latent_dim, *[WIDTH] * DEPTH)):
            layers += [nn.Linear(before, after), nn.LeakyReLU(0.2)]
        network = nn.Sequential(*layers, nn.Linear(WIDTH, 1)).to(device)
        super().__init__(network, torch.optim.Adam(network.parameters(), lr=LEARNING_RATE, betas=BETAS))
        self._seen: Tensor | None = None

    def log_ratio(self, z: Float[Tensor, "batch latent"]) -> Float[Tensor, " batch"]:
        """Its estimate of log q(z) − Σ_j log q(z_j), nats: the mean over codes is their total correlation (their equation 3)."""
        self._seen = z.detach()
        return self.network(z).squeeze(-1).float()

    def learn(self, generator: torch.Generator) -> tuple[Tensor, ...]:
        """On the codes that `log_ratio` saw since the last time, if there were any. The paper shuffles the codes of a second batch; here it
        is the same one."""
        if self._seen is None:
            return ()
        z, self._seen = self._seen.float(), None
        loss = self.loss(z, shuffled(z, generator))
        self.optimizer.zero_grad()  # of what the autoencoder's loss left here, too
        loss.backward()
        self.optimizer.step()
        return ()

    def loss(self, z: Float[Tensor, "batch latent"], mixed: Float[Tensor, "batch latent"]) -> Tensor:
        """Cross-entropy in nats: codes are to have a logit above 0, shuffled ones below."""
        real, false = self.network(z), self.network(mixed)
        return 0.5 * (nn.functional.softplus(-real).mean() + nn.functional.softplus(false).mean())
