"""What a run is called in the table of runs and on its model's card comes from one function."""

import itertools
from typing import get_args, get_type_hints

import pytest

from vizvae.training.config import ObjectiveConfig
from vizvae.ui.train.payload import _objective

KINDS, PENALTIES = (get_args(get_type_hints(ObjectiveConfig)[name]) for name in ("kind", "penalty"))


@pytest.mark.parametrize("penalty", PENALTIES)
def test_a_penalty_is_named_in_the_table_as_on_the_card(penalty: str) -> None:
    objective = ObjectiveConfig(penalty=penalty, beta=6.0, kl_warmup_epochs=2.0)  # pyright: ignore[reportArgumentType]
    assert _objective(objective) == f"{objective.title}, warm-up 2"
    expected = {"kl": "β = 6", "total_correlation": "β-TCVAE with β = 6", "factor_vae": "FactorVAE with γ = 6",
                "dip-i": "DIP-VAE I", "dip-ii": "DIP-VAE II", "pairs": "GVAE of pairs, β = 6"}  # fmt: skip
    assert objective.title == expected[penalty]


@pytest.mark.parametrize(
    ("objective", "card", "table"),
    [
        (ObjectiveConfig(), "", "ELBO"),
        (ObjectiveConfig(kind="iwae", num_samples=5), "", "IWAE, 5 samples"),
        (ObjectiveConfig(kind="reconstruction"), "", "reconstruction alone"),
        (ObjectiveConfig(capacity=25.0, beta=100.0), "capacity 25 nats", "capacity 25 nats"),
        (ObjectiveConfig(free_bits=0.5), "free bits 0.5", "free bits 0.5"),
        (ObjectiveConfig(bottleneck=40.0, bottleneck_epochs=3.0), "", "ELBO, bottleneck 40"),
    ],
)
def test_every_kind(objective: ObjectiveConfig, card: str, table: str) -> None:
    assert (objective.title, _objective(objective)) == (card, table)


def test_two_objectives_that_differ_in_kind_or_penalty_have_titles_that_differ() -> None:
    found = [ObjectiveConfig(kind=kind, penalty=penalty) for kind, penalty in itertools.product(KINDS, PENALTIES) if
             kind == "elbo" or penalty == "kl"]  # fmt: skip
    assert len({_objective(objective) for objective in found}) == len(found)
