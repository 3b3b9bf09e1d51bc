"""Requests to a run: one file each in `control/`, so that two visitors who press at once are both heard.

A request is written aside and renamed to `TIME-RANDOM.json` (nanoseconds, so names sort in the order of asking). The run looks ten
times a second and before every step while it is paused or slow, acts on all of them in that order, keeps what it did in events.jsonl
with the request's name, and only then removes the file: a request is neither lost nor acted on twice, whenever the run dies.
Stop then pause: it stops. Pause then stop: it stops. Two pauses: it is paused.

    {"action": "pause"}                        until resume, step, slow, stop or discard
    {"action": "resume"}
    {"action": "step"}                         one optimiser step, traced (trace.safetensors), then paused
    {"action": "slow", "value": 2}             at most two steps a second, each traced; 0 for full speed; a paused run goes on
    {"action": "change", "field": "beta", "value": 4}      or learning_rate (before warm-up and decay), capacity, free_bits
    {"action": "stop"}                         stop here and keep the model as a checkpoint
    {"action": "suspend"}                      save, and end as `stopped`: can be resumed
    {"action": "discard"}                      end, and move the folder to the trash, from where ../trash.py can bring it back
"""

from __future__ import annotations

import json
import math
import os
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, get_args

from vizvae.atomic_write import atomic_write
from vizvae.config import config_from_dict, json_object

CONTROL = "control"
Action = Literal["pause", "resume", "step", "slow", "change", "stop", "suspend", "discard"]
Changeable = Literal["beta", "learning_rate", "capacity", "free_bits"]
CHANGEABLE: tuple[Changeable, ...] = get_args(Changeable)


@dataclass(frozen=True, kw_only=True)
class Change:
    """A setting that changes during the run: steps after the first `step` ones are taken with `value`."""

    step: int
    field: Changeable
    value: float

    def __post_init__(self) -> None:
        smallest_ok = self.value > 0 if self.field == "learning_rate" else self.value >= 0
        if not math.isfinite(self.value) or not smallest_ok or self.step < 0:
            wanted = "above 0" if self.field == "learning_rate" else "0 or more"
            raise ValueError(f"a change of {self.field} must be {wanted}, from step 0 on; got {self.value} from step {self.step}")


@dataclass(frozen=True, kw_only=True)
class Request:
    action: Action
    field: Changeable | None = None
    """What to change."""
    value: float | None = None
    """What to change it to, or steps a second for `slow`."""

    def __post_init__(self) -> None:
        if self.action == "change":
            if self.field is None or self.value is None:
                raise ValueError(
                    f"change: expected a field ({', '.join(CHANGEABLE)}) and a value, got {self.field} and {self.value}"
                )
            Change(step=0, field=self.field, value=self.value)
        if self.action == "slow" and not 0 <= (self.value if self.value is not None else -1) <= 1000:
            raise ValueError(f"slow: expected steps a second from 0 (full speed) to 1000, got {self.value}")


def post(folder: Path, request: Request) -> str:
    """Ask the run in `folder`; returns the request's name, by which events.jsonl knows it."""
    name = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
    control = folder / CONTROL
    control.mkdir(exist_ok=True)
    atomic_write(control / f"{name}.json", json.dumps(asdict(request)).encode())
    return name


def pending(folder: Path) -> list[tuple[str, Request | str]]:
    """Requests by name, in the order of asking; for one that cannot be understood, what is wrong with it."""
    try:
        names = sorted(entry.name for entry in os.scandir(folder / CONTROL) if entry.name.endswith(".json"))
    except FileNotFoundError:
        return []
    found: list[tuple[str, Request | str]] = []
    for name in names:
        try:
            request = config_from_dict(Request, json_object((folder / CONTROL / name).read_bytes(), name))
        except (ValueError, TypeError, AttributeError) as error:
            request = f"the request {name} was not understood: {error}"
        found.append((name.removesuffix(".json"), request))
    return found


def done(folder: Path, name: str) -> None:
    (folder / CONTROL / f"{name}.json").unlink(missing_ok=True)


def clear_stale(folder: Path) -> None:
    """Before a run goes on: what was asked of its dead process is forgotten, but for changes of settings."""
    for name, request in pending(folder):
        if isinstance(request, str) or request.action != "change":
            done(folder, name)
