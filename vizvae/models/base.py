"""The contract every model here keeps: encode to a posterior, decode a latent, score pixels under a latent."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, Literal, Protocol, final, runtime_checkable

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vizvae.likelihoods import Bernoulli, LikelihoodName, PixelLikelihood
from vizvae.prior import Prior, StandardNormal

ImageShape = tuple[int, int, int]
"""(channels, height, width)"""


@runtime_checkable
class Posterior(Protocol):
    """What `encode` returns: a mean, and a way to draw. The caller says which of the two it wants."""

    @property
    def mu(self) -> Tensor: ...

    def sample(self, num_samples: int | None = None, *, generator: torch.Generator | None = None) -> Tensor: ...


@runtime_checkable
class ModelConfig(Protocol):
    """What every model's frozen configuration has in common."""

    @property
    def latent_dim(self) -> int: ...

    @property
    def image_shape(self) -> ImageShape: ...


class LatentModel(nn.Module, ABC):
    """A model of images with a latent vector z. What is not abstract here is final: a model with another prior is given one.

    Nothing here depends on `self.training`: one object is shared by all visitors of the dashboard.
    """

    title: ClassVar[str]
    """What it is, in a few words for a reader."""
    stochastic: ClassVar[bool] = True
    """False for a deterministic autoencoder, which has no posterior and no ELBO, and no prior but one that is fitted afterwards."""

    def __init__(self, config: ModelConfig, likelihood_name: LikelihoodName | Literal["unknown"] = "bernoulli") -> None:
        super().__init__()
        self.config = config
        self.likelihood_name: LikelihoodName | Literal["unknown"] = likelihood_name
        self.prior: Prior = StandardNormal(config.latent_dim)
        """p(z)"""
        self.kind = self.title
        """With what a setting makes another model of it, which says so here."""
        self.polar: tuple[int, int] | None = None
        """Two latents that are the direction and the distance of a point of their plane, see `vizvae.models.polar`."""

    @final
    def set_prior(self, prior: Prior) -> None:
        """Have `prior` in place of the standard normal.

        Raises ValueError if it is a prior of another number of latents.
        """
        if prior.latent_dim != self.latent_dim:
            raise ValueError(f"expected a prior of {self.latent_dim} latents, as the model has, got one of {prior.latent_dim}")
        self.prior = prior

    @final
    @property
    def full_title(self) -> str:
        """`kind`, with the prior where it is not the standard normal."""
        return f"{self.kind} with {self.prior.title}" if self.prior.title else self.kind

    @final
    @property
    def standard_prior(self) -> bool:
        """Whether p(z) is N(0, I), so that the KL has a closed form."""
        return isinstance(self.prior, StandardNormal)

    @final
    @property
    def latent_dim(self) -> int:
        return self.config.latent_dim

    @final
    @property
    def image_shape(self) -> ImageShape:
        return self.config.image_shape

    @abstractmethod
    def encode(self, x: Float[Tensor, "batch channel height width"]) -> Posterior:
        """q(z|x) for images in [0, 1]; binarised ones where the likelihood is Bernoulli."""

    @abstractmethod
    def likelihood(self, z: Float[Tensor, "batch latent"]) -> PixelLikelihood:
        """p(x|z) over flattened pixels, (batch, channel·height·width)."""

    @abstractmethod
    def start_from_mean(self, mean_image: Float[Tensor, "channel height width"]) -> None:
        """Set the output bias so that the untrained decoder predicts the mean training image (pixels in [0, 1])."""

    @final
    def decode(self, z: Float[Tensor, "batch latent"]) -> Float[Tensor, "batch channel height width"]:
        """Logits (Bernoulli) or means (Gaussian, logistic) as images."""
        likelihood = self.likelihood(z)
        flat = likelihood.logits if isinstance(likelihood, Bernoulli) else likelihood.mean
        return flat.unflatten(-1, self.image_shape)

    @final
    def decode_mean(self, z: Float[Tensor, "batch latent"]) -> Float[Tensor, "batch channel height width"]:
        """The expected image E[x|z], pixels in [0, 1]: what the dashboard shows."""
        return self.likelihood(z).mean.unflatten(-1, self.image_shape)


def whole_sides(image_shape: ImageShape, multiple: int) -> tuple[int, int]:
    """(height, width) that a network sees which needs multiples: the image's own, or the next larger ones."""
    _, height, width = image_shape
    return -(-height // multiple) * multiple, -(-width // multiple) * multiple


def padded(
    x: Float[Tensor, "batch channel height width"], multiple: int
) -> Float[Tensor, "batch channel padded_height padded_width"]:
    """The image in the middle, with its border repeated, so that its sides are multiples; itself where they are already."""
    down, right = (-side % multiple for side in x.shape[-2:])
    if not down and not right:
        return x
    return nn.functional.pad(x, (right // 2, right - right // 2, down // 2, down - down // 2), mode="replicate")


def cropped(
    h: Float[Tensor, "batch channel padded_height padded_width"], image_shape: ImageShape
) -> Float[Tensor, "batch channel height width"]:
    """What `padded` put around an image taken off again: a likelihood counts true pixels alone."""
    _, height, width = image_shape
    top, left = (h.shape[-2] - height) // 2, (h.shape[-1] - width) // 2
    return h[..., top : top + height, left : left + width]


def logit_of_mean(mean_image: Tensor) -> Tensor:
    """logit of pixel frequencies, kept finite where a pixel is never (or always) on: one part in ten thousand."""
    return torch.logit(mean_image.clamp(1e-4, 1 - 1e-4))
