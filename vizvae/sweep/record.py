"""A sweep as a small file that names its runs: `sweeps/NAME.json` beside them. What became of each run stands in its own folder."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from filelock import FileLock

from vizvae.atomic_write import atomic_write
from vizvae.config import config_from_dict, config_to_dict, json_object
from vizvae.paths import beside_runs
from vizvae.sweep.plan import Axis, PlannedRun, config_at
from vizvae.sweep.running import check_settings

VERSION = 1
LONGEST_NAME = 40
LOCK = ".sweeps.lock"


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

    def __post_init__(self) -> None:
        if self.version != VERSION:
            raise ValueError(f"a sweep of version {self.version}, this is version {VERSION}: use the vizvae that wrote it")
        if any(len(run.point) != len(self.settings) for run in self.runs):
            raise ValueError("expected of each run a value for each setting that differs")


def sweep_path(name: str) -> Path:
    """Raises ValueError for a name that is a path, or too long for those of its runs."""
    if not re.fullmatch(rf"[A-Za-z0-9][\w.-]{{0,{LONGEST_NAME - 1}}}", name, re.ASCII):
        raise ValueError(
            f"a sweep's name has letters, digits, dots, dashes and underscores, {LONGEST_NAME} at most, and is no path; got {name[:80]!r}"
        )
    return beside_runs("sweeps") / f"{name}.json"


def sweep_names() -> list[str]:
    """The youngest first."""
    found = {path.stem: path.stat().st_mtime for path in beside_runs("sweeps").glob("[!.]*.json")}
    return sorted(found, key=lambda name: (-found[name], name))


def read_sweep(name: str) -> Sweep | None:
    """None if there is none. Raises ValueError for a file that was edited into something else."""
    path = sweep_path(name)
    try:
        values = json_object(path.read_bytes(), path)
    except FileNotFoundError:
        return None
    except OSError as error:  # a folder in its place, say
        raise ValueError(f"{path} cannot be read ({error})") from error
    try:
        return config_from_dict(Sweep, values)
    except ValueError as error:
        raise ValueError(f"{path} was edited by hand or written by another version: {error}") from error


def keep_runs(name: str, base: dict[str, Any], axes: Sequence[Axis], planned: Sequence[PlannedRun]) -> Sweep:
    """The record, with these runs beside those that it has. Raises ValueError where a sweep of that name has other settings, or a run of
    the name of one of these."""
    with _locked():
        sweep = _joined(read_sweep(name), name, base, axes, planned)
        check_settings(planned)
        _write(sweep)
        return sweep


def keep_score(name: str, run: str, score: dict[str, Any]) -> Sweep | None:
    """The record with what was measured of a run; None if it is not there any more. Several processes may measure at once."""
    with _locked():
        sweep = read_sweep(name)
        if sweep is not None:
            sweep = replace(sweep, scores={**sweep.scores, run: score})
            _write(sweep)
        return sweep


def planned_again(sweep: Sweep) -> list[PlannedRun]:
    """The runs of a record with their configurations. Raises ValueError for one that cannot be (any more): its data are gone, say."""
    return [
        PlannedRun(run.name, run.point, run.seed, config_at(sweep.base, sweep.settings, run.point, run.seed))
        for run in sweep.runs
    ]


def _write(sweep: Sweep) -> None:
    atomic_write(sweep_path(sweep.name), json.dumps(asdict(sweep), ensure_ascii=False, indent=1).encode())


def _locked() -> FileLock:
    folder = beside_runs("sweeps")
    folder.mkdir(parents=True, exist_ok=True)
    return FileLock(folder / LOCK, timeout=10.0)


def _joined(known: Sweep | None, name: str, base: dict[str, Any], axes: Sequence[Axis], planned: Sequence[PlannedRun]) -> Sweep:
    settings = tuple(axis.setting for axis in axes)
    base = json.loads(json.dumps(base))
    runs = tuple(SweptRun(name=run.name, point=run.point, seed=run.seed) for run in planned)
    if known is None or not known.runs:
        return Sweep(name=name, base=base, settings=settings, runs=runs)
    if what := _difference(known, base, settings):
        raise ValueError(f"there is a sweep named {name} with other settings ({what}): choose another name")
    there = {run.name for run in known.runs}
    return replace(known, runs=(*known.runs, *(run for run in runs if run.name not in there)))


def _difference(known: Sweep, base: dict[str, Any], settings: tuple[str, ...]) -> str:
    """Whatever is said and whatever is left as it is by default: what counts is what would be trained. Empty for no difference."""
    if known.settings != settings:
        return f"a grid over {', '.join(known.settings)}"
    point, seed = known.runs[0].point, known.runs[0].seed
    before, now = (_flat(config_to_dict(config_at(one, settings, point, seed))) for one in (known.base, base))
    for key in {**before, **now}:
        if before.get(key) != now.get(key):
            return f"{key} {before.get(key, 'by default')!r}, and now {now.get(key, 'by default')!r}"
    return ""


def _flat(values: dict[str, Any]) -> dict[str, Any]:
    tables = {name: part for name, part in values.items() if isinstance(part, dict)}
    nested = {f"{name}.{key}": value for name, table in tables.items() for key, value in table.items()}
    return {name: value for name, value in values.items() if name not in tables} | nested
