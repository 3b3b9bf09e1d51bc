"""Where the data lies in the latent space: encodings of held-out images, and statistics of each latent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import torch
from jaxtyping import Float
from torch import Tensor

from vizvae.data.binarise import scored_pixels
from vizvae.data.images import ImageSet
from vizvae.gaussian import DiagonalGaussian
from vizvae.models.base import LatentModel
from vizvae.objectives import recon_nll

REFERENCE_SEED = 20260402
IN_USE_KL = 0.01
"""A latent with less KL than this, nats, carries nothing: its posterior is the prior. Not the same as *active units*, whose mean varies
(`vizvae.metrics.likelihood`): a latent that carries little may do the one and not the other."""


def num_in_use(kl_per_dim: Iterable[float]) -> int:
    """How many latents carry more than `IN_USE_KL`, of the KL of each in nats."""
    return sum(kl > IN_USE_KL for kl in kl_per_dim)


@dataclass(frozen=True, kw_only=True)
class Reference:
    """Encodings of a sample of images that the model was not trained on."""

    mu: Float[Tensor, "image latent"]
    z: Float[Tensor, "image latent"]
    """One posterior draw an image: together a sample of the aggregate posterior. For a deterministic model, `mu`."""
    logvar: Float[Tensor, "image latent"] | None
    """log σ² of each posterior; None for a deterministic model."""
    recon_nll: Float[Tensor, " image"]
    """−log p(x|z) at that image's row of `z`, nats."""

    @cached_property
    def kl(self) -> Float[Tensor, " image"] | None:
        """KL(q(z|x) ‖ p(z)) of each image, nats; None for a deterministic model."""
        return None if self.logvar is None else DiagonalGaussian(self.mu, self.logvar).kl

    @cached_property
    def kl_per_dim(self) -> Float[Tensor, " latent"] | None:
        """KL of each latent, mean over images, nats; None for a deterministic model."""
        return None if self.logvar is None else DiagonalGaussian(self.mu, self.logvar).kl_per_dim.mean(0)

    @property
    def mean(self) -> Float[Tensor, " latent"]:
        return self.z.mean(0)

    @property
    def std(self) -> Float[Tensor, " latent"]:
        """Standard deviation of the aggregate posterior."""
        return self.z.std(0)

    @property
    def in_use(self) -> list[int]:
        """Latents that carry something, by index: more than `IN_USE_KL`; of a deterministic model, all that vary."""
        carries = self.std > 1e-6 if self.kl_per_dim is None else self.kl_per_dim > IN_USE_KL
        return torch.nonzero(carries).flatten().tolist()

    @property
    def varying(self) -> list[int]:
        """Latents that differ from image to image at all."""
        return torch.nonzero(self.std > 1e-6).flatten().tolist()

    @property
    def shown(self) -> list[int]:
        """Latents to look at first: `in_use`, or all that vary where fewer than two are, as in an untrained or collapsed model."""
        return self.in_use if len(self.in_use) >= 2 else self.varying or self.in_use

    @property
    def density_dims(self) -> list[int]:
        """Latents in which the density of the data is estimated: `in_use`, or all that vary where none is."""
        return self.in_use or self.varying

    def histogram(self, latent: int, low: float, high: float, num_bins: int) -> list[int]:
        """How many draws of the aggregate posterior fall in each of `num_bins` equal bins from `low` to `high`."""
        return torch.histc(self.z[:, latent], bins=num_bins, min=low, max=high).int().tolist()


@torch.no_grad()
def encode_reference(model: LatentModel, sample: ImageSet) -> Reference:
    """Encode `sample`, binarised by a stored seed where the pixels are Bernoulli."""
    chunks = scored_pixels(sample.images, bernoulli=model.likelihood_name == "bernoulli", seed=REFERENCE_SEED).split(500)
    posteriors = [model.encode(x) for x in chunks]
    generator = torch.Generator().manual_seed(REFERENCE_SEED)
    draws = [posterior.sample(generator=generator) for posterior in posteriors]
    logvars = [posterior.logvar for posterior in posteriors if isinstance(posterior, DiagonalGaussian)]
    return Reference(
        mu=torch.cat([posterior.mu for posterior in posteriors]),
        z=torch.cat(draws),
        logvar=torch.cat(logvars) if logvars else None,
        recon_nll=torch.cat([recon_nll(model, x, z) for x, z in zip(chunks, draws, strict=True)]),
    )
