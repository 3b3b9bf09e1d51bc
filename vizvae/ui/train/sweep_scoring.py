"""What came of a sweep, as far as it is known: how its runs are, what was measured of them, and the measuring of what was not."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import Checkpoint, CheckpointError
from vizvae.runs.folder import Status
from vizvae.sweep.record import Sweep, read_sweep
from vizvae.sweep.running import statuses, why_missing
from vizvae.sweep.scores import is_score_of, with_images
from vizvae.ui.jobs.background import Background, JobFailed, TooManyJobs

WORKER = (sys.executable, "-P", "-m", "vizvae.ui.train.sweep_worker")
NOT_MEASURED = "not measured yet"
AHEAD = 2
"""Runs of a sweep that are asked for at once, so that the process that measures need not wait for somebody to look again"""


@dataclass(frozen=True, kw_only=True)
class Family:
    sweep: Sweep
    statuses: dict[str, Status]
    missing: dict[str, str]
    """Run to why it is in no row"""
    measuring: str
    """What is measured now, in words; empty for nothing"""


class Scoring:
    """Measures finished runs in a child process, see `Background`. What it finds stands in the sweep's record."""

    def __init__(self, command: tuple[str, ...] = WORKER) -> None:
        self.background = Background("runs of sweeps", command)

    def look(self, name: str, *, begin: bool) -> Family | None:
        """None where there is no such sweep any more. `begin`: whether what is missing may be measured.

        Raises ValueError for a record that cannot be read.
        """
        sweep = read_sweep(name)
        if sweep is None:
            return None
        found = statuses([run.name for run in sweep.runs])
        missing = why_missing(found)
        wanted: dict[str, Checkpoint] = {}
        scores = dict(sweep.scores)
        for run in sweep.runs:
            if run.name in missing:
                continue
            try:
                checkpoint = find_checkpoint(run.name)
            except CheckpointError as error:
                missing[run.name] = str(error)
                continue
            known = sweep.scores.get(run.name)
            if known is not None and is_score_of(checkpoint, known):
                scores[run.name] = with_images(checkpoint, known)
            else:
                wanted[run.name] = checkpoint
                missing[run.name] = NOT_MEASURED
        sweep = replace(sweep, scores=scores)
        return Family(sweep=sweep, statuses=found, missing=missing, measuring=self._measure(sweep, wanted, missing, begin))

    def try_again(self) -> None:
        """What could not be measured before may be asked for once more."""
        self.background.forget_failures()

    def close(self) -> None:
        self.background.close()

    def _measure(self, sweep: Sweep, wanted: Mapping[str, Checkpoint], missing: dict[str, str], begin: bool) -> str:
        said = ""
        asked = 0
        with self.background.lock:
            for run, checkpoint in wanted.items():
                key = f"{sweep.name} {run} {checkpoint.card['weights_sha256']}"
                try:
                    self.background.settled(key)
                except JobFailed as error:
                    missing[run] = f"could not be measured: {error}"
                    continue
                job = self.background.jobs.get(key)
                if job is None and begin and asked < AHEAD:
                    try:
                        job = self.background.ask(key, {"sweep": sweep.name, "run": run}, b"", lambda _: None)
                    except TooManyJobs as error:
                        return str(error)
                asked += job is not None
                if job is not None and not said:
                    said = f"measuring {run}: {job.message or 'starting …'}"
        return said


@lru_cache(maxsize=1)
def scoring() -> Scoring:
    """What all visitors share."""
    return Scoring()
