"""How one kind of rival learns: the part that differs from kind to kind."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

import torch
from jaxtyping import Float, Int, UInt8
from torch import Tensor, nn

from vizvae.data.binarise import binarise
from vizvae.models.base import LatentModel
from vizvae.models.classifier import Classifier
from vizvae.models.gan import Discriminator, Gan
from vizvae.models.pixelcnn import PixelCnn
from vizvae.objectives import elbo_terms, gaussian_posterior, iwae_bound, recon_nll
from vizvae.rivals.config import RivalConfig


class Recipe(ABC):
    """A model, what is trained beside it, and one step of both."""

    def __init__(self, config: RivalConfig, model: nn.Module) -> None:
        self.config = config
        self.model = model
        """What is averaged and kept."""
        self.optimizers: list[torch.optim.Optimizer] = []
        self.helpers: dict[str, nn.Module] = {}
        """Networks that are needed to go on, and thrown away at the end."""

    @abstractmethod
    def step(
        self,
        images: UInt8[Tensor, "batch channel height width"],
        labels: Int[Tensor, " batch"],
        generator: torch.Generator,
    ) -> dict[str, float]:
        """One step of every optimiser; what it cost, by name, means over the batch."""

    def adam(self, parameters: Iterable[nn.Parameter], **settings: Any) -> torch.optim.Optimizer:
        return torch.optim.AdamW(
            parameters, lr=self.config.learning_rate, **{"weight_decay": self.config.weight_decay, "fused": True, **settings}
        )

    def descend(self, loss: Tensor, optimizer: torch.optim.Optimizer) -> None:
        """One step of one optimiser."""
        optimizer.zero_grad()
        loss.backward()
        if self.config.grad_clip:
            parameters = [p for group in optimizer.param_groups for p in group["params"]]
            torch.nn.utils.clip_grad_norm_(parameters, self.config.grad_clip)
        optimizer.step()

    def autocast(self) -> torch.autocast:
        return torch.autocast("cpu", torch.bfloat16, enabled=self.config.precision == "bfloat16")


class PixelCnnRecipe(Recipe):
    """Maximum likelihood of pixels drawn anew at every visit: no bound is needed."""

    def __init__(self, config: RivalConfig, model: PixelCnn, mean_image: Float[Tensor, "channel height width"]) -> None:
        super().__init__(config, model)
        model.start_from_mean(mean_image)
        self.pixelcnn = model
        self.optimizers = [self.adam(model.parameters())]

    def step(self, images: Tensor, labels: Tensor, generator: torch.Generator) -> dict[str, float]:
        x = binarise(images, "draw", generator=generator)
        with self.autocast():
            loss = -self.pixelcnn.log_prob(x).mean()
        self.descend(loss, self.optimizers[0])
        return {"nll": loss.item()}


class ClassifierRecipe(Recipe):
    """Cross-entropy, on pixels drawn anew at every visit."""

    def __init__(self, config: RivalConfig, model: Classifier) -> None:
        super().__init__(config, model)
        self.optimizers = [self.adam(model.parameters())]

    def step(self, images: Tensor, labels: Tensor, generator: torch.Generator) -> dict[str, float]:
        logits = self.model(binarise(images, "draw", generator=generator))
        loss = nn.functional.cross_entropy(logits, labels)
        self.descend(loss, self.optimizers[0])
        return {"cross_entropy": loss.item(), "error": (logits.argmax(-1) != labels).float().mean().item()}


class VaeRecipe(Recipe):
    """The ELBO, or the importance-weighted bound, under the model's own prior; an autoencoder's reconstruction; or, around a VAE that
    stays as it is, the likelihood of its codes under the prior."""

    def __init__(
        self,
        config: RivalConfig,
        model: LatentModel,
        around: LatentModel | None,
        mean_image: Float[Tensor, "channel height width"],
    ) -> None:
        super().__init__(config, model)
        self.vae = model
        learning: nn.Module = model
        if around is None:
            model.start_from_mean(mean_image)
        else:
            missing, unexpected = model.load_state_dict(around.state_dict(), strict=False)
            if unexpected or any(not name.startswith("prior.") for name in missing):
                raise ValueError(f"start_from {config.start_from!r} does not fit: missing {missing}, unexpected {unexpected}")
        if config.prior_only:
            if not isinstance(model.prior, nn.Module):
                raise ValueError(f"prior_only needs a model with a prior that is learned, such as flow_vae; got {config.model}")
            learning = model.prior
        self.optimizers = [self.adam(learning.parameters())]

    def step(self, images: Tensor, labels: Tensor, generator: torch.Generator) -> dict[str, float]:
        x = binarise(images, "draw", generator=generator)
        if self.config.prior_only:
            return self._prior_step(x, generator)
        with self.autocast():
            if not self.vae.stochastic:
                costs = {"recon_nll": recon_nll(self.vae, x, self.vae.encode(x).mu).mean()}
            elif self.vae.standard_prior and self.config.num_samples == 1:
                terms = elbo_terms(self.vae, x, generator=generator)
                costs = {"recon_nll": terms.recon_nll.mean(), "kl": self.config.beta * terms.kl.mean()}
            else:
                costs = {"bound_nll": -iwae_bound(self.vae, x, self.config.num_samples, generator=generator).mean()}
        self.descend(torch.stack(list(costs.values())).sum(), self.optimizers[0])
        return {name: cost.item() for name, cost in costs.items()}

    def _prior_step(self, x: Tensor, generator: torch.Generator) -> dict[str, float]:
        with torch.no_grad():
            posterior = gaussian_posterior(self.vae, x)
            z = posterior.sample(generator=generator)
        prior_nll = -self.vae.prior.log_prob(z).mean()
        self.descend(prior_nll, self.optimizers[0])
        # log q(z|x) − log p(z): what of the bound depends on the prior
        return {"kl": (posterior.log_prob(z).mean() + prior_nll).item()}


class GanRecipe(Recipe):
    """The non-saturating game (Goodfellow et al. 2014): generator and discriminator take turns."""

    def __init__(
        self, config: RivalConfig, model: Gan, discriminator: Discriminator, mean_image: Float[Tensor, "channel height width"]
    ) -> None:
        super().__init__(config, model)
        self.gan, self.discriminator = model, discriminator
        model.start_from_mean(mean_image)
        self.optimizers = [self.adam(network.parameters(), betas=(0.5, 0.99)) for network in (model, discriminator)]
        self.helpers = {"discriminator": discriminator}

    def step(self, images: Tensor, labels: Tensor, generator: torch.Generator) -> dict[str, float]:
        real = binarise(images, "none")
        with self.autocast():
            made = self.gan(torch.randn(len(real), self.gan.latent_dim, generator=generator))
            fooling = nn.functional.softplus(-self.discriminator(made)).mean()
        self.descend(fooling, self.optimizers[0])
        with self.autocast():
            on_both = self.discriminator(torch.cat([real, made.detach()]))
            telling = nn.functional.softplus(-on_both[: len(real)]).mean() + nn.functional.softplus(on_both[len(real) :]).mean()
        self.descend(telling, self.optimizers[1])
        return {"generator": fooling.item(), "discriminator": telling.item()}
