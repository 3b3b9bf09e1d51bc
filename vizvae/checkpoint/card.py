"""What a card must hold before anything else reads it, whatever it is of: a card is a file that anybody may have written."""

from __future__ import annotations

import re
from typing import Any

from vizvae.config import check_json

TEXTS = ("title", "weights_sha256", "command")
TEXTS_OF_DATA = ("key", "trained_on")
NUMBERS_OF_EVALUATION = ("elbo", "recon_nll", "kl", "nll", "num_samples", "active_units", "num_images")
OF_A_DENSITY = "grey pixels in [0, 1], a density"
"""In the protocol of such figures"""
LONGEST_TEXT = 100_000
"""Characters"""


def check_common(card: dict[str, Any], *also: str) -> None:
    """What the cards of all kinds of models have in common; `also`: further keys that must be there.

    Raises ValueError naming what is missing, what is of another kind than expected, and numbers that are none.
    """
    data = card.get("data")
    if missing := sorted({*TEXTS, "data", "num_parameters", *also} - set(card)):
        raise ValueError(f"missing {missing}")
    if not isinstance(data, dict):
        raise ValueError(f"data: expected an object, got {type(data).__name__}")
    if missing := [f"data.{name}" for name in TEXTS_OF_DATA if name not in data]:
        raise ValueError(f"missing {missing}")
    check_json("card", card)
    for name, value in [*((name, card[name]) for name in TEXTS), *((f"data.{name}", data[name]) for name in TEXTS_OF_DATA)]:
        if not isinstance(value, str) or len(value) > LONGEST_TEXT:
            raise ValueError(f"{name}: expected text, got {_kind(value)}")
    if type(card["num_parameters"]) is not int or card["num_parameters"] < 0:
        raise ValueError(f"num_parameters: expected how many there are, got {_kind(card['num_parameters'])}")
    if not re.fullmatch(r"([0-9]{4}-[0-9]{2}-[0-9]{2})?", str(card.get("date", ""))):
        raise ValueError(f"date: expected a day, as 2026-11-29, got {_kind(card['date'])}")
    if not isinstance(card.get("training", {}), dict):
        raise ValueError(f"training: expected an object, got {_kind(card['training'])}")


def check_card(card: dict[str, Any]) -> None:
    """Of a model of images. Raises ValueError as `check_common` does."""
    check_common(card, "evaluations")
    evaluations = card["evaluations"]
    if not isinstance(evaluations, list) or not all(isinstance(evaluation, dict) for evaluation in evaluations):
        raise ValueError(f"evaluations: expected a list of objects, got {_kind(evaluations)}")
    for evaluation in evaluations:
        _check_evaluation(evaluation)
    if not isinstance(card.get("disentanglement", {}), dict):
        raise ValueError(f"disentanglement: expected an object, got {_kind(card['disentanglement'])}")


def without_densities(card: dict[str, Any]) -> dict[str, Any]:
    """The card without figures of a density: until November 2026 those of grey and coloured pixels were, which are comparable with no
    others."""
    return {**card, "evaluations": [one for one in card["evaluations"] if OF_A_DENSITY not in str(one.get("protocol"))]}


def _check_evaluation(evaluation: dict[str, Any]) -> None:
    for name in NUMBERS_OF_EVALUATION:
        value = evaluation.get(name)
        if value is not None and type(value) not in (int, float):
            raise ValueError(f"evaluations: expected a number as {name}, got {_kind(value)}")
    for name, count in (("nll_interval", 2), ("kl_per_dim", None)):
        value = evaluation.get(name)
        if value is None:
            continue
        if (
            not isinstance(value, list)
            or any(type(part) not in (int, float) for part in value)
            or count not in (None, len(value))
        ):
            raise ValueError(f"evaluations: expected {count or 'a list of'} numbers as {name}, got {_kind(value)}")


def _kind(value: Any) -> str:
    return f"a text of {len(value):,} characters" if isinstance(value, str) else "null" if value is None else type(value).__name__
