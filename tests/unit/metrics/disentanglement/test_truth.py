"""What each metric rewards and where it is blind, as the panel shows it."""

import itertools
from typing import Any

import pytest
import torch

from vizvae.metrics.disentanglement.constructed import Constructed
from vizvae.metrics.truth import Examined, Lamps, examine


def said_of(kind: Any, **parameters: float) -> dict[str, float]:
    examined = examine(Constructed(kind=kind, **parameters))
    return examined.quick | examined.slow


@pytest.fixture(scope="module")
def perfect() -> dict[str, float]:
    return said_of("perfect")


def test_content_with_the_perfect_code_and_not_with_a_random_one(perfect: dict[str, float]) -> None:
    random = said_of("random")
    for key in perfect.keys() - {"sap"}:  # five ordered values cannot be told apart by one straight cut each
        assert perfect[key] > 0.97, key
    assert all(random[key] < perfect[key] - 0.3 for key in perfect)
    assert max(random["mig"], random["sap"], random["dci_disentanglement"]) < 0.03


def test_a_turn_costs_the_mig_bit_by_bit_and_the_informativeness_nothing(perfect: dict[str, float]) -> None:
    turned = [said_of("rotated", angle=angle) for angle in (0, 10, 20, 45)]
    migs = [values["mig"] for values in turned]
    assert migs[0] == pytest.approx(perfect["mig"], abs=0.01)
    assert all(after < before - 0.1 for before, after in itertools.pairwise(migs))
    assert migs[-1] < 0.03
    assert all(values["dci_informativeness"] > 0.93 for values in turned)


def test_duplicates_cost_the_mig_all_and_the_modularity_nothing(perfect: dict[str, float]) -> None:
    twice = said_of("duplicated")
    assert twice["mig"] < 0.02
    assert twice["dci_completeness"] < perfect["dci_completeness"] - 0.2
    assert twice["modularity"] == pytest.approx(perfect["modularity"], abs=0.01)


def test_the_same_points_every_time_and_dead_latents_stay_dead() -> None:
    first, second = examine(Constructed(kind="noisy")), examine(Constructed(kind="noisy"))
    assert torch.equal(first.codes.pool.codes, second.codes.pool.codes)
    dead: Examined = examine(Constructed(kind="partly constant"))
    assert (dead.codes.pool.codes.std(0) == 0).tolist() == [False, True, False, True]


def test_lamps_are_one_lit_in_each_row() -> None:
    images = Lamps().images(torch.tensor([[0, 4, 2, 1]]))
    assert images.shape == (1, 1, 4, 5)
    assert images[0, 0].argmax(-1).tolist() == [0, 4, 2, 1]
    assert images[0, 0].sum(-1, dtype=torch.int64).tolist() == [255] * 4
