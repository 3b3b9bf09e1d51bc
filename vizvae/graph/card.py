"""What a graph model's card.json must say, checked before anything is shown of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from vizvae.checkpoint.card import check_common

LARGEST = 1e300
"""Larger numbers are none that were measured, and overflow where they are turned into another kind."""


def check_card(card: dict[str, Any]) -> None:
    """All that pages and commands read of a card, but for what may be missing. Further keys are not looked at.

    Raises ValueError that names the key, what was expected there and what came.
    """
    check_common(card)
    for key, (expected, fits) in _EXPECTED.items():
        _check(card, key, expected, fits)
    for rule in card["evaluation"]["whole_graph"]:
        if not isinstance(rule, dict) or not isinstance(rule.get("rule"), str) or not _is_share(rule.get("precision")):
            raise ValueError(f"evaluation.whole_graph: expected rules with a name and a precision, got {_shown(rule)}")
    if card.get("over_splits") is not None:  # an earlier version kept none
        for key, (expected, fits) in _OVER_SPLITS.items():
            _check(card, f"over_splits.{key}", expected, fits)


def _check(card: dict[str, Any], key: str, expected: str, fits: Callable[[Any], bool]) -> None:
    value: Any = card
    for part in key.split("."):
        if not isinstance(value, dict) or part not in value:
            raise ValueError(f"{key} is missing: expected {expected}")
        value = value[part]
    if not fits(value):
        raise ValueError(f"{key}: expected {expected}, got {_shown(value)}")


def _shown(value: Any) -> str:
    # An integer of thousands of digits cannot be written out.
    return "a huge number" if isinstance(value, int) and abs(value) > LARGEST else repr(value)[:60]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -LARGEST < value < LARGEST


def _is_share(value: Any) -> bool:
    return _is_number(value) and 0 <= value <= 1


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < LARGEST


def _is_number_or_none(value: Any) -> bool:
    return value is None or _is_number(value)


def _is_sha256(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) is not None


def _is_fingerprint(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch("[0-9a-f]{16}", value) is not None


_SHARE, _NUMBER = ("a share from 0 to 1", _is_share), ("a number", _is_number)
_COUNT, _NUMBER_OR_NONE = ("a whole number", _is_count), ("a number or null", _is_number_or_none)
_EXPECTED: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "weights_sha256": ("64 hexadecimal digits", _is_sha256),
    "data.fingerprint": ("16 hexadecimal digits", _is_fingerprint),
    "kl_weight": _NUMBER_OR_NONE,
    "effective_beta": _NUMBER_OR_NONE,
    "evaluation.scores.auc": _SHARE,
    "evaluation.scores.ap": _SHARE,
    "evaluation.leaked.auc": _SHARE,
    "evaluation.leaked.ap": _SHARE,
    "evaluation.kl": _NUMBER_OR_NONE,
    "evaluation.whole_graph": ("a list", lambda value: isinstance(value, list)),
}
_OVER_SPLITS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "num_splits": _COUNT,
    **{f"{score}.{figure}": _NUMBER for score in ("auc", "ap") for figure in ("mean", "sd")},
}
