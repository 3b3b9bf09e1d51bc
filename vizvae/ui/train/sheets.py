"""The runs of this machine, and the curves of one of them, as tables to take along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from vizvae.cards.source import running_version, source_of
from vizvae.checkpoint import Checkpoint
from vizvae.figures.record import RunRecord
from vizvae.runs.queue import Job
from vizvae.tables import Sheet
from vizvae.training.config import TrainConfig
from vizvae.words import counted, decimal


@dataclass(frozen=True, kw_only=True)
class RunFound:
    """A run with what can be read of it."""

    job: Job
    config: TrainConfig | None
    """None where run.json cannot be read"""
    last: Mapping[str, Any]
    """Its last finished pass; empty before the first"""


def runs_sheet(runs: Iterable[RunFound]) -> Sheet:
    """A row for each, with the figures of its last pass."""
    found = list(runs)
    rows = [_row(one) for one in found]
    cite = (
        f"{counted(len(found), 'run')} of image models trained on this machine, each on its own seed, with the figures of its last "
        f"pass: means over its validation images, nats an image, without an interval. Read with VizVAE {running_version()}."
    )
    return Sheet(file="runs", title="Runs on this machine", rows=rows, cite=cite)


def curves_sheets(record: RunRecord, config: TrainConfig, checkpoint: Checkpoint | None) -> list[Sheet]:
    """Its passes over the data, and what lies between them. `checkpoint`: of a finished one."""
    cite = _named(record, config, checkpoint)
    averaged = (
        "with averaged weights (those that begin with raw_: as they are)" if record.averages else "with the weights as they were"
    )
    last = record.epochs[-1] if record.epochs else {}
    figures = [
        f"{curve.title} {decimal(value, 3)} {curve.measured_in}"
        for curve in record.curves
        if (value := last.get(f"validation_{curve.term}" if curve.held_out else curve.term)) is not None
    ]
    after = f"{', '.join(figures)} after pass {last['epoch']:g} of {config.epochs:,}: " if last else ""
    passes = cite(f"{after}means over the images of a pass and over the validation images, {averaged}, without an interval")
    steps = cite("Means over the optimiser steps since the row before, on training images, without an interval")
    return [
        Sheet(file=f"{record.name}-passes", title="Curves, a row for each pass", rows=_flat(record.epochs), cite=passes),
        Sheet(file=f"{record.name}-steps", title="Curves, within the passes", rows=_flat(record.steps), cite=steps),
    ]


def _row(one: RunFound) -> dict[str, Any]:
    job, config = one.job, one.config
    created = datetime.fromtimestamp(job.created, UTC).isoformat(timespec="seconds") if job.created else ""
    row: dict[str, Any] = {"run": job.name, "phase": job.status.phase, "created": created}
    if config is not None:
        row |= {
            "data": config.data,
            "model": config.model,
            "latents": config.model_config.get("latent_dim"),
            "objective": config.objective.title or config.objective.kind,
            "beta": config.objective.beta,
            "seed": config.seed,
            "epochs": config.epochs,
        }
    row |= {"epochs_done": one.last.get("epoch", job.status.epoch), "seconds": job.status.seconds}
    return row | {key: value for key, value in one.last.items() if key.startswith("validation_") and not isinstance(value, list)}


def _named(record: RunRecord, config: TrainConfig, checkpoint: Checkpoint | None) -> Any:
    if checkpoint is not None:
        return source_of(checkpoint).cite
    made = f"Training seed {config.seed}, read with VizVAE {running_version()}"  # which trained it is said when it is finished
    return lambda figures: (
        f"Run {record.name} ({config.model} on {config.data}, on this machine, not finished). {figures}. {made}."
    )


def _flat(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A column for each latent in the place of a list"""
    flat: list[dict[str, Any]] = []
    for row in rows:
        cells: dict[str, Any] = {}
        for key, value in row.items():
            if isinstance(value, list):
                cells |= {f"{key.removesuffix('_per_dim')}_z{latent}": number for latent, number in enumerate(value)}
            elif key != "kind":
                cells[key] = value
        flat.append(cells)
    return flat
