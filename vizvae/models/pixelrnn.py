"""A PixelRNN with row LSTMs: a recurrence runs down the image, a whole row at a time (van den Oord et al. 2016, "Pixel Recurrent Neural
Networks", section 3.1)."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vizvae.models.autoregressive import AutoregressiveModel, bias_of
from vizvae.models.base import ImageShape


@dataclass(frozen=True, kw_only=True)
class PixelRnnConfig:
    hidden_dim: int = 32
    """Of each pixel's state in a row LSTM; what goes from layer to layer has twice as many channels."""
    num_layers: int = 2
    out_channels: int = 64
    image_shape: ImageShape = (1, 28, 28)

    def __post_init__(self) -> None:
        if self.num_layers < 1:
            raise ValueError(f"a PixelRNN needs at least one row LSTM, got num_layers = {self.num_layers}")


class RowLstm(nn.Module):
    """One layer (equation 3), with the residual connection around it (figure 5). Works on (height, batch, width, channel).

    The masks are kernels that end where a mask would begin: input-to-state is mask B on a kernel of three, that is the pixel and the one
    to its left. State-to-state reaches to the pixel above and its two neighbours, so that a pixel's context is a triangle, wider by one
    column each way with every row upwards.
    """

    def __init__(self, hidden_dim: int) -> None:
        super().__init__()
        self.hidden_dim = hidden_dim
        self.input_to_state = nn.Linear(4 * hidden_dim, 4 * hidden_dim)
        self.state_to_state = nn.Linear(3 * hidden_dim, 4 * hidden_dim, bias=False)
        self.out = nn.Linear(hidden_dim, 2 * hidden_dim)

    def forward(self, x: Float[Tensor, "height batch width channel"]) -> Float[Tensor, "height batch width channel"]:
        left = nn.functional.pad(x, (0, 0, 1, 0))[:, :, :-1]
        fed = self.input_to_state(torch.cat([left, x], -1))  # (height, batch, width, 4 · hidden)
        state = cell = fed.new_zeros(*fed.shape[1:3], self.hidden_dim)
        states = []
        for row in fed.unbind(0):
            state, cell = stepped(row + self.state_to_state(with_neighbours(state)), cell)
            states.append(state)
        return x + self.out(torch.stack(states))


def with_neighbours(state: Float[Tensor, "batch width hidden"]) -> Float[Tensor, "batch width three_hidden"]:
    """Each pixel's state between those of the pixels left and right of it, which are 0 outside."""
    wider = nn.functional.pad(state, (0, 0, 1, 1))
    return torch.cat([wider[:, :-2], state, wider[:, 2:]], -1)


def stepped(gates: Float[Tensor, "*place four_hidden"], cell: Float[Tensor, "*place hidden"]) -> tuple[Tensor, Tensor]:
    """The state and the cell after one step: gates o, f, i and the content g, as in equation 3."""
    hidden = cell.shape[-1]
    output, forget, enter = torch.sigmoid(gates[..., : 3 * hidden]).chunk(3, -1)
    cell = forget * cell + enter * torch.tanh(gates[..., 3 * hidden :])
    return output * torch.tanh(cell), cell


class PixelRnn(AutoregressiveModel):
    title = "PixelRNN (row LSTM)"

    def __init__(self, config: PixelRnnConfig) -> None:
        super().__init__(config.image_shape)
        self.config = config
        channels = 2 * config.hidden_dim
        # Mask A on a kernel of 7 × 7: the three rows above, and the three pixels to the left.
        self.first_above = nn.Conv2d(1, channels, (3, 7), bias=False)
        self.first_left = nn.Conv2d(1, channels, (1, 3))
        self.layers = nn.ModuleList(RowLstm(config.hidden_dim) for _ in range(config.num_layers))
        self.hidden = nn.Linear(channels, config.out_channels)
        self.last = nn.Linear(config.out_channels, 1, bias=False)

    def forward(self, x: Float[Tensor, "batch 1 height width"]) -> Float[Tensor, "batch 1 height width"]:
        centred = 2 * x - 1
        above = self.first_above(nn.functional.pad(centred, (3, 3, 3, 0)))[:, :, :-1]
        before = self.first_left(nn.functional.pad(centred, (3, 0, 0, 0)))[:, :, :, :-1]
        h = (above + before).permute(2, 0, 3, 1).contiguous()  # (height, batch, width, channel)
        for layer in self.layers:
            h = layer(h)
        logits = self.last(torch.relu(self.hidden(torch.relu(h))))
        return logits.float().permute(1, 3, 0, 2) + self.pixel_bias

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
        layers = [layer for layer in self.layers if isinstance(layer, RowLstm)]
        x, uniforms = self.begun(num_samples, generator, given, num_given)
        centred = torch.zeros(num_samples, height + 3, width + 6)  # three rows and columns of 0 around what is drawn
        above_weight, left_weight = self.first_above.weight.flatten(1).T, self.first_left.weight.flatten(1).T
        left_bias = bias_of(self.first_left)
        states = [torch.zeros(num_samples, width, layer.hidden_dim) for layer in layers]
        cells = [torch.zeros_like(state) for state in states]
        for row in range(height):
            from_above = [layer.state_to_state(with_neighbours(state)) for layer, state in zip(layers, states, strict=True)]
            left = [torch.zeros(num_samples, 2 * layer.hidden_dim) for layer in layers]  # what entered each at the pixel before
            for column in range(width):
                pixel = row * width + column
                h = centred[:, row : row + 3, column : column + 7].flatten(1) @ above_weight
                h = h + centred[:, row + 3, column : column + 3] @ left_weight + left_bias
                for index, layer in enumerate(layers):
                    fed = layer.input_to_state(torch.cat([left[index], h], -1))
                    state, cell = stepped(fed + from_above[index][:, column], cells[index][:, column])
                    states[index][:, column], cells[index][:, column], left[index] = state, cell, h
                    h = h + layer.out(state)
                logit = self.last(torch.relu(self.hidden(torch.relu(h))))[:, 0] + self.pixel_bias[0, row, column]
                if pixel >= num_given:
                    x[:, 0, row, column] = (uniforms[pixel] < torch.sigmoid(logit)).float()
                centred[:, row + 3, column + 3] = 2 * x[:, 0, row, column] - 1
        return x
