"""events.jsonl: what happened to a run, for whoever watches it and for the command that reproduces it."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from vizvae.config import config_from_dict
from vizvae.runs.control import Change

EVENTS = "events.jsonl"

EventKind = Literal[
    "started", "resumed", "paused", "continued", "changed", "slowed", "stepped", "stopped", "kept", "discarded", "failed",
    "disk_full", "finished",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Event:
    """A line of events.jsonl."""

    kind: EventKind
    time: float
    """Unix time, seconds."""
    step: int
    """Steps done when it happened; a change is in force from the next one."""
    epoch: float
    message: str = ""
    field: str = ""
    """What a `changed` event changed: beta, learning_rate, capacity or free_bits."""
    old: float | None = None
    new: float | None = None
    request: str = ""
    """The control request that asked for it."""


def read_events(folder: Path) -> list[Event]:
    """Raises ValueError for a line that is no event."""
    path = folder / EVENTS
    try:
        content = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} is damaged ({error}): restore it, or start anew") from error
    lines = content.split("\n")[:-1]  # not splitlines(): a message may hold other characters that end a line
    try:
        return [config_from_dict(Event, dict(json.loads(line))) for line in lines]
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{path} was edited by hand or written by another version: {error}") from error


def changes_made(folder: Path) -> list[Change]:
    """What was changed while the run trained, in the order it was asked for."""
    return [
        Change(step=event.step, field=event.field, value=event.new)  # type: ignore[arg-type]
        for event in read_events(folder)
        if event.kind == "changed"
    ]


def append_event(folder: Path, event: Event) -> None:
    """Flushed to disk: a change that was acted on is known after any death. A torn line at the end is cut off first."""
    with (folder / EVENTS).open("ab+") as file:
        file.seek(0)
        content = file.read()
        file.truncate(content.rfind(b"\n") + 1)
        file.write(json.dumps(asdict(event), ensure_ascii=False).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
