"""A convolutional VAE whose decoder lays the code on every place of a grid, beside that place's coordinates: a spatial broadcast decoder
(Watters et al. 2019), for which where a thing is and what it is come apart more easily."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vizvae.models.strided import StridedConfig, StridedVae, upward


@dataclass(frozen=True, kw_only=True)
class VaeBroadcastConfig(StridedConfig):
    num_doublings: int = 2
    """The grid's sides are the (padded) image's, halved so many times. In the paper the grid is the image itself, with sixteen times the
    arithmetic: too much for an image at every move of a pointer."""
    num_layers: int = 3
    """3×3 convolutions on the grid."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 1 <= self.num_doublings <= len(self.channels):
            raise ValueError(f"num_doublings must be 1 to {len(self.channels)}, the number of halvings, got {self.num_doublings}")
        if self.num_layers < 1:
            raise ValueError(f"num_layers must be at least 1, got {self.num_layers}")


class VaeBroadcast(StridedVae):
    title: ClassVar[str] = "spatial-broadcast VAE"
    places: Float[Tensor, "2 height width"]

    def __init__(self, config: VaeBroadcastConfig) -> None:
        super().__init__(config)
        channels, height, width = config.shape_after(config.num_doublings)
        down, right = torch.meshgrid(torch.linspace(-1, 1, height), torch.linspace(-1, 1, width), indexing="ij")
        self.register_buffer("places", torch.stack([right, down]), persistent=False)
        # A 1×1 convolution of the tiled code and the coordinates is the sum of two, of which one needs no tiling.
        self.of_code = nn.Linear(config.latent_dim, channels)
        self.of_place = nn.Conv2d(2, channels, 1)
        self.on_grid = nn.ModuleList(nn.Conv2d(channels, channels, 3, padding=1) for _ in range(config.num_layers))
        self.up = upward((*config.channels[config.num_doublings - 1 :: -1], config.image_shape[0]))

    def pixels(self, z: Float[Tensor, "batch latent"]) -> Float[Tensor, "batch channel padded_height padded_width"]:
        with torch.autocast(z.device.type, enabled=False):  # as in `Dense`: a code must not be rounded
            h = self.of_code(z.float())[..., None, None] + self.of_place(self.places)
        for conv in (*self.on_grid, *self.up):
            h = conv(nn.functional.silu(h))
        return h
