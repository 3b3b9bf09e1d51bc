"""A sweep as a small file that names its runs: `sweeps/NAME.json` beside them. What became of each run stands in its own folder."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from vizvae.atomic_write import atomic_write
from vizvae.config import config_from_dict, json_object
from vizvae.paths import beside_runs
from vizvae.sweep.plan import Axis, PlannedRun

VERSION = 1
LONGEST_NAME = 40


@dataclass(frozen=True, kw_only=True)
class SweptRun:
    name: str
    point: tuple[Any, ...]
    seed: int


@dataclass(frozen=True, kw_only=True)
class Sweep:
    name: str
    base: dict[str, Any]
    """Settings that all runs have in common, as a TOML file has them"""
    settings: tuple[str, ...]
    """Those that differ, with their tables"""
    runs: tuple[SweptRun, ...]
    scores: dict[str, Any] = field(default_factory=dict)
    """Run to what was measured of it, see `vizvae.sweep.scores`"""
    version: int = VERSION


def sweep_path(name: str) -> Path:
    """Raises ValueError for a name that is a path, or too long for those of its runs."""
    if not re.fullmatch(rf"[A-Za-z0-9][\w.-]{{0,{LONGEST_NAME - 1}}}", name, re.ASCII):
        raise ValueError(
            f"--name: expected letters, digits, dots, dashes and underscores, {LONGEST_NAME} at most, and no path; got {name[:80]!r}"
        )
    return beside_runs("sweeps") / f"{name}.json"


def read_sweep(name: str) -> Sweep | None:
    """None if there is none. Raises ValueError for a file that was edited into something else."""
    path = sweep_path(name)
    if not path.exists():
        return None
    return config_from_dict(Sweep, json_object(path.read_bytes(), path))


def write_sweep(sweep: Sweep) -> None:
    path = sweep_path(sweep.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    atomic_write(path, json.dumps(asdict(sweep), ensure_ascii=False, indent=1).encode())


def joined(known: Sweep | None, name: str, base: dict[str, Any], axes: Sequence[Axis], planned: Sequence[PlannedRun]) -> Sweep:
    """The record with these runs beside those that it has. Raises ValueError where a sweep of that name has other settings."""
    settings = tuple(axis.setting for axis in axes)
    base = json.loads(json.dumps(base))
    runs = tuple(SweptRun(name=run.name, point=run.point, seed=run.seed) for run in planned)
    if known is None:
        return Sweep(name=name, base=base, settings=settings, runs=runs)
    if known.settings != settings or known.base != base:
        what = f"a grid over {', '.join(known.settings)}" if known.settings != settings else _difference(known.base, base)
        raise ValueError(f"there is a sweep named {name} with other settings ({what}): choose another --name")
    there = {run.name for run in known.runs}
    return Sweep(
        name=name,
        base=base,
        settings=settings,
        runs=(*known.runs, *(run for run in runs if run.name not in there)),
        scores=known.scores,
    )


def _difference(known: dict[str, Any], asked: dict[str, Any]) -> str:
    key = next(key for key in {**known, **asked} if known.get(key) != asked.get(key))
    return f"{key} {known.get(key, 'by default')!r}, and now {asked.get(key, 'by default')!r}"
