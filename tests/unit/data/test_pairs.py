"""Partners of training images: one factor is another, each as often and each value as often, and none is held out."""

import pytest
import torch

from vizvae.data.factor_sets import factor_set, split_factors
from vizvae.data.pairs import Partners


def test_one_factor_changes_each_as_often_and_no_partner_is_held_out() -> None:
    sprites = factor_set("sprites")
    partners, training = Partners.of_training_images("sprites"), split_factors(sprites, "train")
    generator, index = torch.Generator().manual_seed(0), torch.arange(20_000)
    found = partners.factors_of(index, generator)
    changed = found != training[index]
    assert (changed.sum(1) == 1).all()
    assert changed.float().mean(0).tolist() == pytest.approx([1 / 5] * 5, abs=0.02)
    held_out = torch.cat([split_factors(sprites, split) for split in ("sample", "validation", "test")])
    points = sprites.index_of(held_out)
    assert not torch.isin(sprites.index_of(found), points).any()
    assert torch.equal(partners.draw(index[:5], torch.Generator().manual_seed(3)), sprites.images(
        partners.factors_of(index[:5], torch.Generator().manual_seed(3))
    ))  # fmt: skip


def test_a_held_out_image_is_drawn_again_and_every_other_value_is_as_likely() -> None:
    letters = factor_set("letters")
    own = torch.zeros(1, len(letters.sizes), dtype=torch.int64)
    # Of all that differ in one factor, all but two are held out.
    neighbours = []
    for column, size in enumerate(letters.sizes):
        for value in range(1, size):
            row = own[0].clone()
            row[column] = value
            neighbours.append(row)
    kept = [neighbours[0], neighbours[-1]]
    partners = Partners(letters, own, letters.index_of(torch.stack(neighbours[1:-1])))
    generator = torch.Generator().manual_seed(0)
    found = partners.factors_of(torch.zeros(300, dtype=torch.int64), generator)
    counts = [int((found == row).all(1).sum()) for row in kept]
    assert sum(counts) == 300
    # One way in each of two factors: as likely as the factor's number of other values is small.
    chances = [1 / (letters.sizes[0] - 1), 1 / (letters.sizes[-1] - 1)]
    assert counts[0] / 300 == pytest.approx(chances[0] / sum(chances), abs=0.08)


def test_the_same_generator_draws_the_same_and_goes_on() -> None:
    partners, index = Partners.of_training_images("sprites"), torch.arange(50)
    first, second = (torch.Generator().manual_seed(1) for _ in range(2))
    draws = [partners.factors_of(index, generator) for generator in (first, second, first)]
    assert torch.equal(draws[0], draws[1])
    assert all(not torch.equal(one, draws[2]) for one in draws[:2])


def test_data_without_known_factors_have_none() -> None:
    with pytest.raises(ValueError, match="no true factors are known of 'mnist'"):
        Partners.of_training_images("mnist")
