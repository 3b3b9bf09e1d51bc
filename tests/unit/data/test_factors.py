"""Every registered data set with known factors keeps the contract."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from vizvae.data.factor_sets import FACTOR_SETS, SPLIT_SIZES, factor_set, split_factors
from vizvae.data.images import load_images

pytestmark = pytest.mark.parametrize("key", list(FACTOR_SETS))


def some_factors(key: str, count: int, seed: int = 0) -> torch.Tensor:
    return factor_set(key).sample_factors(count, generator=torch.Generator().manual_seed(seed))


def test_every_index_is_a_vector_of_its_own(key: str) -> None:
    dataset = factor_set(key)
    index = torch.arange(min(len(dataset), 1_000_000))
    factors = dataset.factors_at(index)
    assert torch.equal(dataset.index_of(factors), index)
    assert (factors >= 0).all()
    assert (factors < torch.tensor(dataset.sizes)).all()
    assert dataset.factors_at(torch.tensor([len(dataset) - 1])).tolist() == [[size - 1 for size in dataset.sizes]]


@settings(max_examples=8)  # each draws 40 images
@given(st.integers(1, 20), st.integers(0, 1000))
def test_an_image_depends_on_its_factors_alone(key: str, batch: int, seed: int) -> None:
    factors = some_factors(key, 20, seed)
    together = factor_set(key).images(factors)
    order = torch.randperm(20, generator=torch.Generator().manual_seed(seed))
    apart = torch.cat([factor_set(key).images(part) for part in factors[order].split(batch)])
    assert torch.equal(apart, together[order])
    assert (together.dtype, tuple(together.shape[1:])) == (torch.uint8, factor_set(key).image_shape)


def test_each_factor_changes_the_image(key: str) -> None:
    dataset = factor_set(key)
    base = torch.tensor([[size // 2 for size in dataset.sizes]])
    for column, size in enumerate(dataset.sizes):
        varied = base.repeat(size, 1)
        varied[:, column] = torch.arange(size)
        images = dataset.images(varied)
        assert not torch.equal(images[0], images[size // 2]), dataset.names[column]


def test_splits_share_no_image_and_are_of_the_stated_sizes(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = factor_set(key)
    indices = {split: dataset.index_of(split_factors(dataset, split)) for split in ("sample", "validation", "test", "train")}
    sizes = {**SPLIT_SIZES, "train": dataset.num_training_images}
    assert {split: len(index) for split, index in indices.items()} == sizes
    assert len(torch.cat(list(indices.values())).unique()) == sum(sizes.values())
    monkeypatch.setitem(SPLIT_SIZES, "validation", 100)  # the first 2,000 faces take seconds to draw
    small = load_images(key, "validation")
    assert torch.equal(small.images, dataset.images(split_factors(dataset, "validation")))
    torch.testing.assert_close(small.mean_image(), small.images.float().mean(0) / 255)
    assert len(small.labels.unique()) == len(small.spec.class_names)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda f: f[:, :-1], "expected whole numbers"),
        (lambda f: f + 100, "is 0 to"),
        (lambda f: f - 100, "is 0 to"),
    ],
)
def test_factors_off_the_grid_are_refused(key: str, wrong, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        factor_set(key).images(wrong(some_factors(key, 3)))
    with pytest.raises(ValueError, match="has images 0 to"):
        factor_set(key).factors_at(torch.tensor([-1]))


def test_an_unknown_set_is_refused_with_the_known_ones(key: str) -> None:
    with pytest.raises(ValueError, match=rf"'nothing'.*{key}"):
        factor_set("nothing")


def test_a_grid_too_small_for_its_splits_says_so(key: str) -> None:
    class Few(type(factor_set(key))):
        factors = factor_set("sprites").factors[:2]

    with pytest.raises(ValueError, match=rf"{key} has 18 points, too few for [\d,]+ images .* set a smaller num_training_images"):
        split_factors(Few(), "train")  # pyright: ignore[reportAbstractUsage]
