"""What of the training form a sweep can vary, and what is typed for it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from vizvae.config import config_to_dict
from vizvae.sweep.plan import Axis
from vizvae.ui.train.fields import AIMS, OBJECTIVE, OF_OPTIMISER, TRAINING, Setting, model_settings, words_of
from vizvae.ui.train.values import Values, aim_for, config_of

BETA, LATENTS = "objective.beta", "model_config.latent_dim"
FIRST = {BETA: "1, 2, 4, 8", LATENTS: "4, 8, 16"}
"""What one asks for most, and the values that stand there at first"""
WHOLE, DECIMAL = re.compile(r"\d{1,15}"), re.compile(r"\d{0,15}(\d|\.\d{1,15})(e[-+]?\d{1,3})?")


def variable_settings(values: Mapping[str, Any]) -> dict[str, Setting]:
    """Every number that the form has for the model and what is minimised, by path; and β, which the plain ELBO has without a field. The
    seed is no setting: how many runs each combination has is said apart."""
    model = values["model"]
    settings = TRAINING | OBJECTIVE | model_settings(model)
    aim = aim_for(model, values["data"], values["aim"])
    of_aim = [f"objective.{name}" for name in AIMS[aim].shows]
    first = [path for path in FIRST if path in of_aim or path in model_settings(model) or (path == BETA and aim == "elbo")]
    paths = dict.fromkeys([*first, *of_aim, "epochs", *model_settings(model), *OF_OPTIMISER])
    return {path: settings[path] for path in paths if settings[path].hint in (int, float)}


def proposed(setting: Setting, now: Any) -> str:
    """What stands in the field of its values at first: around what the form says."""
    if setting.path in FIRST:
        return FIRST[setting.path]
    words = words_of(setting)
    around = [now / 2, now, now * 2]
    if setting.hint is int:
        around = [round(value) for value in around]
    fitting = [value for value in dict.fromkeys(around) if value and words.smallest <= value <= words.largest]
    return ", ".join(f"{value:.6g}" for value in fitting)


def axis_of(setting: Setting, text: str) -> Axis:
    """Numbers with commas between them. Raises ValueError for anything else, numbers that the form would not take, and one that comes
    twice."""
    words = words_of(setting)
    kind = "whole numbers" if setting.hint is int else "numbers"
    smallest, largest = (f"{limit:,.7g}" for limit in (words.smallest, words.largest))
    example = proposed(setting, 2) or "1, 2"
    wanted = f"{words.label}: expected {kind} from {smallest} to {largest} with commas between them, such as {example}"
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        raise ValueError(f"{wanted}; got none")
    found = []
    for part in parts:
        whole = WHOLE.fullmatch(part)
        if not whole and (setting.hint is int or not DECIMAL.fullmatch(part)):
            raise ValueError(f"{wanted}; got {part[:40]!r}")
        value = int(part) if whole else float(part)
        if not words.smallest <= value <= words.largest or not math.isfinite(value):
            raise ValueError(f"{wanted}; got {part[:40]}")
        found.append(value)
    try:
        return Axis(setting.path, tuple(found))
    except ValueError:
        raise ValueError(f"{words.label}: a value comes twice in {text[:40]!r}") from None


def base_of(values: Values, axes: Sequence[Axis]) -> dict[str, Any]:
    """What all runs have in common, as a record keeps it: the form's settings without those that are varied. Raises ValueError as
    `config_of`."""
    base = config_to_dict(config_of(values))
    for axis in axes:
        table, _, name = axis.setting.rpartition(".")
        (base[table] if table else base).pop(name, None)
    return base
