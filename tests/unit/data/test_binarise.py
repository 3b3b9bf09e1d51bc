import pytest
import torch
from torch import Tensor

from tests.helpers.small import sample_images
from vizvae.data.binarise import PAGE_DRAW_SEED, binarise, fixed_binarisation, page_draw


def flat(level: int, count: int) -> Tensor:
    return torch.full((count, 1, 1, 1), level, dtype=torch.uint8)


@pytest.mark.parametrize("level", [1, 17, 128, 200, 254])
def test_a_pixel_is_on_as_often_as_it_is_grey(level: int, generator: torch.Generator) -> None:
    count = 200_000
    share = binarise(flat(level, count), "draw", generator=generator).mean().item()
    probability = level / 255
    assert abs(share - probability) < 4 * (probability * (1 - probability) / count) ** 0.5


def test_black_is_never_on_and_white_always(generator: torch.Generator) -> None:
    assert binarise(flat(0, 100_000), "draw", generator=generator).sum() == 0
    assert binarise(flat(255, 100_000), "draw", generator=generator).sum() == 100_000


def test_pixels_are_drawn_independently(generator: torch.Generator) -> None:
    pairs = binarise(torch.full((100_000, 1, 1, 2), 128, dtype=torch.uint8), "draw", generator=generator).flatten(1)
    correlation = torch.corrcoef(pairs.T)[0, 1].item()
    assert abs(correlation) < 4 / 100_000**0.5


def test_threshold_is_on_from_one_half() -> None:
    levels = torch.tensor([0, 127, 128, 255], dtype=torch.uint8).reshape(4, 1, 1, 1)
    assert binarise(levels, "threshold").flatten().tolist() == [0, 0, 1, 1]


def test_none_is_grey_in_zero_to_one() -> None:
    levels = torch.tensor([0, 51, 255], dtype=torch.uint8).reshape(3, 1, 1, 1)
    torch.testing.assert_close(binarise(levels, "none").flatten(), torch.tensor([0.0, 0.2, 1.0]))


def test_dynamic_binarisation_draws_anew_and_fixed_does_not(generator: torch.Generator) -> None:
    images = sample_images(20)
    assert not torch.equal(binarise(images, "draw", generator=generator), binarise(images, "draw", generator=generator))
    assert torch.equal(fixed_binarisation(images, 7), fixed_binarisation(images, 7))
    assert not torch.equal(fixed_binarisation(images, 7), fixed_binarisation(images, 8))
    assert set(fixed_binarisation(images, 7).unique().tolist()) == {0.0, 1.0}


def test_the_images_themselves_are_left_alone(generator: torch.Generator) -> None:
    images = sample_images(3).clone()
    binarise(images, "draw", generator=generator)
    assert torch.equal(images, sample_images(3))


def mulberry32(seed: int, count: int) -> list[float]:
    """As it is written in JavaScript, a number at a time."""
    numbers, mask = [], 0xFFFFFFFF
    for _ in range(count):
        seed = (seed + 0x6D2B79F5) & mask
        t = ((seed ^ (seed >> 15)) * (seed | 1)) & mask
        t ^= (t + (((t ^ (t >> 7)) * (t | 61)) & mask)) & mask
        numbers.append((t ^ (t >> 14)) / 2**32)
    return numbers


def test_the_page_and_the_server_draw_the_same_pixels() -> None:
    images = sample_images(4)
    expected = [[float(u < p / 255) for u, p in zip(mulberry32(PAGE_DRAW_SEED, 784), image, strict=True)]
                for image in images.flatten(1).tolist()]  # fmt: skip
    assert page_draw(images).flatten(1).tolist() == expected
    assert torch.equal(page_draw(images)[2:3], page_draw(images[2:3]))  # an image's pixels do not depend on its neighbours
