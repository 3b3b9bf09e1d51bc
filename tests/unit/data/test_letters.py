"""Each factor of the letters does what typographers call by its name."""

import hashlib
from pathlib import Path

import pytest
import torch

from vizvae.data import letters as module
from vizvae.data.factor_sets import factor_set
from vizvae.data.letters import LETTERS

SET = factor_set("letters")
PLAIN = [LETTERS.index("H"), 4, 8, 0, 1]
"""Upright, of usual weight and width"""


def ink(factor: str, *values: int, letter: str = "H") -> torch.Tensor:
    """(value, 64, 64) in 0…1: a plain letter with this factor at these values."""
    factors = torch.tensor([[LETTERS.index(letter), *PLAIN[1:]]] * len(values))
    factors[:, SET.names.index(factor)] = torch.tensor(values)
    return SET.images(factors)[:, 0].float() / 255


def every(factor: str) -> range:
    return range(SET.sizes[SET.names.index(factor)])


def test_weight_adds_ink_at_every_step() -> None:
    amounts = ink("weight", *every("weight")).sum((1, 2))
    assert (amounts[1:] > amounts[:-1]).all()
    assert amounts[-1] > 3 * amounts[0]


def test_width_spreads_it_at_every_step() -> None:
    columns = torch.stack([(image.amax(0) > 0.3).nonzero().flatten()[[0, -1]] for image in ink("width", *every("width"))])
    extents = columns[:, 1] - columns[:, 0]
    assert (extents[1:] >= extents[:-1]).all()
    assert extents[-1] > 1.5 * extents[0]


def test_slant_leans_an_upright_stem_to_the_right_by_its_degrees() -> None:
    """The middle of an I in each row, by a straight line: the tangent of the slant."""
    images = ink("slant", *every("slant"), letter="I")
    rows = torch.arange(22, 46)
    middles = (images[:, rows] * torch.arange(64)).sum(2) / images[:, rows].sum(2)
    leans = -(middles[:, -1] - middles[:, 0]) / (rows[-1] - rows[0])
    degrees = torch.rad2deg(torch.atan(leans))
    torch.testing.assert_close(degrees, torch.arange(11.0), atol=0.6, rtol=0)


def test_small_print_has_thicker_thin_strokes() -> None:
    small, large = ink("optical size", 0, SET.sizes[4] - 1, letter="O")
    assert small[:, 32].max() > 0.5
    assert small.sum() > large.sum()


def test_letters_are_others_and_none_leaves_the_picture() -> None:
    largest = torch.tensor([[letter, *(size - 1 for size in SET.sizes[1:])] for letter in range(26)])
    images = SET.images(largest)[:, 0]
    assert len(torch.unique(images.flatten(1), dim=0)) == 26
    assert int(images[:, [0, -1]].max()) == int(images[:, :, [0, -1]].max()) == 0


def test_the_bytes_are_the_same_on_every_machine() -> None:
    """The rasteriser counts in whole numbers; what has been trained on them is measured on them elsewhere."""
    factors = SET.sample_factors(64, generator=torch.Generator().manual_seed(0))
    assert hashlib.sha256(SET.images(factors).numpy().tobytes()).hexdigest()[:16] == "0a04a62e1cff3717"


@pytest.mark.parametrize(("content", "says"), [(None, "install it again"), (b"another", "expected the typeface with SHA-256")])
def test_a_typeface_that_is_not_there_or_another_is_said(
    content: bytes | None, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "roboto-flex.woff2"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setattr(module, "TYPEFACE", file)
    module._typeface.cache_clear()
    with pytest.raises(OSError, match=says):
        SET.images(torch.tensor([PLAIN]))
