"""Runs of graph models without their processes, and what is asked of them over HTTP."""

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from filelock import FileLock
from starlette.applications import Starlette

from tests.pages.asgi import Answer, ask
from vizvae.graph.catalogue import SHIPPED_GRAPH_MODELS, graph_runs_dir
from vizvae.graph.checkpoint import GraphRunConfig
from vizvae.graph.config import preset
from vizvae.graph.create import create_graph_run
from vizvae.graph.pictures import PictureWriter, write_drawing
from vizvae.graph.shipped import load_graph
from vizvae.graph.split import split_edges
from vizvae.runs.control import pending
from vizvae.runs.folder import Phase, Status, read_status, write_status
from vizvae.runs.lock import run_lock
from vizvae.runs.metrics import MetricsWriter
from vizvae.ui.graph.training_routes import GRAPH_RUNS

CONFIG = GraphRunConfig(
    graph="karate", preset="vgae", num_features=34, split_seed=0, training=replace(preset("vgae", num_nodes=34), epochs=6)
)


class Held:
    """Runs that are not really started: the first in the queue becomes `starting`, and does what the test says."""

    def __init__(self) -> None:
        self.locks: dict[Path, FileLock] = {}

    def start(self, folder: Path, _: object) -> None:
        self.locks[folder] = run_lock(folder)
        self.locks[folder].acquire()
        write_status(folder, Status(phase="starting"))

    def train(self, name: str) -> None:
        """As after an epoch."""
        folder = graph_runs_dir() / name
        graph = load_graph("karate")
        write_drawing(folder, graph, split_edges(graph, 0))
        writer = MetricsWriter(folder, step=0, epoch=0)
        writer.append({"kind": "epoch", "step": 1, "epoch": 1, "seconds": 0.5, "loss": 2.0, "recon_nll": 3.0, "weighted_kl": 4.0})
        writer.close()
        PictureWriter(folder, 34, 0).append(1, torch_positions())
        write_status(folder, Status(phase="running", epoch=1, epochs=6, seconds_left=2.5))

    def end(self, name: str, phase: Phase, message: str = "") -> None:
        folder = graph_runs_dir() / name
        if phase == "finished":
            for file in (SHIPPED_GRAPH_MODELS / "karate-vgae").iterdir():
                shutil.copy(file, folder / file.name)
        write_status(folder, replace(read_status(folder), phase=phase, message=message))
        self.locks.pop(folder).release()


def torch_positions():
    import torch

    return torch.arange(68, dtype=torch.float32).view(34, 2)


def start(*names: str) -> None:
    for name in names:
        create_graph_run(name, name.title(), CONFIG)


def until(condition: Callable[[], object], what: str, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s until {what}"
        time.sleep(0.01)


def listed(app: Starlette, query: str = "") -> dict:
    answer = ask(app, GRAPH_RUNS, query=query)
    assert answer.headers["cache-control"] == "no-store"
    return json.loads(answer.body)


def states(app: Starlette) -> dict[str, str]:
    return {run["name"]: run["state"] for run in listed(app)["runs"]}


def run_of(app: Starlette, name: str) -> dict:
    return next(run for run in listed(app)["runs"] if run["name"] == name)


def put(app: Starlette, name: str, what: str) -> Answer:
    return ask(app, f"{GRAPH_RUNS}/{run_of(app, name)['id']}/{what}", "PUT")


def discard(app: Starlette, name: str) -> Answer:
    return ask(app, f"{GRAPH_RUNS}/{run_of(app, name)['id']}", "DELETE")


def asked_of(name: str) -> list[str]:
    return [request.action for _, request in pending(graph_runs_dir() / name) if not isinstance(request, str)]


def news(app: Starlette, run: str, pictures: int | str = 0) -> Answer:
    return ask(app, f"{GRAPH_RUNS}/{run}/news.safetensors", query=f"pictures={pictures}")
