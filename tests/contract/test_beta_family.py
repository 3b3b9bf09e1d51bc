"""The families over β that ship: trained to the end, so that who carries more loses less."""

from itertools import pairwise

import pytest

from vizvae.beta_family import Family, families
from vizvae.catalogue import is_shipped, list_checkpoints

FAMILIES = {family.data: family for family in families(filter(is_shipped, list_checkpoints()))}


@pytest.mark.parametrize("family", FAMILIES.values(), ids=list(FAMILIES))
def test_a_higher_beta_carries_less_and_loses_more(family: Family) -> None:
    figures = [family.spreads(beta) for beta in family.betas]
    for low, high in pairwise(figures):
        assert low["rate"].mean > high["rate"].mean
        assert low["distortion"].mean < high["distortion"].mean


@pytest.mark.parametrize("data", ["faces", "letters"])
def test_of_faces_and_letters_there_are_seven_each_with_three_seeds(data: str) -> None:
    family = FAMILIES[data]
    assert family.betas == (0.5, 1, 2, 4, 8, 16, 32)
    assert min(len(family.at(beta)) for beta in family.betas) >= 3
