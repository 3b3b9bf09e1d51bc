"""What a run has left of its curves: read from its folder while it trains or afterwards, or from the history of a finished model."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float

from vizvae.runs.events import Event, read_events
from vizvae.runs.folder import RUN, read_about, read_run
from vizvae.runs.metrics import MetricsReader
from vizvae.training.config import TrainConfig
from vizvae.training.curves import CurveWords, curves_of

GRAPH_CURVES = (
    CurveWords(key="loss", term="loss", title="What is minimised", unit="nats a pair", measured_in="nats a pair", held_out=False),
    CurveWords(
        key="auc", term="validation_auc", title="On validation edges", unit="percent", measured_in="percent", held_out=False
    ),
)
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class RunRecord:
    """The curves of one run so far."""

    name: str
    curves: tuple[CurveWords, ...]
    """What its family has, the one that tells most first"""
    graph: bool
    """Whether of a graph model, whose lines are epochs alone"""
    averages: bool
    """Whether the epochs are scored with an average of the weights"""
    steps: Rows
    """Means over some optimiser steps each, see vizvae/runs/metrics.py"""
    epochs: Rows
    """Finished passes over the data"""
    events: Sequence[Event] = ()


def run_record(folder: Path, reader: MetricsReader | None = None) -> RunRecord:
    """Of the run in `folder`; a `reader` that is kept reads only what is new. Raises ValueError for no run, or a damaged one."""
    reader = reader or MetricsReader(folder)
    reader.update()
    kept: dict[str, Any] = {"name": folder.name, "steps": list(reader.steps), "epochs": list(reader.epochs)}
    events = read_events(folder)
    if read_about(folder).kind == "graph":
        return RunRecord(curves=GRAPH_CURVES, graph=True, averages=False, events=events, **kept)
    config = read_run(folder, TrainConfig).config
    return RunRecord(curves=curves_of(config), graph=False, averages=config.ema_decay > 0, events=events, **kept)


def find_record(run: str | Path | RunRecord) -> RunRecord:
    """Of a run by its name (of images first, then of graphs), by its folder, or of a finished model by its name.

    Raises ValueError for a name or a folder of which no curve is known.
    """
    if isinstance(run, RunRecord):
        return run
    if isinstance(run, Path):
        if not (run / RUN).exists():
            raise ValueError(f"expected the folder of a run, with a {RUN} in it, got {run}: give the name of a run or its folder")
        return run_record(run)
    from vizvae.graph.catalogue import graph_runs_dir
    from vizvae.paths import runs_dir

    for root in (runs_dir(), graph_runs_dir()):
        # A name is never used as a path.
        if run in {path.parent.name for path in root.glob(f"*/{RUN}")}:
            return run_record(root / run)
    return _finished(run)


def column(rows: Rows, name: str) -> Float[np.ndarray, " row"]:
    """NaN where a row has no such number"""
    return np.array([np.nan if row.get(name) is None else row[name] for row in rows], dtype=float)


def _finished(name: str) -> RunRecord:
    """From history.csv beside a model, which has passes alone."""
    from vizvae.catalogue import find_checkpoint
    from vizvae.checkpoint import CheckpointError
    from vizvae.checkpoint.images import HISTORY
    from vizvae.training.curves import LATENT, RECON

    try:
        checkpoint = find_checkpoint(name)
    except CheckpointError as error:
        raise ValueError(f"there is no run named {name[:60]!r} here, and no model either: {error}") from error
    path = checkpoint.folder / HISTORY
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]
    except FileNotFoundError:
        raise ValueError(f"{name} came without the curve of its training ({HISTORY}), so there is none to draw") from None
    except (OSError, ValueError, TypeError) as error:
        raise ValueError(f"{path} is damaged ({error}): restore it") from error
    return RunRecord(
        name=name, curves=LATENT if checkpoint.stochastic else (RECON,), graph=False, averages=False, steps=(), epochs=rows
    )
