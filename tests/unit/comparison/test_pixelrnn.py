"""The row LSTM: causal to the bit, with the triangle as context, exact likelihoods, and draws that follow them."""

import itertools
import math

import pytest
import torch

from tests.helpers.pixel_by_pixel import (
    check_draws_follow_the_probabilities,
    check_probabilities_add_up_to_one,
    check_sampling_uses_the_logits_of_the_whole_model,
    check_what_is_given_is_kept,
)
from vizvae.models.pixelrnn import PixelRnn, PixelRnnConfig, RowLstm


def lively(**config: object) -> PixelRnn:
    """With weights large enough that every pixel matters to every later one that can see it."""
    torch.manual_seed(0)
    model = PixelRnn(PixelRnnConfig(**{"hidden_dim": 4, "out_channels": 8, **config}))  # pyright: ignore[reportArgumentType]
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.normal_(0, 0.4)
    return model.requires_grad_(False)


def context(row: int, column: int, num_layers: int, width: int) -> set[tuple[int, int]]:
    """The pixels that the paper lets a pixel see, worked out place by place: mask A of 7 × 7, then per layer the input of the pixel and of
    the one to its left, here and, one column further each way a row, in all rows above."""
    places = {(row, column)}
    for _ in range(num_layers):
        rows = {
            (r - up, c + aside)
            for r, c in places
            for up in range(r + 1)
            for aside in range(-up, up + 1)
            if 0 <= c + aside < width
        }
        places = {(r, c - left) for r, c in rows for left in (0, 1) if c - left >= 0}
    near = {(-dy, dx) for dy in (1, 2, 3) for dx in range(-3, 4)} | {(0, -dx) for dx in (1, 2, 3)}
    return {(r + dr, c + dc) for r, c in places for dr, dc in near if r + dr >= 0 and 0 <= c + dc < width}


@pytest.mark.parametrize("num_layers", [1, 3])
def test_a_logit_depends_on_the_triangle_before_it_and_on_nothing_else(num_layers: int) -> None:
    height, width = 7, 12
    model = lively(image_shape=(1, height, width), num_layers=num_layers)
    x = (torch.rand(1, 1, height, width) < 0.5).float()
    before = model(x)[0, 0]
    sees: dict[tuple[int, int], set[tuple[int, int]]] = {place: set() for place in itertools.product(range(height), range(width))}
    for pixel in range(height * width):
        other = x.flatten().clone()
        other[pixel] = 1 - other[pixel]
        for row, column in (model(other.view_as(x))[0, 0] != before).nonzero().tolist():
            sees[row, column].add(divmod(pixel, width))
    for (row, column), seen in sees.items():
        assert all(place < (row, column) for place in seen), "causal"
        assert seen <= context(row, column, num_layers, width)
    assert sees[height - 1, width // 2] == context(height - 1, width // 2, num_layers, width)
    assert sees[0, 1] == {(0, 0)}
    # What the paper says against it: not all that came before.
    assert num_layers > 1 or (height - 1, 0) not in sees[height - 1, width - 1]


def test_one_step_by_hand() -> None:
    """Equation 3 in scalars: one pixel below another, hidden size 1, every weight 1."""
    layer = RowLstm(1)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.fill_(1.0)
        x = torch.tensor([0.5, -1.0]).view(2, 1, 1, 1).expand(2, 1, 1, 2)
        found = layer(x).flatten(1)
    sigmoid = lambda value: 1 / (1 + math.exp(-value))  # noqa: E731
    gates = 0.5 + 0.5 + 1  # both channels of the pixel, nothing to its left, the bias
    cell = sigmoid(gates) * math.tanh(gates)
    state = sigmoid(gates) * math.tanh(cell)
    assert found[0].tolist() == pytest.approx([0.5 + state + 1] * 2)
    gates = -1 - 1 + 1 + state  # the state above; none beside it
    cell = sigmoid(gates) * cell + sigmoid(gates) * math.tanh(gates)
    state = sigmoid(gates) * math.tanh(cell)
    assert found[1].tolist() == pytest.approx([-1 + state + 1] * 2)


def test_probabilities_of_all_images_add_up_to_one() -> None:
    check_probabilities_add_up_to_one(lively(image_shape=(1, 3, 4)))


def test_draws_follow_the_probabilities() -> None:
    check_draws_follow_the_probabilities(lively(image_shape=(1, 2, 2), num_layers=1))


def test_sampling_step_by_step_uses_the_logits_of_the_whole_model() -> None:
    check_sampling_uses_the_logits_of_the_whole_model(lively(image_shape=(1, 9, 8), num_layers=3))


def test_what_is_given_is_kept_and_the_rest_drawn_under_it() -> None:
    check_what_is_given_is_kept(lively(image_shape=(1, 6, 6)))


def test_untrained_it_predicts_the_mean_image() -> None:
    model = PixelRnn(PixelRnnConfig(hidden_dim=4, image_shape=(1, 4, 4)))
    torch.nn.init.zeros_(model.last.weight)
    mean = torch.linspace(0.05, 0.95, 16).view(1, 4, 4)
    model.start_from_mean(mean)
    torch.testing.assert_close(torch.sigmoid(model(torch.zeros(1, 1, 4, 4)))[0], mean)


def test_colour_and_no_layer_are_refused() -> None:
    with pytest.raises(ValueError, match=r"PixelRNN.*one channel"):
        PixelRnn(PixelRnnConfig(image_shape=(3, 8, 8)))
    with pytest.raises(ValueError, match="at least one row LSTM"):
        PixelRnnConfig(num_layers=0)
