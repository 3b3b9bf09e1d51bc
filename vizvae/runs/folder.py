"""A run is a process of its own, and its folder is the only channel to it: the contract between the run and whoever watches.

    run.json               what was asked for, and of which kind; written once                     `RunSpec`, here
    launch.json            the process that was started for it, while it is `starting`             lock.py
    train.log              what that process printed: where to look when it could not begin
    status.json            what it is doing, rewritten at most twice a second                      `Status`, here
    events.jsonl           what happened: started, paused, changed, failed …; only appended to     events.py
    metrics.jsonl          the curve; only appended to                                             metrics.py
    control/               requests to the run, one file each, consumed in order                   control.py
    snapshot.safetensors   weights and pictures for the live views, rewritten as it learns         ../training/snapshot.py
    trace.safetensors      one image through one step, with every number, in step mode             ../training/trace.py
    resume.safetensors     everything needed to go on; gone when the run is finished               ../training/state.py, ../graph/resume.py
    start/                 the model it starts from, if any; gone when the run is finished         ../training/origin.py
    run.lock               held by the process for as long as it lives                             lock.py
    config.json, model.safetensors, card.json, history.csv, …   the finished checkpoint            ../checkpoint/

Every file but the `.jsonl` ones and the lock is written aside and renamed, so a reader sees the old one or the new one. A line of
a `.jsonl` file is written in one call; a reader leaves out a last line without its end.
Who holds `run.lock` is alive; when the phase says otherwise, `read_status` believes the lock: the system releases it at any death.

Phases: `queued` waits for its turn · `starting` a process was launched · `running` · `paused` (alive, waits for a request) · `finished` a
checkpoint is in the folder, also after stop-and-keep · `stopped` Ctrl-C, a termination signal or a cancelled place in the queue: can be
resumed · `failed` see `message`; what was good is kept, and it can be resumed, say with a smaller learning rate · `killed` its
process is gone without a word: can be resumed.
"""

from __future__ import annotations

import errno
import json
import time
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar, Generic, Literal, TypeVar

from vizvae.atomic_write import atomic_write
from vizvae.checkpoint import CARD, write_json
from vizvae.config import config_from_dict, config_to_dict, json_object
from vizvae.runs.lock import is_held, launcher_lives

RUN, STATUS, RESUME = "run.json", "status.json", "resume.safetensors"
VERSION = 1
RunKind = Literal["image", "graph"]
"""Which loop trains it, and where its folder is."""
Phase = Literal["queued", "starting", "running", "paused", "finished", "stopped", "failed", "killed"]
ALIVE: tuple[Phase, ...] = ("starting", "running", "paused")
RESUMABLE: tuple[Phase, ...] = ("stopped", "failed", "killed")
LOG = "train.log"
SECONDS_TO_START = 90.0
"""A run that has not taken its lock so long after its launcher's process has ended is believed dead."""

