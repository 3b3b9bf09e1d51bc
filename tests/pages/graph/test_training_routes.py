"""What is served of the folders of graph models' runs, and of the models that they left."""

import json
import shutil
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load
from starlette.applications import Starlette

from tests.pages.asgi import ask, assert_refused
from tests.pages.graph.training_runs import (
    Held,
    discard,
    listed,
    news,
    run_of,
    start,
    states,
    torch_positions,
)
from vizvae.figures import plot_training
from vizvae.graph.catalogue import SHIPPED_GRAPH_MODELS, find_graph_checkpoint, graph_runs_dir
from vizvae.graph.shipped import load_graph
from vizvae.graph.split import split_edges
from vizvae.runs.metrics import MetricsWriter
from vizvae.trash import places
from vizvae.ui.graph.training_routes import GRAPH_RUNS
from vizvae.ui.graph.training_runs import KEPT_RUNS

pytestmark = pytest.mark.usefixtures("costs")


def test_only_the_last_that_finished_are_listed_and_for_a_day(
    app: Starlette, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(KEPT_RUNS + 2):
        start(f"run-{number}")
        held.end(f"run-{number}", "finished")
    start("bad")
    held.end("bad", "failed")
    assert list(states(app)) == [*(f"run-{number}" for number in range(2, KEPT_RUNS + 2)), "bad"]
    assert len(listed(app)["models"]) == KEPT_RUNS + 2
    now = time.time()
    monkeypatch.setattr("vizvae.ui.graph.training_runs.time.time", lambda: now + 100_000)
    assert states(app) == {"bad": "failed"}


def test_cleared_a_finished_one_leaves_the_list_and_its_model_stays(app: Starlette, held: Held) -> None:
    start("mine")
    held.train("mine")
    held.end("mine", "finished")
    assert discard(app, "mine").status == 204
    answer = listed(app)
    assert (answer["runs"], [model["name"] for model in answer["models"]], answer["trash"]) == ([], ["mine"], {})
    find_graph_checkpoint("mine").load_model()


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("run.json", "{"),
        ("run.json", "[]"),
        ("run.json", '{"version": 99}'),
        ("status.json", "{"),
        ("drawing.safetensors", "no tensors"),
        ("metrics.jsonl", "{}\n{}\n"),
        ("result.json", '{"auc": "high"}'),
    ],
)
def test_a_damaged_run_says_what_is_wrong_hides_no_other_and_can_be_put_away(
    file: str, content: str, app: Starlette, held: Held
) -> None:
    start("bad", "good")
    held.train("bad")
    held.end("bad", "stopped")
    (graph_runs_dir() / "bad" / file).write_text(content)
    assert states(app) == {"bad": "failed", "good": "starting"} or states(app) == {"good": "starting", "bad": "failed"}
    assert file in run_of(app, "bad")["message"]
    assert discard(app, "bad").status == 204
    assert states(app) == {"good": "starting"}


def test_everybody_sees_the_same_and_asks_only_for_what_is_new(app: Starlette, held: Held) -> None:
    start("slow")
    assert run_of(app, "slow")["facts"] is None
    assert ask(app, f"{GRAPH_RUNS}/{run_of(app, 'slow')['id']}/graph.safetensors").status == 404
    held.train("slow")
    (told,) = listed(app)["runs"]
    assert (told["state"], told["epoch"], told["epochs"]) == ("training", 1, 6)
    assert (told["numPictures"], told["secondsLeft"]) == (1, 2.5)
    assert told["facts"] == {"numNodes": 34, "classNames": list(load_graph("karate").class_names)}
    drawn = load(ask(app, f"{GRAPH_RUNS}/{told['id']}/graph.safetensors").body)
    np.testing.assert_array_equal(drawn["edges"], split_edges(load_graph("karate"), 0).train.T.numpy())
    all_of_it = load(news(app, told["id"]).body)
    curves: Any = plot_training(graph_runs_dir() / "slow")
    assert [(line.name, *line.x, *line.y) for line in curves.data] == [("loss", 1, 2), ("edges", 1, 3), ("weighted KL", 1, 4)]
    np.testing.assert_array_equal(all_of_it["pictures"], torch_positions().numpy()[None])
    assert all_of_it["epochs"].tolist() == [1]
    nothing = load(news(app, told["id"], 1).body)
    assert len(nothing["pictures"]) == 0
    assert news(app, told["id"], "x").status == 422
    assert ask(app, f"{GRAPH_RUNS}/{told['id']}/stop", "POST").status == 405  # which a page of another origin could send
    before = told["part"]
    MetricsWriter(graph_runs_dir() / "slow", step=0, epoch=0).close()  # as a resumed run does
    assert run_of(app, "slow")["part"] != before
    held.end("slow", "finished")
    assert ask(app, f"{GRAPH_RUNS}/{told['id']}", "DELETE").status == 204
    assert listed(app)["runs"] == []
    for method, path in (
        ("PUT", "/stop"), ("PUT", "/resume"), ("DELETE", ""), ("GET", "/news.safetensors"), ("GET", "/graph.safetensors"),
    ):  # fmt: skip
        assert ask(app, f"{GRAPH_RUNS}/{told['id']}{path}", method).status == 404
    assert ask(app, f"{GRAPH_RUNS}/slow~0/stop", "PUT").status == 404


def a_model(name: str) -> Path:
    """One that was trained here, by its files, as an earlier version left it."""
    folder = graph_runs_dir() / name
    shutil.copytree(SHIPPED_GRAPH_MODELS / "karate-vgae", folder)
    return folder


def test_a_model_is_deleted_and_brought_back(app: Starlette, held: Held) -> None:
    folder = a_model("mine")
    weights = (folder / "model.safetensors").read_bytes()
    assert listed(app)["models"] == [{"name": "mine", "title": find_graph_checkpoint("mine").title}]
    assert ask(app, f"{GRAPH_RUNS}/models/mine", "POST").status == 405  # which a page of another origin could send
    place = json.loads(ask(app, f"{GRAPH_RUNS}/models/mine", "DELETE").body)["place"]
    assert not folder.exists()
    assert listed(app)["models"] == []
    assert listed(app)["trash"] == {"mine": place}
    assert ask(app, f"{GRAPH_RUNS}/models/mine", "DELETE").status == 404
    start("slow", "mine")  # the name is free again, and soon another's
    assert_refused(ask(app, f"{GRAPH_RUNS}/trash/{place}", "PUT"), 422, "mine is being trained anew")
    discard(app, "mine")
    assert json.loads(ask(app, f"{GRAPH_RUNS}/trash/{place}", "PUT").body) == {"name": "mine"}
    assert (folder / "model.safetensors").read_bytes() == weights
    assert_refused(ask(app, f"{GRAPH_RUNS}/trash/{place}", "PUT"), 422, "it was emptied")
    assert_refused(ask(app, f"{GRAPH_RUNS}/models/cora-vgae", "DELETE"), 422, "ships with the project")
    assert list(places(graph_runs_dir())) == ["mine"]  # the run, which was discarded


def test_a_model_that_cannot_be_read_is_listed_and_can_be_deleted(app: Starlette) -> None:
    (a_model("broken") / "card.json").write_text("{")
    assert listed(app)["models"] == [{"name": "broken", "title": "its card cannot be read"}]
    assert ask(app, f"{GRAPH_RUNS}/models/broken", "DELETE").status == 200
