"""Runs of graph models in processes of their own, from the first epoch to a model that can be opened."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load
from starlette.applications import Starlette

from tests.pages.asgi import ask
from tests.pages.graph.training_runs import (
    CONFIG,
    news,
    put,
    run_of,
    states,
    until,
)
from vizvae.figures import plot_training
from vizvae.graph.catalogue import find_graph_checkpoint, graph_runs_dir
from vizvae.graph.create import create_graph_run
from vizvae.graph.uploads import keep_upload
from vizvae.paths import PROJECT
from vizvae.runs.folder import read_status
from vizvae.ui.graph.training_routes import GRAPH_RUNS

pytestmark = pytest.mark.usefixtures("costs")


def test_a_real_run_from_an_upload_to_a_model_that_can_be_opened(app: Starlette) -> None:
    ring = "\n".join(f"n{i},n{(i + step) % 30}" for i in range(30) for step in (1, 2))
    files = keep_upload("ring.csv", ring.encode())
    create_graph_run("ring", "Ring", replace(CONFIG, graph=files.graph, num_features=30))
    tiny = keep_upload("tiny.csv", b"a,b\nb,c\n")
    create_graph_run("tiny", "Tiny", replace(CONFIG, graph=tiny.graph, num_features=3))
    until(lambda: states(app)["tiny"] == "failed", "all have ended", 240)
    assert states(app) == {"ring": "done", "tiny": "failed"}, run_of(app, "ring")["message"]
    assert "at least three edges" in run_of(app, "tiny")["message"]
    run = run_of(app, "ring")
    arrays = load(news(app, run["id"]).body)
    curves: Any = plot_training(graph_runs_dir() / "ring")
    assert {line.name: list(line.x) for line in curves.data}["AUC"] == list(range(1, 7))
    assert arrays["epochs"].tolist() == list(range(7))
    assert all(np.isfinite(line.y).all() for line in curves.data)  # a picture, and so a score, at each of so few epochs
    assert len({picture.tobytes() for picture in arrays["pictures"]}) == 7
    drawn = load(ask(app, f"{GRAPH_RUNS}/{run['id']}/graph.safetensors").body)
    checkpoint = find_graph_checkpoint("ring")
    split = checkpoint.split(checkpoint.load_graph())
    np.testing.assert_array_equal(drawn["edges"], split.train.T.numpy())
    checkpoint.load_model()
    result = run["result"]
    assert result["testEdges"] == split.test.shape[1] == 6
    assert checkpoint.card["over_splits"]["auc"]["mean"] == pytest.approx(result["auc"], abs=0.001)
    assert checkpoint.card["data"]["key"] == files.graph
    assert str(graph_runs_dir().parent) not in json.dumps(checkpoint.card)


SERVER = """
import time
from dataclasses import replace
from vizvae.graph.checkpoint import GraphRunConfig
from vizvae.graph.config import preset
from vizvae.graph.create import create_graph_run
training = replace(preset("vgae", num_nodes=34), epochs=1_000_000)
config = GraphRunConfig(graph="karate", preset="vgae", num_features=34, split_seed=0, training=training)
create_graph_run("mine", "Mine", config)
print("started", flush=True)
time.sleep(600)
"""


def is_alive(process: int) -> bool:
    try:
        # A child that nobody waits for stays in the list as a zombie.
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_run_outlives_its_server_and_killed_itself_it_is_found_and_goes_on(app: Starlette, runs: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "VIZVAE_RUNS": str(runs)},
    )
    assert server.stdout is not None
    assert server.stdout.readline() == "started\n"
    server.kill()  # not asked to end: whatever runs when it ends by itself does not run then
    server.wait()
    until(lambda: states(app)["mine"] == "training" and run_of(app, "mine")["epoch"] > 5, "it trains without a server")
    process = read_status(graph_runs_dir() / "mine").pid
    os.kill(process, signal.SIGKILL)
    until(lambda: not is_alive(process) and states(app)["mine"] == "killed", "it is found as killed")
    run = run_of(app, "mine")
    assert (run["title"], run["resumable"]) == ("Mine", True)
    assert put(app, "mine", "resume").status == 204
    until(lambda: states(app)["mine"] == "training", "it goes on")
    assert run_of(app, "mine")["id"] == run["id"]
    assert put(app, "mine", "stop").status == 204
    until(lambda: states(app)["mine"] == "done", "it is scored and kept")
    assert find_graph_checkpoint("mine").card["epochs"] == run_of(app, "mine")["result"]["epochs"] > 0
