"""What a run leaves in its folder while it trains: lines of the curve, pictures for the live views, states to resume from."""

from __future__ import annotations

import csv
import math
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from vizvae.atomic_write import atomic_write
from vizvae.checkpoint import HISTORY
from vizvae.data.images import ImageSet
from vizvae.runs.folder import FULL, RESUME
from vizvae.runs.metrics import MetricsWriter
from vizvae.runs.reporter import Reporter
from vizvae.training.loop import EpochReport, StepReport
from vizvae.training.schedule import Schedule, Settings
from vizvae.training.snapshot import Viewer
from vizvae.training.state import TrainingState
from vizvae.training.validation import Validation

SECONDS_BETWEEN_SNAPSHOTS = 60.0
SECONDS_BETWEEN_LINES = 0.1
SECONDS_BETWEEN_WORDS = 0.5
SECONDS_BETWEEN_VIEWS = 0.5
SHARE = 0.01
"""Of the training time, at most, goes into views, and as much into states to resume from."""
FAR_WORSE = 1_000
"""No training that comes back from there is known to us; a far too high learning rate goes there and stays finite."""
EARLY_VIEWS, EARLY_SHARE = 60, 0.1
"""A short run, or the beginning of a long one, is what somebody sits and watches: its first views come more densely."""


class Diverged(ValueError):
    """The loss or the weights are not finite any more."""


