"""Frozen configurations to and from plain dictionaries (JSON, TOML), strictly."""

from __future__ import annotations

import dataclasses
import json
import math
import tomllib
import types
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from vizvae.paths import PROJECT

ConfigT = TypeVar("ConfigT")


def read_toml(path: Path) -> dict[str, Any]:
    """A file of settings. `assets/configs/…`, as the cards of the shipped models name it, is found from any folder.

    Raises ValueError if it is no TOML, OSError if it cannot be read.
    """
    if not path.exists() and (PROJECT / path).exists():
        path = PROJECT / path
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} is not valid TOML: {error}") from error


def config_from_dict(cls: type[ConfigT], values: dict[str, Any]) -> ConfigT:
    """Build the frozen dataclass `cls` from a dictionary; lists become tuples, nested tables become their dataclasses.

    Raises ValueError naming the unknown keys and listing the known ones, or a value of the wrong type.
    """
    hints = type_hints(cls)
    unknown = sorted(str(key)[:60] for key in set(values) - set(hints))
    if unknown:
        raise ValueError(f"{cls.__name__}: unknown keys {unknown}; known are {sorted(hints)}")
    arguments = {key: _convert(f"{cls.__name__}.{key}", hints[key], value) for key, value in values.items()}
    try:
        return cls(**arguments)
    except TypeError as error:  # a required key is missing
        raise ValueError(f"{cls.__name__}: {error}") from error


@cache
def type_hints(cls: Any) -> dict[str, Any]:
    """Of a configuration's fields, by name. Annotations are text, and each look at them would compile them again: one answer for all."""
    hints = get_type_hints(cls)
    return {field.name: hints[field.name] for field in dataclasses.fields(cls)}


def config_to_dict(config: Any) -> dict[str, Any]:
    """The configuration as JSON-ready values."""
    return dataclasses.asdict(config)


def _convert(where: str, hint: Any, value: Any) -> Any:
    if hint is Any:
        return value
    if isinstance(value, dict) and dataclasses.is_dataclass(hint):
        nested: Any = hint
        return config_from_dict(nested, value)
    if get_origin(hint) in (Union, types.UnionType):
        if value is None and type(None) in get_args(hint):
            return None
        (hint,) = (option for option in get_args(hint) if option is not type(None))
    if get_origin(hint) is Literal:
        if value not in get_args(hint):
            raise ValueError(f"{where}: expected one of {list(get_args(hint))}, got {_shown(value)}")
        return value
    if get_origin(hint) is tuple:
        if not isinstance(value, list | tuple):
            raise ValueError(f"{where}: expected a list, got {_shown(value)}")
        hints = get_args(hint)
        if hints[-1] is Ellipsis:
            hints = hints[:1] * len(value)
        if len(value) != len(hints):
            raise ValueError(f"{where}: expected {len(hints)} values, got {_shown(value)}")
        return tuple(_convert(f"{where}[{index}]", *pair) for index, pair in enumerate(zip(hints, value, strict=True)))
    if get_origin(hint) is dict:
        hint = dict
    kinds = (int, float) if hint is float else (hint,)
    if not isinstance(value, kinds) or (isinstance(value, bool) and hint is not bool):
        raise ValueError(f"{where}: expected {hint.__name__}, got {_shown(value)}")
    check_json(where, value)
    return float(value) if isinstance(value, int) and hint is float else value


def json_object(content: str | bytes, what: object) -> dict[str, Any]:
    """Raises ValueError, which begins with `what` the content is of, for anything but an object."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is a ValueError of its own
        raise ValueError(f"{what} is damaged ({error}): expected a JSON object") from error
    if not isinstance(value, dict):
        raise ValueError(f"{what}: expected a JSON object, got {type(value).__name__}")
    return value


def check_json(where: str, value: Any) -> None:
    """Raises ValueError, beginning with `where`, for what JSON can hold and nothing after it can use: a number that is not finite or
    needs more than 64 bits, and half a character.

    Python's json reads NaN, Infinity and numbers of any length: no browser does, and arithmetic with them fails later, elsewhere.
    """
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{where}: expected a finite number, got {value}")
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise ValueError(f"{where}: expected a number of at most 64 bits, got one of {value.bit_length():,} bits")
    if isinstance(value, str) and any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError(f"{where}: holds half a character, which no page can show")
    if isinstance(value, dict):
        for key, part in value.items():
            check_json(where, key)
            check_json(where, part)
    if isinstance(value, list | tuple):
        for part in value:
            check_json(where, part)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:80]}…"
