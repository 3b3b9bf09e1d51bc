"""The kinds of training, by the name that `objective.kind` has."""

from __future__ import annotations

from typing import Any

from vizvae.models import IMAGE_MODELS, model_title
from vizvae.training.config import TrainConfig
from vizvae.training.families.adversarial import ADVERSARIAL
from vizvae.training.families.base import Family
from vizvae.training.families.classification import CLASSIFICATION
from vizvae.training.families.latent import ELBO, IWAE, LEARNED_PRIOR, RECONSTRUCTION
from vizvae.training.families.likelihood import LIKELIHOOD

__all__ = ["FAMILIES", "Family", "check_family", "family_of", "kinds_of", "with_usual", "without_effect"]

FAMILIES: dict[str, Family] = {
    "elbo": ELBO,
    "iwae": IWAE,
    "reconstruction": RECONSTRUCTION,
    "prior": LEARNED_PRIOR,
    "likelihood": LIKELIHOOD,
    "adversarial": ADVERSARIAL,
    "classification": CLASSIFICATION,
}


def kinds_of(model: str) -> list[str]:
    """The kinds that the model of that name can be trained by, the usual one first.

    Raises ValueError for an unknown name, listing the known ones.
    """
    if model not in IMAGE_MODELS:
        raise ValueError(f"unknown model {model!r}; known are {sorted(IMAGE_MODELS)}")
    return [kind for kind, family in FAMILIES.items() if family.trains(model)]


def family_of(config: TrainConfig) -> Family:
    """Raises ValueError for an unknown model, and for a kind that its model cannot be trained by, listing those that it can."""
    kinds = kinds_of(config.model)
    if config.objective.kind not in kinds:
        why = "; it is deterministic, without a posterior and so without a bound" if kinds == ["reconstruction"] else ""
        raise ValueError(
            f"a {model_title(config.model)} is trained with objective.kind {' or '.join(map(repr, kinds))}, "
            f"got {config.objective.kind!r}{why}"
        )
    return FAMILIES[config.objective.kind]


def with_usual(values: dict[str, Any]) -> dict[str, Any]:
    """Settings as a file or a command line has them, with what is usual for the model where they do not say: the kind of training, and how
    images are made black and white. Raises ValueError for an unknown model."""
    kind = kinds_of(str(values.get("model", TrainConfig.model)))[0]
    objective = values.get("objective", {})
    if isinstance(objective, dict):
        values = {**values, "objective": {"kind": kind, **objective}}
    how = FAMILIES[kind].binarisation
    return values if how is None else {"binarisation": how, **values}


def check_family(config: TrainConfig) -> None:
    """Raises ValueError as `family_of` does, and for settings that make no sense for the kind."""
    family = family_of(config)
    family.check(config)
    for change in config.changes:
        if change.field not in family.changeable(config):
            raise ValueError(without_effect(config, change.field))


def without_effect(config: TrainConfig, field: str) -> str:
    """Why a change of a setting would do nothing in this run."""
    fields = ", ".join(family_of(config).changeable(config))
    return f"{field} has no part in what this run minimises (objective.kind {config.objective.kind!r}): what can be changed is {fields}"