class Recorder:
    def __init__(
        self,
        folder: Path,
        state: TrainingState,
        schedule: Schedule,
        reporter: Reporter,
        metrics: MetricsWriter,
        validation: ImageSet,
        wait: Callable[[], None],
    ) -> None:
        """`wait` is called again and again while the disk is full; what it raises ends the run."""
        self.folder, self.state, self.schedule = folder, state, schedule
        self.reporter, self.metrics, self._wait = reporter, metrics, wait
        self.viewer = Viewer(state.config, validation)
        self._sums: dict[str, float] = {}
        self._images = self._steps = 0
        self._last: StepReport | None = None
        self._line_at = reporter.clock.seconds
        self._viewed = -1
        self._saved = state.step if (folder / RESUME).exists() else -1
        now = time.monotonic()
        self._saved_at = self._said_at = now
        self._view_at = 0.0
        self._views = 0
        self._first = 0.0
        self._save_cost = 0.0
        self.stuck = False
        """Something that a saved state would promise has not been written."""

    def step(self, report: StepReport) -> None:
        """Raises Diverged where the loss is not a finite number, or the reconstruction, if there is one, far worse than at the start."""
        if not abs(report.loss) < float("inf"):
            raise Diverged(self._what_happened(f"The loss became {report.loss}", report.step, report.settings))
        recon_nll = report.costs.get("recon_nll", math.nan)
        if recon_nll == recon_nll:  # not a number where the objective has no such term
            self._first = self._first or max(1.0, abs(recon_nll))
            if recon_nll > FAR_WORSE * self._first:
                what = f"The reconstruction became {recon_nll / self._first:,.0f} times as bad as it was at first"
                raise Diverged(self._what_happened(what, report.step, report.settings))
        for name, cost in report.costs.items():
            self._sums[name] = self._sums.get(name, 0.0) + cost * report.num_images
        self._images += report.num_images
        self._steps += 1
        self._last = report
        if self.reporter.clock.seconds - self._line_at >= SECONDS_BETWEEN_LINES:
            self.flush()
        now = time.monotonic()
        if now - self._said_at >= SECONDS_BETWEEN_WORDS:
            self.reporter.say()
            self._said_at = now
        if now >= self._view_at:
            self.view()
        if now - self._saved_at > SECONDS_BETWEEN_SNAPSHOTS:
            self.save()

    def epoch(self, report: EpochReport, validation: Validation, row: dict[str, Any], raw: Validation | None) -> None:
        """`row` is what history.csv gets. `raw`: with the weights as they are, where `validation` is of their average."""
        self.flush()
        # A resumed pass may have had its last step before: its settings are asked for, not remembered.
        settings = self.schedule.at(report.step - 1, self.state.changes)
        line = {
            "kind": "epoch",
            "step": report.step,
            "epoch": report.epoch,
            "seconds": self.reporter.clock.seconds,
            **report.costs,
            **_in_force(settings),
            "epoch_seconds": report.seconds,
            **validation.as_columns(),
            **({f"raw_{name}": cost for name, cost in raw.as_columns().items()} if raw else {}),
            "validation_kl_per_dim": validation.kl_per_dim,
        }
        self._keep(lambda: append_history(self.folder / HISTORY, row))
        self._keep(lambda: self.metrics.append(line))
        self._line_at = self.reporter.clock.seconds

    def epoch_done(self) -> None:
        """The pass is on record: the state may promise it."""
        elapsed = time.monotonic() - self._saved_at
        if elapsed > SECONDS_BETWEEN_SNAPSHOTS or elapsed * SHARE > self._save_cost:
            self.save()

    def flush(self) -> None:
        """A line of the steps since the last one."""
        last = self._last
        if last is None or not self._steps:
            return
        now = self.reporter.clock.seconds
        line = {
            "kind": "step",
            "step": last.step,
            "epoch": self.reporter.epoch,
            "seconds": now,
            "num_steps": self._steps,
            **{name: value / self._images for name, value in self._sums.items()},
            "kl_per_dim": last.kl_per_dim.tolist(),
            **_in_force(last.settings),
            "images_per_second": self._images / max(now - self._line_at, 1e-6),
        }
        self._keep(lambda: self.metrics.append(line))
        self._sums = {}
        self._images = self._steps = 0
        self._line_at = self.reporter.clock.seconds

    def view(self) -> None:
        """Take a snapshot for the live views; the next one not before it would cost more than its share.

        A full disk keeps the last one. Raises Diverged.
        """
        if self._viewed == self.state.step:
            return
        started = time.perf_counter()
        state = self.state
        self._check_weights()
        try:
            self.viewer.take(self.folder, state, epoch=self.reporter.epoch)
        except OSError as error:
            if error.errno not in FULL:
                raise
            self.reporter.say(message="The disk is full: the pictures stay as they are, training goes on.")
        self._viewed = state.step
        cost = time.perf_counter() - started
        self._views += 1
        share = EARLY_SHARE if self._views <= EARLY_VIEWS else SHARE
        self._view_at = time.monotonic() + max(SECONDS_BETWEEN_VIEWS, cost / share)

    def last_view(self) -> None:
        """Of the finished model, whose weights are beside it."""
        try:
            self.viewer.take(self.folder, self.state, epoch=self.reporter.epoch, keep_weights=False)
        except OSError as error:
            if error.errno not in FULL:
                raise

    def save(self) -> None:
        """A state to resume from, after everything it promises is on the disk. Raises Diverged."""
        self.flush()
        if self._saved == self.state.step and (self.folder / RESUME).exists():
            return
        self._check_weights()
        started = time.perf_counter()

        def write() -> None:
            self.metrics.sync()
            self.state.save(self.folder / RESUME)

        self._keep(write)
        self._saved = self.state.step
        self._saved_at, self._save_cost = time.monotonic(), time.perf_counter() - started

    def rest(self) -> None:
        """The run is about to wait: what it has done is put in safety, and shown."""
        self.flush()
        self.view()
        self.save()
        self.reporter.say()

    def _keep(self, write: Callable[[], None]) -> None:
        self.stuck = True
        self.reporter.keep(write, self._wait)
        self.stuck = False

    @torch.no_grad()
    def _check_weights(self) -> None:
        # A sum is not finite if any of its parts is not.
        sums = torch.stack([p.sum() for p in self.state.model.parameters()])
        if not sums.isfinite().all() and self._last is not None:
            raise Diverged(self._what_happened("The weights became infinite or undefined", self._last.step, self._last.settings))

    def _what_happened(self, what: str, step: int, settings: Settings) -> str:
        kept = f"What was learned until step {self._saved} is kept" if self._saved > 0 else "Nothing had been saved yet"
        return (
            f"{what} at step {step:,} (pass {self.state.step // self.schedule.steps_per_epoch + 1}), with a learning "
            f"rate of {settings.learning_rate:.3g}, most likely too high. {kept}: lower the learning rate and resume."
        )


def _in_force(settings: Settings) -> dict[str, float]:
    return {
        "beta": settings.kl_weight,
        "capacity": settings.capacity,
        "free_bits": settings.free_bits,
        "learning_rate": settings.learning_rate,
    }


def append_history(path: Path, row: dict[str, Any]) -> None:
    """Raises OSError on a full disk; the file then ends with the row before."""
    with path.open("a", newline="", encoding="utf-8") as file:
        before = file.tell()
        try:
            writer = csv.DictWriter(file, fieldnames=list(row))
            if before == 0:  # also where the first row found no room
                writer.writeheader()
            writer.writerow({key: f"{value:.6g}" if isinstance(value, float) else value for key, value in row.items()})
            file.flush()
        except OSError:
            os.ftruncate(file.fileno(), before)
            raise


def keep_history(path: Path, epochs: int) -> None:
    """Drop rows of passes that happened after the snapshot: they will happen again."""
    if epochs == 0:
        path.unlink(missing_ok=True)  # with its header: a run killed while creating the file may not have written one
    elif path.exists():
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        atomic_write(path, "".join(lines[: 1 + epochs]).encode())
