"""Settings as the models of the comparison were first trained with: a flat file of its own kind, which their cards still hold."""

from __future__ import annotations

from typing import Any

from vizvae.config import config_from_dict
from vizvae.training.config import TrainConfig
from vizvae.training.families import with_usual

OLD = {"prior_only": False, "beta": 1.0, "num_samples": 1}
"""Settings that have another place now, and what they were where nobody said."""
WERE_USUAL = {"epochs": 10, "batch_size": 64}
"""Settings that were something else where nobody said."""


def read_compared_config(values: dict[str, Any]) -> TrainConfig:
    """Settings of a run from a file of either kind.

    Raises ValueError for unknown keys or wrong values.
    """
    if "objective" in values:
        return config_from_dict(TrainConfig, with_usual(values))
    old = {**OLD, **{name: values[name] for name in OLD if name in values}}
    objective: dict[str, Any] = {}
    if old["prior_only"]:
        objective = {"kind": "prior"}
    elif old["num_samples"] != 1:
        objective = {"kind": "iwae", "num_samples": old["num_samples"]}
    elif old["beta"] != 1:
        objective = {"beta": old["beta"]}
    rest = {name: value for name, value in values.items() if name not in OLD}
    return config_from_dict(TrainConfig, with_usual({**WERE_USUAL, **rest, "objective": objective}))
