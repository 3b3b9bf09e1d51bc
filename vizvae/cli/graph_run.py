"""python -m vizvae train --run FOLDER, where the folder holds a run of a graph model."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import torch
from tqdm import tqdm

from vizvae.graph.checkpoint import GraphRunConfig
from vizvae.graph.run import train_graph_in_folder
from vizvae.runs.control import Request, post
from vizvae.runs.folder import read_run
from vizvae.runs.queue import advance


def train_graph_run(folder: Path) -> None:
    """Train it from where it is. Ctrl-C and a termination signal end it after the present epoch, with everything saved."""
    if os.environ.get("RANK", "0") != "0":  # a graph is trained by one process; a launcher for several has started others, too
        return
    torch.set_num_threads(1)  # as its cost was measured, and so that it disturbs nobody
    config = read_run(folder, GraphRunConfig).config
    print(f"training {config.preset} on {config.graph}, in {folder}", file=sys.stderr)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: post(folder, Request(action="suspend")))
    try:
        with tqdm(total=config.training.epochs, unit="epoch", disable=None) as bar:
            for report in train_graph_in_folder(folder):
                bar.update(report.epoch - bar.n)
    finally:
        advance()  # a place is free: whoever waits in the queue is next
    print(folder)
