"""A configuration as the words of a command line, and back."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections.abc import Sequence
from typing import Any

from vizvae.config import config_to_dict
from vizvae.runs.control import CHANGEABLE
from vizvae.training.config import TrainConfig

FLAGS = ("data", "model", "epochs", "batch_size", "learning_rate", "seed", "precision", "device")
"""Settings of TrainConfig that have a flag of their own; the others are set by --set, or in a TOML file."""
TOML_WORDS = ("true", "false", "inf", "nan")


def command_of(config: TrainConfig, run: str) -> str:
    """The command that trains as `config` says in the folder `run`: what is not said is as by default."""
    values, usual = config_to_dict(config), config_to_dict(TrainConfig())
    words = ["python", "-m", "vizvae", "train"]
    for name in FLAGS:
        if values[name] != usual[name] or name in ("data", "model"):
            words += [f"--{name.replace('_', '-')}", str(values[name])]
    for name, value in values.items():
        if name in ("objective", "model_config"):
            words += _settings({f"{name}.{key}": part for key, part in value.items() if usual[name].get(key) != part})
        elif name not in (*FLAGS, "changes") and value != usual[name]:
            words += _settings({name: value})
    for change in config.changes:
        words += ["--change", f"{change.step}:{change.field}={_exact(change.value)}"]
    return shlex.join([*words, "--run", run])


def parse_settings(texts: Sequence[str]) -> dict[str, Any]:
    """Nested settings from `objective.capacity=5` and the like. The value is as in TOML; a word, such as `total_correlation`, needs no
    quotes.

    Raises ValueError for what is no such assignment.
    """
    merged: dict[str, Any] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        try:
            if not equals:
                raise ValueError("no = in it")
            _merge(merged, tomllib.loads(f"{name} = {quoted(value)}"))
        except ValueError as error:
            raise ValueError(
                f"--set {text}: expected NAME=VALUE with a number, a word or another value as in TOML, such as objective.capacity=5 or "
                f"binarisation=threshold ({error})"
            ) from error
    return merged


def quoted(value: str) -> str:
    """As TOML has it: in quotes if it is a word. `true`, `inf` and the like are values of their own."""
    return json.dumps(value.strip()) if is_word(value) else value


def is_word(value: str) -> bool:
    return re.fullmatch(r"[A-Za-z][\w-]*", value.strip(), re.ASCII) is not None and value.strip() not in TOML_WORDS


def parse_changes(texts: Sequence[str]) -> list[dict[str, Any]]:
    """`120:beta=4`: after 120 steps, beta becomes 4. Raises ValueError for anything else."""
    changes = []
    for text in texts:
        step, _, assignment = text.partition(":")
        name, _, value = assignment.partition("=")
        try:
            if name not in CHANGEABLE:
                raise ValueError(f"{name!r} cannot be changed")
            changes.append({"step": int(step), "field": name, "value": float(value)})
        except ValueError as error:
            raise ValueError(
                f"--change {text}: expected STEP:NAME=NUMBER with one of {', '.join(CHANGEABLE)}, such as 120:beta=4 ({error})"
            ) from error
    return changes


def merged(values: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """`values` with `over` laid over them, table by table."""
    result = dict(values)
    _merge(result, over)
    return result


def _merge(into: dict[str, Any], over: dict[str, Any]) -> None:
    for key, value in over.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            into[key] = merged(into[key], value)
        else:
            into[key] = value


def _exact(value: float) -> str:
    """In as few digits as read back to the same number."""
    short = f"{value:g}"
    return short if float(short) == value else repr(value)


def _settings(values: dict[str, Any]) -> list[str]:
    # JSON's strings, numbers, booleans and lists are TOML's, too.
    shown = {name: value if isinstance(value, str) and is_word(value) else json.dumps(value) for name, value in values.items()}
    return [word for name, value in shown.items() for word in ("--set", f"{name}={value}")]
