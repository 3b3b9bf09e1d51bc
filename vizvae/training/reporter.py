"""What a run says of itself: its status, its events, and how long it has trained."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from vizvae.training.events import Event, EventKind, append_event
from vizvae.training.folder import FULL, Status, write_status
from vizvae.training.schedule import Schedule
from vizvae.training.state import TrainingState
from vizvae.training.team import Team

SECONDS_BETWEEN_TRIES = 0.5


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
    def __init__(self, folder: Path, state: TrainingState, schedule: Schedule, team: Team, seconds: float) -> None:
        self.folder, self.state, self.schedule = folder, state, schedule
        self.clock = Clock(seconds)
        self.status = Status(
            phase="running",
            pid=os.getpid(),
            host=platform.node(),
            total_steps=schedule.total_steps,
            epochs=state.config.epochs,
            device=team.device.type,
            world_size=team.size,
        )
        self._blocked = ""
        """Why nothing goes on, whatever is asked for: a full disk. Empty while something can."""
        self._started = self.clock.seconds, self._images()

    @property
    def epoch(self) -> float:
        """Passes done, with the part of the present one."""
        return self.state.epoch + self.state.position / self.schedule.num_images

    def say(self, **changes: Any) -> None:
        """Rewrite status.json; `changes` are fields of `Status`. On a full disk the old one may stay: training matters more."""
        seconds, images = self.clock.seconds - self._started[0], self._images() - self._started[1]
        speed = images / seconds if images and seconds > 0 else 0.0
        left = (self.schedule.num_images * self.state.config.epochs - self._images()) / speed if speed else None
        phase = "paused" if self._blocked else changes.get("phase", self.status.phase)
        self.status = replace(
            self.status,
            **changes,
            step=self.state.step,
            epoch=self.epoch,
            images_per_second=speed,
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
        append_event(self.folder, Event(kind=kind, time=time.time(), step=self.state.step, epoch=self.epoch, **details))

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

    def _images(self) -> int:
        return self.state.epoch * self.schedule.num_images + self.state.position
