import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette

from tests.pages.graph.training_runs import Held
from vizvae.runs import queue
from vizvae.ui.graph.training_cost import GraphCosts, graph_costs
from vizvae.ui.graph.training_routes import graph_run_routes
from vizvae.ui.graph.training_runs import graph_run_list

STAND_IN = """
import json
from vizvae.ui.jobs.child import do_jobs
do_jobs(lambda header, _: json.dumps({"step": 0.5, "picture": 0.25}).encode(), 60.0)
"""
"""A child that is quick to start."""


@pytest.fixture
def costs(runs: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GraphCosts]:
    made = GraphCosts((sys.executable, "-c", STAND_IN))
    monkeypatch.setattr("vizvae.ui.graph.training_cost.GraphCosts", lambda: made)
    monkeypatch.setattr("vizvae.ui.graph.training_runs.SECONDS_BETWEEN_LOOKS", 0.0)
    monkeypatch.setattr("vizvae.ui.graph.training_runs.prepare", lambda: None)
    graph_costs.cache_clear()
    graph_run_list.cache_clear()
    yield made
    graph_costs.cache_clear()
    graph_run_list.cache_clear()
    made.close()


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    made = Held()
    monkeypatch.setattr(queue, "start", made.start)
    yield made
    for lock in made.locks.values():
        lock.release()


@pytest.fixture
def app() -> Starlette:
    return Starlette(routes=graph_run_routes())