ROOM_FOR_A_MESSAGE = 512
"""Bytes, at least, that a status has free."""
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""The disk, the quota or the largest allowed file is full."""


class RunConfig:
    """Settings of a run: frozen dataclasses, each of which is for one kind of run."""

    kind: ClassVar[RunKind]


C = TypeVar("C", bound=RunConfig)


@dataclass(frozen=True, kw_only=True)
class RunSpec(Generic[C]):
    """run.json: what was asked for."""

    config: C
    command: str
    """The command line that does the same again."""
    title: str = ""
    """What is trained, in words for a person; empty where the configuration says all."""
    created: float = field(default_factory=time.time)
    """Unix time, seconds."""


@dataclass(frozen=True, kw_only=True)
class AboutRun:
    """run.json, whatever its kind: the configuration is not looked into."""

    kind: RunKind
    config: dict[str, Any]
    command: str
    created: float
    title: str


@dataclass(frozen=True, kw_only=True)
class Status:
    """status.json: what the run is doing."""

    phase: Phase
    message: str = ""
    """One sentence for a person: why it failed, what it waits for; empty where the phase says all."""
    pid: int = 0
    """Process of the run, on `host`; 0 before there is one."""
    host: str = ""
    updated: float = 0.0
    """Unix time, seconds."""
    queued: float = 0.0
    """Unix time at which it joined the queue; the earliest is next."""
    step: int = 0
    total_steps: int = 0
    epoch: float = 0.0
    """Passes done."""
    epochs: int = 0
    images_per_second: float = 0.0
    seconds: float = 0.0
    """Trained so far, over all resumptions, without pauses."""
    seconds_left: float | None = None
    """At the present speed; None before it is known."""
    steps_per_second: float = 0.0
    """Slow motion: at most this many steps a second; 0 for full speed."""
    device: str = ""
    world_size: int = 1
    """Processes that train together."""
    finishing: bool = False
    """Training is over, and the model is scored and written: it cannot be stopped any more."""


def write_run(folder: Path, spec: RunSpec[Any]) -> None:
    about = {"version": VERSION, "kind": spec.config.kind, "command": spec.command, "created": spec.created, "title": spec.title}
    write_json(folder / RUN, about | {"config": config_to_dict(spec.config)})


def read_run(folder: Path, config: type[C]) -> RunSpec[C]:
    """Raises ValueError for no run, one of another kind or version, or one edited by hand into something else."""
    about = read_about(folder)
    if about.kind != config.kind:
        raise ValueError(f"{folder} holds a run of another kind ({about.kind}, expected {config.kind}): choose another folder")
    try:
        return RunSpec(
            config=config_from_dict(config, about.config), command=about.command, title=about.title, created=about.created
        )
    except ValueError as error:
        raise ValueError(f"{folder / RUN} was edited by hand or written by another version: {error}") from error


def read_about(folder: Path) -> AboutRun:
    """Of a run of any kind. Raises ValueError as `read_run` does."""
    values = read_object(folder / RUN)
    if values.get("version") != VERSION:
        raise ValueError(
            f"{folder / RUN}: a run of version {values.get('version')!r}, this is version {VERSION}: "
            "use the vizvae that wrote it, or start anew with its settings"
        )
    missing = sorted({"config", "command", "created"} - set(values))
    if missing:
        raise ValueError(f"{folder / RUN}: {', '.join(missing)} is missing: it was edited by hand; start anew")
    values = {"kind": "image", "title": "", **values}  # as all were once
    try:
        return config_from_dict(AboutRun, {name: values[name] for name in ("kind", "config", "command", "created", "title")})
    except ValueError as error:
        raise ValueError(f"{folder / RUN} was edited by hand or written by another version: {error}") from error


def write_status(folder: Path, status: Status) -> None:
    """On a full disk it is written over the old one, which takes no more room: that is when it matters most.

    For that, the file has blanks at its end for a longer message than it holds.
    """
    values = asdict(replace(status, updated=time.time()))
    content = json.dumps(values, indent=2, ensure_ascii=False).encode() + b"\n"
    room = -(-(len(content) + ROOM_FOR_A_MESSAGE) // ROOM_FOR_A_MESSAGE) * ROOM_FOR_A_MESSAGE
    try:
        atomic_write(folder / STATUS, content.ljust(room))
    except OSError as error:
        if error.errno not in FULL or not (folder / STATUS).exists():
            raise
        with (folder / STATUS).open("rb+", buffering=0) as file:
            file.write(json.dumps(values, ensure_ascii=False).encode().ljust((folder / STATUS).stat().st_size))


def read_status(folder: Path) -> Status:
    """The honest state: what the run last said, unless its process is gone without a word (`killed`).

    Raises ValueError for a status that was edited by hand or written by another version.
    """
    try:
        values = read_object(folder / STATUS)
    except FileNotFoundError:
        return Status(phase="finished" if (folder / CARD).exists() else "stopped")
    try:
        status = config_from_dict(Status, values)
    except ValueError as error:
        raise ValueError(f"{folder / STATUS} was edited by hand or written by another version: {error}") from error
    if (folder / CARD).exists():
        return status if status.phase == "finished" else replace(status, phase="finished", message="", seconds_left=None)
    if status.phase not in ALIVE or is_held(folder):
        return status
    if status.phase == "starting" and (launcher_lives(folder) or time.time() - status.updated < SECONDS_TO_START):
        return status
    message = "It was killed, or its machine went down. It can be resumed from its last saved state."
    if status.phase == "starting":
        message = "Its process ended before it could begin; train.log in its folder says why."
    return replace(status, phase="killed", message=message, seconds_left=None)


def read_object(path: Path) -> dict[str, Any]:
    """A JSON object from a file.

    Raises FileNotFoundError, and ValueError for anything else in it or in its place.
    """
    try:
        return json_object(path.read_bytes(), path)
    except FileNotFoundError:
        raise
    except OSError as error:  # a folder in its place, say
        raise ValueError(f"{path} cannot be read ({error}): restore it, or start anew") from error
    except ValueError as error:
        raise ValueError(f"{error}: it was edited by hand; restore it, or start anew") from error
