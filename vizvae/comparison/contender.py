"""One model of the comparison: what it is, and what it can be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vizvae.catalogue import find_checkpoint, find_image_model
from vizvae.checkpoint import HISTORY, Checkpoint, CheckpointError, ImageModelFolder, seconds_of_training
from vizvae.comparison.shipped import find_compared
from vizvae.data.binarise import fixed_binarisation
from vizvae.data.images import load_images
from vizvae.models import IMAGE_MODELS
from vizvae.models.autoregressive import AutoregressiveModel
from vizvae.models.base import LatentModel
from vizvae.models.gan import Gan
from vizvae.models.mixture import Mixture, MixtureConfig

Bound = Literal["exact", "iwae", "none"]
"""What the likelihood figure is: the thing itself, the importance-weighted bound on it, or that there is none."""


@dataclass(frozen=True, kw_only=True)
class Contender:
    """One column of the comparison."""

    name: str
    title: str
    what: str
    """In a sentence, for a reader who has not met it."""
    source: Literal["models", "compared", "own"]
    """Where it is found: with the models of the pages, with those that ship for this page, or among all that there are."""
    checkpoint_name: str
    data: str = "mnist"
    """Key of the images that it was trained on: only models of the same are beside one another."""
    column: bool = True
    """Stands on the page with its images; the others are points of the rate–distortion curve alone."""
    single_gaussian: bool = False
    """An autoencoder's draws come from one Gaussian fitted to its codes, instead of the prior of its checkpoint."""

    @cached_property
    def checkpoint(self) -> Checkpoint | ImageModelFolder:
        find = {"models": find_checkpoint, "compared": find_compared, "own": find_image_model}[self.source]
        return find(self.checkpoint_name)

    @property
    def kind(self) -> type[nn.Module]:
        """What its configuration names, without its weights."""
        name = self.checkpoint.config["model"]
        return IMAGE_MODELS[name][1]

    @cached_property
    def model(self) -> nn.Module:
        """With its weights; raises CheckpointError where they are missing or damaged."""
        return self.checkpoint.load_model()

    @property
    def training(self) -> tuple[int, str]:
        """Seconds of its own training, and the name of what it started from, whose seconds they are not. One that was finished by a
        second run has been trained in both. Raises CheckpointError where nothing tells."""
        card = self.checkpoint.card
        seconds = seconds_of_training(self.checkpoint.folder, card)
        if seconds is None:
            raise CheckpointError(
                f"{self.checkpoint.name} tells nowhere how long it was trained: neither its card nor {HISTORY} does"
            )
        before = card.get("started_from") or {}
        if before.get("training_seconds") is not None:
            return round(seconds + before["training_seconds"]), before["training"]["start_from"]
        return round(seconds), card["training"].get("start_from", "")

    @property
    def latent_model(self) -> LatentModel | None:
        """None for what has no encoder."""
        return self.model if isinstance(self.model, LatentModel) else None

    @property
    def bound(self) -> Bound:
        if isinstance(self.model, AutoregressiveModel):
            return "exact"
        latent = self.latent_model
        return "iwae" if latent is not None and latent.stochastic else "none"

    @cached_property
    def _one_gaussian(self) -> Mixture:
        """With the moments of the codes of the committed sample."""
        latent = self.latent_model
        assert latent is not None
        images = load_images(self.checkpoint.card["data"]["key"], "sample").images
        with torch.no_grad():
            codes = torch.cat([latent.encode(part).mu for part in fixed_binarisation(images, 0).split(1000)])
        prior = Mixture(MixtureConfig(latent_dim=latent.latent_dim, num_components=1))
        prior.means.copy_(codes.mean(0, keepdim=True))
        prior.cholesky.copy_(torch.linalg.cholesky(torch.cov(codes.T)).unsqueeze(0))
        return prior

    @torch.no_grad()
    def sample_latents(self, num_samples: int, *, generator: torch.Generator) -> Float[Tensor, "sample latent"]:
        """Draws of what the model makes images from.

        Raises ValueError for a model without latents.
        """
        if isinstance(self.model, Gan):
            return torch.randn(num_samples, self.model.latent_dim, generator=generator)
        latent = self.latent_model
        if latent is None:
            raise ValueError(f"{self.title} has no latent")
        if self.single_gaussian:
            return self._one_gaussian.sample(num_samples, generator=generator)
        return latent.prior.sample(num_samples, generator=generator)

    @torch.no_grad()
    def decode(self, z: Float[Tensor, "sample latent"]) -> Float[Tensor, "sample channel height width"]:
        """Each pixel's probability of being on."""
        if isinstance(self.model, Gan):
            return self.model(z)
        latent = self.latent_model
        assert latent is not None
        return latent.decode_mean(z)

    @torch.no_grad()
    def draw(self, num_samples: int, *, generator: torch.Generator) -> Float[Tensor, "sample channel height width"]:
        """Pixels' probabilities given a draw of the latent; black-and-white images themselves where there is none."""
        if isinstance(self.model, AutoregressiveModel):
            return self.model.sample(num_samples, generator=generator)
        return torch.cat([self.decode(z) for z in self.sample_latents(num_samples, generator=generator).split(500)])
