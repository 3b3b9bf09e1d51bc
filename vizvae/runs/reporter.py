"""What a run says of itself: its status, its events, and how long it has trained."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vizvae.runs.events import Event, EventKind, append_event
from vizvae.runs.folder import FULL, Status, write_status

SECONDS_BETWEEN_TRIES = 0.5


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a run has come."""

    step: int
    epoch: float
    """Passes done, with the part of the present one."""
    share: float
    """Of all that is to be done, from 0 to 1."""
    images: int = 0
    """Used so far, each as often as it was; 0 for a run without images."""


class Clock:
    """Seconds trained: stands still while the run is paused."""

    def __init__(self, before: float) -> None:
        self._before, self._since = before, time.monotonic()
        self._running = True

    @property
    def seconds(self) -> float:
        return self._before + (time.monotonic() - self._since if self._running else 0.0)

    def stop(self) -> None:
        self._before, self._running = self.seconds, False

    def start(self) -> None:
        if not self._running:
            self._since, self._running = time.monotonic(), True


class Reporter:
    def __init__(self, folder: Path, progress: Callable[[], Progress], *, seconds: float, **about: Any) -> None:
        """`seconds`: trained before this process. `about`: what of `Status` stays as it is, such as `epochs`."""
        self.folder, self.progress = folder, progress
        self.clock = Clock(seconds)
        self.status = Status(phase="running", pid=os.getpid(), host=platform.node(), **about)
        self._blocked = ""
        """Why nothing goes on, whatever is asked for: a full disk. Empty while something can."""
        self._started = self.clock.seconds, progress()

    def begin(self, seconds: float) -> None:
        """Training begins now, after `seconds` in earlier processes."""
        self.clock = Clock(seconds)
        self._started = seconds, self.progress()

    @property
    def epoch(self) -> float:
        """Passes done, with the part of the present one."""
        return self.progress().epoch

    def say(self, **changes: Any) -> None:
        """Rewrite status.json; `changes` are fields of `Status`. On a full disk the old one may stay: training matters more."""
        (before, start), now = self._started, self.progress()
        seconds, share = self.clock.seconds - before, now.share - start.share
        left = (1 - now.share) / share * seconds if share > 0 and seconds > 0 else None
        phase = "paused" if self._blocked else changes.get("phase", self.status.phase)
        self.status = replace(
            self.status,
            **changes,
            step=now.step,
            epoch=now.epoch,
            images_per_second=(now.images - start.images) / seconds if seconds > 0 else 0.0,
            seconds=self.clock.seconds,
            seconds_left=left if phase == "running" else None,
        )
        # What was asked for meanwhile is remembered, and counts when there is room again.
        shown = replace(self.status, phase="paused", message=self._blocked) if self._blocked else self.status
        try:
            write_status(self.folder, shown)
        except OSError as error:
            if error.errno not in FULL:
                raise

    def event(self, kind: EventKind, **details: Any) -> None:
        """Raises OSError on a full disk."""
        now = self.progress()
        append_event(self.folder, Event(kind=kind, time=time.time(), step=now.step, epoch=now.epoch, **details))

    def note(self, kind: EventKind, **details: Any) -> None:
        """An event that nothing depends on: on a full disk it is left out."""
        try:
            self.event(kind, **details)
        except OSError as error:
            if error.errno not in FULL:
                raise

    def keep(self, write: Callable[[], None], wait: Callable[[], None]) -> None:
        """Do `write`, which must not be left out: on a full disk the run pauses and tries again until there is room.

        `wait` is called between tries; what it raises ends them.
        """
        while True:
            try:
                write()
                break
            except OSError as error:
                if error.errno not in FULL:
                    raise
                if not self._blocked:
                    self.clock.stop()
                    self._blocked = (
                        f"The disk is full ({error.strerror}). Training goes on as soon as there is room; what was saved is kept."
                    )
                    self.note("disk_full", message=str(error))
                self.say()  # again at every try: the first may have found no room at all
            try:
                wait()
            except BaseException:
                self._blocked = ""
                raise
            time.sleep(SECONDS_BETWEEN_TRIES)
        if self._blocked:
            self._blocked = ""
            if self.status.phase == "running":
                self.clock.start()
            self.say()
