import pytest
import torch

from tests.helpers.pixel_by_pixel import (
    check_draws_follow_the_probabilities,
    check_probabilities_add_up_to_one,
    check_sampling_uses_the_logits_of_the_whole_model,
    check_what_is_given_is_kept,
)
from vizvae.models.pixelcnn import PixelCnn, PixelCnnConfig


def lively(**config: object) -> PixelCnn:
    """With weights large enough that every pixel matters to every later one."""
    torch.manual_seed(0)
    model = PixelCnn(PixelCnnConfig(**{"channels": 6, "out_channels": 8, **config}))  # pyright: ignore[reportArgumentType]
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.normal_(0, 0.3)
    return model.requires_grad_(False)


@pytest.mark.parametrize("dilations", [(1, 1), (1, 2, 4)])
def test_no_logit_depends_on_its_own_pixel_or_a_later_one(dilations: tuple[int, ...]) -> None:
    height, width = 7, 6
    model = lively(image_shape=(1, height, width), dilations=dilations)
    x = (torch.rand(1, 1, height, width) < 0.5).float()
    before = model(x).flatten()
    for pixel in range(height * width):
        other = x.flatten().clone()
        other[pixel] = 1 - other[pixel]
        changed = model(other.view_as(x)).flatten() != before
        assert not changed[: pixel + 1].any()
        assert pixel == height * width - 1 or changed[pixel + 1], "the next pixel must see this one"


def test_the_last_pixel_sees_all_others() -> None:
    model = lively(image_shape=(1, 7, 6), dilations=(1, 2, 4))
    x = (torch.rand(1, 1, 7, 6) < 0.5).float()
    before = model(x).flatten()[-1]
    for pixel in range(41):
        other = x.flatten().clone()
        other[pixel] = 1 - other[pixel]
        assert model(other.view_as(x)).flatten()[-1] != before


def test_probabilities_of_all_images_add_up_to_one() -> None:
    check_probabilities_add_up_to_one(lively(image_shape=(1, 3, 4), dilations=(1, 2)))


def test_draws_follow_the_probabilities() -> None:
    check_draws_follow_the_probabilities(lively(image_shape=(1, 2, 2), dilations=(1,)))


def test_sampling_step_by_step_uses_the_logits_of_the_whole_model() -> None:
    check_sampling_uses_the_logits_of_the_whole_model(lively(image_shape=(1, 9, 8), dilations=(1, 2, 4)))


def test_what_is_given_is_kept_and_the_rest_drawn_under_it() -> None:
    check_what_is_given_is_kept(lively(image_shape=(1, 6, 6), dilations=(1, 2)))


def test_untrained_it_predicts_the_mean_image() -> None:
    model = PixelCnn(PixelCnnConfig(channels=4, dilations=(1,), image_shape=(1, 4, 4)))
    torch.nn.init.zeros_(model.last.weight)
    mean = torch.linspace(0.05, 0.95, 16).view(1, 4, 4)
    model.start_from_mean(mean)
    torch.testing.assert_close(torch.sigmoid(model(torch.zeros(1, 1, 4, 4)))[0], mean)


def test_colour_is_refused() -> None:
    with pytest.raises(ValueError, match="one channel"):
        PixelCnn(PixelCnnConfig(image_shape=(3, 8, 8)))
