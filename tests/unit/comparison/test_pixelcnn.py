import itertools
import math

import pytest
import torch

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
    model = lively(image_shape=(1, 3, 4), dilations=(1, 2))
    images = torch.tensor(list(itertools.product((0.0, 1.0), repeat=12))).view(-1, 1, 3, 4)
    total = torch.logsumexp(model.log_prob(images).double(), 0).item()
    assert total == pytest.approx(0, abs=1e-5)


def test_draws_follow_the_probabilities() -> None:
    model = lively(image_shape=(1, 2, 2), dilations=(1,))
    images = torch.tensor(list(itertools.product((0.0, 1.0), repeat=4))).view(-1, 1, 2, 2)
    expected = model.log_prob(images).exp()
    draws = model.sample(20_000, generator=torch.Generator().manual_seed(1))
    index = (draws.flatten(1) * torch.tensor([8.0, 4.0, 2.0, 1.0])).sum(1).long()
    found = torch.bincount(index, minlength=16) / len(draws)
    assert (found - expected).abs().max() < 4 * math.sqrt(0.25 / len(draws))


def test_sampling_step_by_step_uses_the_logits_of_the_whole_model() -> None:
    model = lively(image_shape=(1, 9, 8), dilations=(1, 2, 4))
    draws = model.sample(4, generator=torch.Generator().manual_seed(3))
    uniforms = torch.rand(72, 4, generator=torch.Generator().manual_seed(3)).T
    assert torch.equal((uniforms < torch.sigmoid(model(draws)).flatten(1)).float(), draws.flatten(1))
    assert 0.1 < draws.mean() < 0.9


def test_what_is_given_is_kept_and_the_rest_drawn_under_it() -> None:
    model = lively(image_shape=(1, 6, 6), dilations=(1, 2))
    given = (torch.rand(1, 6, 6) < 0.5).float()
    draws = model.sample(3, generator=torch.Generator().manual_seed(3), given=given, num_given=20)
    assert torch.equal(draws.flatten(1)[:, :20], given.flatten()[:20].expand(3, -1))
    uniforms = torch.rand(36, 3, generator=torch.Generator().manual_seed(3)).T
    expected = (uniforms < torch.sigmoid(model(draws)).flatten(1)).float()
    assert torch.equal(expected[:, 20:], draws.flatten(1)[:, 20:])


def test_untrained_it_predicts_the_mean_image() -> None:
    model = PixelCnn(PixelCnnConfig(channels=4, dilations=(1,), image_shape=(1, 4, 4)))
    torch.nn.init.zeros_(model.last.weight)
    mean = torch.linspace(0.05, 0.95, 16).view(1, 4, 4)
    model.start_from_mean(mean)
    torch.testing.assert_close(torch.sigmoid(model(torch.zeros(1, 1, 4, 4)))[0], mean)


def test_colour_is_refused() -> None:
    with pytest.raises(ValueError, match="one channel"):
        PixelCnn(PixelCnnConfig(image_shape=(3, 8, 8)))
