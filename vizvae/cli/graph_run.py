"""Runs of graph models on the command line: `train --run FOLDER` of one that was prepared or begun, and the one of `graph train --save`."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import torch
from tqdm import tqdm

from vizvae.graph.checkpoint import GraphRunConfig
from vizvae.graph.run import train_graph_in_folder
from vizvae.graph.runs import FinishedRun
from vizvae.graph.training import GraphEpochReport
from vizvae.runs.control import Request, post
from vizvae.runs.folder import read_run
from vizvae.runs.queue import advance


def train_graph_run(folder: Path) -> None:
    """Train it from where it is, and print its folder."""
    if os.environ.get("RANK", "0") != "0":  # a graph is trained by one process; a launcher for several has started others, too
        return
    torch.set_num_threads(1)  # as its cost was measured, and so that it disturbs nobody
    config = read_run(folder, GraphRunConfig).config
    print(f"training {config.preset} on {config.graph}, in {folder}", file=sys.stderr)
    with tqdm(total=config.training.epochs, unit="epoch", disable=None) as bar:
        finish_graph_run(folder, progress=lambda report: bar.update(report.epoch - bar.n))
    print(folder)


def finish_graph_run(folder: Path, *, progress: Callable[[GraphEpochReport], object]) -> FinishedRun | None:
    """Train it from where it is; None if it is suspended or discarded before it has finished. Ctrl-C and a termination signal suspend it
    after the present epoch, with everything saved."""
    reports = train_graph_in_folder(folder)
    try:
        with _suspended_by_signals(folder):
            while True:
                progress(next(reports))
    except StopIteration as end:
        return end.value
    finally:
        advance()  # a place is free: whoever waits in the queue is next


@contextmanager
def _suspended_by_signals(folder: Path) -> Generator[None]:
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, lambda *_: post(folder, Request(action="suspend"))) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
