"""What models have in common that draw an image pixel by pixel and know its likelihood exactly."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, final

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vizvae.likelihoods import Bernoulli
from vizvae.models.base import ImageShape, logit_of_mean


class AutoregressiveModel(nn.Module, ABC):
    """p(x) = ∏ p(x_i | x_1 … x_{i−1}) of black-and-white images, pixels row by row from the top left."""

    title: ClassVar[str]

    def __init__(self, image_shape: ImageShape) -> None:
        super().__init__()
        if image_shape[0] != 1:
            raise ValueError(f"a {self.title} of black-and-white pixels needs one channel, got {image_shape[0]}")
        self.pixel_bias = nn.Parameter(torch.zeros(image_shape))
        """Added to the logits, so that training starts from the mean image."""

    @abstractmethod
    def forward(self, x: Float[Tensor, "batch 1 height width"]) -> Float[Tensor, "batch 1 height width"]:
        """The logit of each pixel being on given those before it, `x` in {0, 1}: it depends on no pixel from it on."""

    @abstractmethod
    def sample(
        self,
        num_samples: int,
        *,
        generator: torch.Generator,
        given: Float[Tensor, "1 height width"] | None = None,
        num_given: int = 0,
    ) -> Float[Tensor, "sample 1 height width"]:
        """Draws of p(x), pixel by pixel, each value computed once (Ramachandran et al. 2017): as much arithmetic as one forward pass.

        With `given` (pixels in {0, 1}) its first `num_given` pixels, row by row, are kept, and the draws are of the rest under them.
        """

    @final
    def begun(
        self, num_samples: int, generator: torch.Generator, given: Float[Tensor, "1 height width"] | None, num_given: int
    ) -> tuple[Float[Tensor, "sample 1 height width"], Float[Tensor, "pixel sample"]]:
        """What `sample` starts from: images with what is given and 0 elsewhere, and for each pixel the number in [0, 1) that its
        probability must exceed for it to be on."""
        _, height, width = self.pixel_bias.shape
        x = torch.zeros(num_samples, 1, height, width)
        if given is not None:
            x.flatten(1)[:, :num_given] = given.flatten()[:num_given]
        return x, torch.rand(height * width, num_samples, generator=generator)

    @final
    def log_prob(self, x: Float[Tensor, "batch 1 height width"]) -> Float[Tensor, " batch"]:
        """log p(x), nats, exact."""
        return Bernoulli(self(x).flatten(1)).log_prob(x.flatten(1))

    @final
    @torch.no_grad()
    def start_from_mean(self, mean_image: Float[Tensor, "1 height width"]) -> None:
        """Set the bias so that the untrained model predicts the mean training image (pixels in [0, 1])."""
        self.pixel_bias.copy_(logit_of_mean(mean_image))


def bias_of(layer: nn.Conv2d) -> Tensor:
    assert layer.bias is not None
    return layer.bias
