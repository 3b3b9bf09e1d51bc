"""The runs, and the curves of the one that is looked at, to take along."""

from __future__ import annotations

from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import CheckpointError
from vizvae.figures.record import run_record
from vizvae.runs.folder import read_run
from vizvae.runs.queue import Job, list_runs
from vizvae.tables import Sheet
from vizvae.training.config import TrainConfig
from vizvae.ui.shell.take_along import take_along
from vizvae.ui.train.payload import readers, run_folder
from vizvae.ui.train.session import SESSION
from vizvae.ui.train.sheets import RunFound, curves_sheets, runs_sheet


def training_along() -> None:
    """Nothing where there are no runs."""
    jobs = list_runs("image")
    if jobs:
        take_along(
            "training_along",
            lambda: training_sheets(jobs, SESSION.view.run),
            of="The curves of the run that is looked at, and all runs",
        )


def training_sheets(jobs: list[Job], shown: str | None) -> list[Sheet]:
    """Of the run that is shown, and of those beside it in the list. Raises ValueError for one whose curves cannot be read."""
    curves: list[Sheet] = []
    if shown is not None and shown in {job.name for job in jobs}:
        folder = run_folder(shown)
        reader = readers.of(folder)
        with readers.lock:
            record = run_record(folder, reader)
        try:
            checkpoint = find_checkpoint(shown)
        except CheckpointError:  # it trains still, or was stopped
            checkpoint = None
        curves = curves_sheets(record, read_run(folder, TrainConfig).config, checkpoint)
    return [*curves, runs_sheet(map(_found, jobs))]


def _found(job: Job) -> RunFound:
    reader = readers.of(job.folder)
    try:
        config = read_run(job.folder, TrainConfig).config
        with readers.lock:
            reader.update()
            last = dict(reader.epochs[-1]) if reader.epochs else {}
    except (ValueError, OSError):  # its own page says what is wrong with it
        return RunFound(job=job, config=None, last={})
    return RunFound(job=job, config=config, last=last)
