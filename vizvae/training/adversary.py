"""FactorVAE's discriminator (Kim & Mnih 2018): it learns to tell codes from codes whose latents were shuffled among images."""

from __future__ import annotations

import itertools

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vizvae.objectives import shuffled
from vizvae.runs.optimizer_state import optimizer_tensors, restore_optimizer, under
from vizvae.training.config import ObjectiveConfig

WIDTH, DEPTH = 256, 5
"""Hidden units and layers. The paper's 1,000 units would cost a CPU several times what the autoencoder costs."""
LEARNING_RATE, BETAS = 1e-4, (0.5, 0.9)


class Adversary:
    """Not a part of the model: its weights are neither averaged nor kept, only saved to go on."""

    def __init__(self, latent_dim: int, device: torch.device) -> None:
        layers: list[nn.Module] = []
        for before, after in itertools.pairwise((latent_dim, *[WIDTH] * DEPTH)):
            layers += [nn.Linear(before, after), nn.LeakyReLU(0.2)]
        self.network = nn.Sequential(*layers, nn.Linear(WIDTH, 1)).to(device)
        self.optimizer = torch.optim.Adam(self.network.parameters(), lr=LEARNING_RATE, betas=BETAS)
        self._seen: Tensor | None = None

    def log_ratio(self, z: Float[Tensor, "batch latent"]) -> Float[Tensor, " batch"]:
        """Its estimate of log q(z) − Σ_j log q(z_j), nats: the mean over codes is their total correlation (their equation 3)."""
        self._seen = z.detach()
        return self.network(z).squeeze(-1).float()

    def learn(self, generator: torch.Generator) -> None:
        """One step on the codes that `log_ratio` saw last. The paper shuffles the codes of a second batch; here it is the same one."""
        assert self._seen is not None
        z = self._seen.float()
        loss = self.loss(z, shuffled(z, generator))
        self.optimizer.zero_grad()  # of what the autoencoder's loss left here, too
        loss.backward()
        self.optimizer.step()

    def loss(self, z: Float[Tensor, "batch latent"], mixed: Float[Tensor, "batch latent"]) -> Tensor:
        """Cross-entropy in nats: codes are to have a logit above 0, shuffled ones below."""
        real, false = self.network(z), self.network(mixed)
        return 0.5 * (nn.functional.softplus(-real).mean() + nn.functional.softplus(false).mean())

    def tensors(self) -> dict[str, Tensor]:
        """All that is needed to go on."""
        weights = {f"network.{name}": value for name, value in self.network.state_dict().items()}
        return weights | {f"optimizer.{name}": value for name, value in optimizer_tensors(self.optimizer).items()}

    def restore(self, tensors: dict[str, Tensor]) -> None:
        """Raises KeyError or RuntimeError if they are not those of `tensors`."""
        self.network.load_state_dict({name: tensors[f"network.{name}"] for name in self.network.state_dict()})
        restore_optimizer(self.optimizer, under("optimizer.", tensors))


def adversary_for(config: ObjectiveConfig, latent_dim: int, device: torch.device) -> Adversary | None:
    """A fresh one where the objective has one."""
    return Adversary(latent_dim, device) if config.penalty == "factor_vae" else None
