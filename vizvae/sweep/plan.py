"""Which runs a sweep consists of: each combination of the values of its grid, with each seed."""

from __future__ import annotations

import hashlib
import itertools
import json
import math
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from vizvae.catalogue import find_image_model
from vizvae.config import config_from_dict, config_to_dict
from vizvae.models import IMAGE_MODELS
from vizvae.runs.control import CHANGEABLE
from vizvae.training.command import merged, quoted
from vizvae.training.config import ObjectiveConfig, TrainConfig
from vizvae.training.estimate import check_memory, what_costs
from vizvae.training.families import check_family, family_of, with_usual, without_effect
from vizvae.training.pixels import check_pixels, completed
from vizvae.words import counted

MOST_RUNS = 500
KINDS = ("elbo", "iwae")
"""Whose models have a rate and a distortion"""
LONGEST = 64
"""Letters of a run's name"""


@dataclass(frozen=True)
class Axis:
    setting: str
    """With its table: `objective.beta`, `model_config.latent_dim`, `learning_rate`"""
    values: tuple[Any, ...]

    def __post_init__(self) -> None:
        """Raises ValueError for a value that comes twice, also once as 1 and once as 1.0."""
        if len({_same(value) for value in self.values}) < len(self.values):
            raise ValueError(f"{self.short}: a value comes twice")

    @property
    def short(self) -> str:
        return self.setting.rpartition(".")[2]


@dataclass(frozen=True)
class PlannedRun:
    name: str
    point: tuple[Any, ...]
    """A value for each axis"""
    seed: int
    config: TrainConfig


def read_axis(text: str, model: str) -> Axis:
    """`beta=1,2,4`: a setting of a run's configuration, of its objective or of its model, and values as in TOML.

    Raises ValueError for what is no such assignment, an unknown setting, listing the known ones, and a value that comes twice.
    """
    name, _, listed = text.partition("=")
    try:
        values = tomllib.loads(f"values = [{','.join(map(quoted, listed.split(',')))}]")["values"]
    except ValueError as error:
        raise ValueError(
            f"--grid {text}: expected NAME=VALUE,VALUE,… with values as in TOML, such as beta=1,2,4 ({error})"
        ) from error
    if not values:
        raise ValueError(f"--grid {text}: expected NAME=VALUE,VALUE,…, such as beta=1,2,4; got no value")
    return Axis(_setting(name.strip(), model), tuple(values))


def _same(value: Any) -> Any:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else json.dumps(value)


def _setting(name: str, model: str) -> str:
    of_run = {field.name for field in fields(TrainConfig)} - {"objective", "model_config", "changes", "seed", "data"}
    tables = {"objective": ObjectiveConfig, "model_config": IMAGE_MODELS[model][0]}
    if name in of_run:
        return name
    found = [f"{table}.{name}" for table, cls in tables.items() if name in cls.__dataclass_fields__]
    table, _, part = name.partition(".")
    if table in tables and part in tables[table].__dataclass_fields__:
        found = [name]
    if name == "seed":
        raise ValueError("--grid seed: how many seeds is said with --seeds")
    if len(found) != 1:
        known = sorted({*of_run, *(key for cls in tables.values() for key in cls.__dataclass_fields__)})
        raise ValueError(f"--grid {name[:60]}: expected a setting of a {model}; known are {', '.join(known)}")
    return found[0]


def plan(name: str, base: dict[str, Any], axes: Sequence[Axis], seeds: int, *, most: int = MOST_RUNS) -> list[PlannedRun]:
    """All runs, those of one combination one after the other. `base`: settings as a TOML file has them; seeds count on from its own.

    Raises ValueError for settings that cannot be trained, that have no effect, or whose model has no rate and distortion; for an axis
    that comes twice, and for more than `most` runs.
    """
    if len({axis.setting for axis in axes}) < len(axes):
        raise ValueError("a setting comes twice: give all its values at once")
    num_points = math.prod(len(axis.values) for axis in axes)
    if seeds < 1 or num_points * seeds > most:
        raise ValueError(
            f"expected 1 to {most} runs, got {counted(num_points * seeds, 'run')} ({counted(num_points, 'combination')}, "
            f"{counted(seeds, 'seed')} each)"
        )
    settings = [axis.setting for axis in axes]
    first_seed = int(base.get("seed", 0))
    runs = []
    for point in itertools.product(*(axis.values for axis in axes)):
        for seed in range(first_seed, first_seed + seeds):
            config = config_at(base, settings, point, seed)
            runs.append(PlannedRun(_run_name(name, axes, point, seed), point, seed, config))
    known: set[str] = set()
    for run in runs[::seeds]:
        _check(run.config, axes)
        costs = json.dumps(config_to_dict(what_costs(run.config)), sort_keys=True)
        if costs not in known:  # a quarter of a second each
            check_memory(run.config)
        known.add(costs)
    return runs


def config_at(base: dict[str, Any], settings: Sequence[str], point: Sequence[Any], seed: int) -> TrainConfig:
    """Of the run with these values of `settings`. Raises ValueError for one that cannot be."""
    values = {**base, "seed": seed}
    for setting, value in zip(settings, point, strict=True):
        table, _, part = setting.rpartition(".")
        values = merged(values, {table: {part: value}} if table else {part: value})
    return config_from_dict(TrainConfig, completed(with_usual(values)))


def _check(config: TrainConfig, axes: Sequence[Axis]) -> None:
    check_family(config)
    check_pixels(config)
    if config.objective.kind not in KINDS:
        raise ValueError(
            f"a sweep compares rate (KL) and distortion, which training of kind {config.objective.kind!r} has not: expected "
            f"{' or '.join(KINDS)}, as of a vae_mlp, vae_conv or vae_strided"
        )
    changeable = family_of(config).changeable(config)
    for axis in axes:
        if axis.short in CHANGEABLE and axis.short not in changeable:
            raise ValueError(without_effect(config, axis.short))
    if config.start_from:
        find_image_model(config.start_from)


def _run_name(sweep: str, axes: Sequence[Axis], point: Sequence[Any], seed: int) -> str:
    words = [sweep, *(f"{axis.short}{json.dumps(value)}" for axis, value in zip(axes, point, strict=True)), f"s{seed}"]
    name = re.sub(r"[^\w.-]+", "_", "-".join(words), flags=re.ASCII)
    if len(name) <= LONGEST:
        return name
    digest = hashlib.sha256(json.dumps(point).encode()).hexdigest()[:8]
    return f"{sweep[:40]}-{digest}-s{seed}"
