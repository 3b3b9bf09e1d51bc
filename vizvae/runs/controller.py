"""The run's side of control.py: trains on, pauses, steps and slows down as it is asked to, and ends."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from vizvae.runs.control import Action, Request, done, pending
from vizvae.runs.events import read_events
from vizvae.runs.folder import FULL
from vizvae.runs.reporter import Reporter

SECONDS_BETWEEN_LOOKS = 0.1
SECONDS_BETWEEN_LOOKS_AT_REST = 0.02
ENDINGS: tuple[Action, ...] = ("stop", "suspend", "discard")


class Ending(Exception):
    """Somebody asked the run to end before its time."""

    def __init__(self, action: Action) -> None:
        super().__init__(action)
        self.action = action


class Controller:
    def __init__(self, folder: Path, reporter: Reporter, change: Callable[[str, Request], None]) -> None:
        """`change(name, request)` makes a change of a setting, and puts it on record with the request's name."""
        self.folder, self.reporter, self._change = folder, reporter, change
        self.paused = False
        self.steps = 0
        """Single steps asked for and not yet taken."""
        self.rate = 0.0
        """Steps a second in slow motion; 0 for full speed."""
        self._look_at = self._step_at = 0.0
        self._seen = {event.request for event in read_events(folder)} - {""}

    @property
    def tracing(self) -> bool:
        """Whether somebody follows the steps one by one."""
        return self.paused or self.rate > 0

    def wait(self, rest: Callable[[], None]) -> None:
        """Before a step: act on requests, and come back when the step may be taken. `rest` is called once where that is not at once.

        Raises Ending.
        """
        if not self.tracing and time.monotonic() < self._look_at:
            return
        resting = False
        while True:
            self.obey()
            if self.paused and self.steps:
                self.steps -= 1
                break
            if not self.paused and time.monotonic() >= self._step_at:
                self._step_at = time.monotonic() + (1 / self.rate if self.rate else 0.0)
                break
            if not resting:
                resting = True
                self.reporter.clock.stop()
                rest()
            time.sleep(SECONDS_BETWEEN_LOOKS_AT_REST)
        self.reporter.clock.start()

    def wait_while_validating(self) -> None:
        """Between the parts of a validation: a pause holds there, an end waits for the validation's."""
        while time.monotonic() >= self._look_at and not self._obey(with_endings=False) and self.paused and not self.steps:
            self.reporter.clock.stop()
            time.sleep(SECONDS_BETWEEN_LOOKS_AT_REST)
        self.reporter.clock.start()

    def obey(self) -> None:
        """Act on all requests there are. Raises Ending."""
        self._obey(with_endings=True)

    def _obey(self, *, with_endings: bool) -> bool:
        """Whether somebody waits for the end of the run."""
        for name, request in pending(self.folder):
            if isinstance(request, str):
                self.reporter.say(message=request)
            elif request.action in ENDINGS and not with_endings:
                return True
            elif name not in self._seen:
                try:
                    self._act(name, request)
                except OSError as error:
                    if error.errno not in FULL:
                        raise
                    self.reporter.say(message="The disk is full: a change waits until it can be kept on record.")
                    break  # it stays in its folder, and so does its turn
            done(self.folder, name)
            if not isinstance(request, str) and request.action in ENDINGS:
                raise Ending(request.action)
        self._look_at = time.monotonic() + (0.0 if self.paused else SECONDS_BETWEEN_LOOKS)
        return False

    def _act(self, name: str, request: Request) -> None:
        reporter = self.reporter
        if request.action == "pause" and not self.paused:
            self.paused, self.steps = True, 0
            reporter.say(phase="paused", message="")
            reporter.note("paused", request=name)
        elif request.action == "resume" and self.paused:
            self.paused, self.steps = False, 0
            reporter.say(phase="running", message="")
            reporter.note("continued", request=name)
        elif request.action == "step":
            self.paused, self.steps = True, self.steps + 1
            reporter.say(phase="paused", message="")
            reporter.note("stepped", request=name)
        elif request.action == "slow":
            assert request.value is not None
            self.rate, self._step_at = request.value, 0.0
            if self.paused:  # whoever asks for a pace wants it to move
                self.paused, self.steps = False, 0
                reporter.say(phase="running", message="")
            reporter.say(steps_per_second=self.rate)
            reporter.note("slowed", new=request.value, request=name)
        elif request.action == "change":
            self._change(name, request)
