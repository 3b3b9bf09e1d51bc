"""A gated PixelCNN: every pixel from those before it, so that the likelihood of an image is exact (van den Oord et al. 2016)."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vizvae.models.autoregressive import AutoregressiveModel, bias_of
from vizvae.models.base import ImageShape


@dataclass(frozen=True, kw_only=True)
class PixelCnnConfig:
    channels: int = 32
    dilations: tuple[int, ...] = (1, 2, 4, 1, 2, 4, 1, 2)
    """One gated layer each: how far apart the pixels are that its kernel looks at."""
    out_channels: int = 64
    image_shape: ImageShape = (1, 28, 28)


def shifted_down(h: Float[Tensor, "batch channel height width"]) -> Float[Tensor, "batch channel height width"]:
    """Every row moved to the next one: what a row may know of the rows above it."""
    return nn.functional.pad(h, (0, 0, 1, 0))[:, :, :-1]


def gated(h: Float[Tensor, "batch channel *place"]) -> Float[Tensor, "batch half *place"]:
    """tanh(a) · σ(b) of the two halves of the channels (equation 2)."""
    a, b = h.chunk(2, dim=1)
    return torch.tanh(a) * torch.sigmoid(b)


class GatedLayer(nn.Module):
    """The two stacks of figure 2: one sees the rows above, the other the pixels to the left and, shifted down, the first. Kernels that
    end at the pixel do what a mask on a whole kernel would, at half the arithmetic."""

    def __init__(self, channels: int, dilation: int) -> None:
        super().__init__()
        self.dilation = dilation
        self.vertical = nn.Conv2d(channels, 2 * channels, (2, 3), dilation=dilation)
        self.horizontal = nn.Conv2d(channels, 2 * channels, (1, 2), dilation=dilation)
        self.link = nn.Conv2d(2 * channels, 2 * channels, 1)
        self.out = nn.Conv2d(channels, channels, 1)

    def forward(self, above: Tensor, left: Tensor) -> tuple[Tensor, Tensor]:
        d = self.dilation
        seen_above = self.vertical(nn.functional.pad(above, (d, d, d, 0)))  # this row and the one d above it
        seen_left = self.horizontal(nn.functional.pad(left, (d, 0, 0, 0)))  # this pixel and the one d to its left
        both = gated(seen_left + self.link(shifted_down(seen_above)))
        return above + gated(seen_above), left + self.out(both)


class PixelCnn(AutoregressiveModel):
    title = "gated PixelCNN"

    def __init__(self, config: PixelCnnConfig) -> None:
        super().__init__(config.image_shape)
        self.config = config
        channels = config.channels
        self.first_above = nn.Conv2d(1, channels, (3, 7))
        self.first_left = nn.Conv2d(1, channels, (1, 3))
        self.layers = nn.ModuleList(GatedLayer(channels, dilation) for dilation in config.dilations)
        self.hidden = nn.Conv2d(channels, config.out_channels, 1)
        self.last = nn.Conv2d(config.out_channels, 1, 1, bias=False)

    def forward(self, x: Float[Tensor, "batch 1 height width"]) -> Float[Tensor, "batch 1 height width"]:
        centred = 2 * x - 1
        above = self.first_above(nn.functional.pad(centred, (3, 3, 2, 0)))
        before = self.first_left(nn.functional.pad(centred, (3, 0, 0, 0)))[:, :, :, :-1]  # the three pixels left of each
        left = before + shifted_down(above)
        for layer in self.layers:
            above, left = layer(above, left)
        h = self.hidden(nn.functional.silu(left))
        return self.last(nn.functional.silu(h)).float() + self.pixel_bias

    @torch.no_grad()
    def sample(
        self,
        num_samples: int,
        *,
        generator: torch.Generator,
        given: Float[Tensor, "1 height width"] | None = None,
        num_given: int = 0,
    ) -> Float[Tensor, "sample 1 height width"]:
        _, height, width = self.config.image_shape
        channels = self.config.channels
        layers = [layer for layer in self.layers if isinstance(layer, GatedLayer)]
        x, uniforms = self.begun(num_samples, generator, given, num_given)
        above = [torch.zeros(num_samples, channels, height, width) for _ in layers]  # what enters each layer, of the rows so far
        last_seen = [
            torch.zeros(num_samples, 2 * channels, width) for _ in layers
        ]  # of the row above, in each layer's vertical stack
        last_first = torch.zeros(num_samples, channels, width)
        weights = [_RowWeights(layer) for layer in layers]
        first_left = self.first_left.weight[:, 0, 0]  # (channels, 3)
        for row in range(height):
            links = [torch.einsum("oc,ncw->now", w.link, seen) + w.link_bias for w, seen in zip(weights, last_seen, strict=True)]
            left = [torch.zeros(num_samples, width, channels) for _ in layers]
            for column in range(width):
                pixel = row * width + column
                near = nn.functional.pad(2 * x[:, 0, row] - 1, (3, 0))[:, column : column + 3]
                outside = max(0, 3 - column)
                if outside:
                    near[:, :outside] = 0
                h = near @ first_left.T + bias_of(self.first_left) + last_first[:, :, column]
                for index, w in enumerate(weights):
                    left[index][:, column] = h
                    seen = h @ w.here.T + w.bias + links[index][:, :, column]
                    if column >= w.dilation:
                        seen = seen + left[index][:, column - w.dilation] @ w.before.T
                    h = h + gated(seen) @ w.out.T + w.out_bias
                h = nn.functional.silu(h) @ self.hidden.weight[:, :, 0, 0].T + bias_of(self.hidden)
                logit = (nn.functional.silu(h) @ self.last.weight[0, :, 0, 0]) + self.pixel_bias[0, row, column]
                if pixel >= num_given:
                    x[:, 0, row, column] = (uniforms[pixel] < torch.sigmoid(logit)).float()
            last_first = self._vertical_row(x, above, last_seen, layers, row)
        return x

    def _vertical_row(
        self, x: Tensor, above: list[Tensor], last_seen: list[Tensor], layers: list[GatedLayer], row: int
    ) -> Float[Tensor, "sample channel width"]:
        """Carry a finished row through the vertical stack; `above` and `last_seen` are brought up to date."""
        rows = torch.zeros(len(x), 1, 3, x.shape[-1])
        start = max(0, row - 2)
        rows[:, :, start - row + 2 :] = 2 * x[:, :, start : row + 1] - 1
        first = h = self.first_above(nn.functional.pad(rows, (3, 3)))[:, :, 0]
        for index, layer in enumerate(layers):
            above[index][:, :, row] = h
            d = layer.dilation
            further = above[index][:, :, row - d] if row >= d else torch.zeros_like(h)
            pair = nn.functional.pad(torch.stack([further, h], 2), (d, d))
            seen = nn.functional.conv2d(pair, layer.vertical.weight, layer.vertical.bias, dilation=(1, d))[:, :, 0]
            last_seen[index] = seen
            h = h + gated(seen)
        return first


class _RowWeights:
    """A layer's horizontal stack as matrices."""

    def __init__(self, layer: GatedLayer) -> None:
        self.dilation = layer.dilation
        self.before, self.here = layer.horizontal.weight[:, :, 0, 0], layer.horizontal.weight[:, :, 0, 1]
        self.bias = bias_of(layer.horizontal)
        self.link, self.link_bias = layer.link.weight[:, :, 0, 0], bias_of(layer.link).unsqueeze(-1)
        self.out, self.out_bias = layer.out.weight[:, :, 0, 0], bias_of(layer.out)
