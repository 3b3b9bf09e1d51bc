"""What can be done with runs of graph models: queued, stopped, discarded, resumed, named."""

import json

import pytest
from starlette.applications import Starlette

from tests.helpers.small import small_config
from tests.pages.asgi import ask, assert_refused
from tests.pages.graph.training_runs import (
    CONFIG,
    Held,
    asked_of,
    discard,
    listed,
    put,
    run_of,
    start,
    states,
)
from vizvae.graph.catalogue import graph_runs_dir
from vizvae.runs.folder import Status, write_status
from vizvae.training.create import create
from vizvae.ui.graph.training_cost import GraphCosts
from vizvae.ui.graph.training_routes import GRAPH_RUNS

pytestmark = pytest.mark.usefixtures("costs")


def test_one_at_a_time_in_the_order_they_were_asked_for(app: Starlette, held: Held) -> None:
    start("one", "two", "three")
    held.train("one")
    assert states(app) == {"one": "training", "two": "waiting", "three": "waiting"}
    assert put(app, "one", "stop").status == 204
    assert (asked_of("one"), run_of(app, "one")["message"]) == (["stop"], "stopping")
    held.end("one", "finished")
    assert states(app) == {"one": "done", "two": "starting", "three": "waiting"}
    held.train("two")
    assert states(app) == {"one": "done", "two": "training", "three": "waiting"}


def test_they_stand_in_one_queue_with_image_runs(app: Starlette, held: Held) -> None:
    create("digits", small_config())
    start("graph")
    assert states(app) == {"graph": "waiting"}
    folder = next(iter(held.locks))
    assert folder.name == "digits"
    write_status(folder, Status(phase="stopped"))
    assert states(app) == {"graph": "starting"}


def test_who_waits_leaves_the_queue_without_disturbing_who_trains(app: Starlette, held: Held) -> None:
    start("one", "other", "another")
    held.train("one")
    assert discard(app, "other").status == 204
    assert put(app, "another", "stop").status == 204
    assert states(app) == {"one": "training", "another": "stopped"}
    assert put(app, "another", "resume").status == 204
    assert states(app) == {"one": "training", "another": "waiting"}
    assert asked_of("one") == []


def test_one_that_trains_is_asked_to_end_and_one_that_has_ended_is_thrown_away(app: Starlette, held: Held) -> None:
    start("one", "next")
    held.train("one")
    assert discard(app, "one").status == 204
    assert (asked_of("one"), run_of(app, "one")["message"]) == (["discard"], "discarding")
    held.end("one", "stopped")
    assert discard(app, "one").status == 204
    assert states(app) == {"next": "starting"}
    place = listed(app)["trash"]["one"]
    assert json.loads(ask(app, f"{GRAPH_RUNS}/trash/{place}", "PUT").body) == {"name": "one"}
    assert states(app) == {"one": "stopped", "next": "starting"}


def test_a_run_that_ended_without_a_word_is_killed_and_can_be_resumed(app: Starlette, held: Held) -> None:
    start("one", "next")
    held.train("one")
    held.locks.pop(graph_runs_dir() / "one").release()  # as when the system has killed it for want of memory
    assert states(app) == {"one": "killed", "next": "starting"}
    run = run_of(app, "one")
    assert run["resumable"]
    assert "can be resumed from its last saved state" in run["message"]
    assert put(app, "one", "resume").status == 204
    assert states(app) == {"one": "waiting", "next": "starting"}
    assert_refused(put(app, "next", "resume"), 422, "only a run that was stopped")


def test_a_failure_is_said_and_put_away_its_name_is_free_again(app: Starlette, held: Held) -> None:
    start("bad")
    held.end("bad", "failed", "this graph has no edges")
    run = run_of(app, "bad")
    assert (run["state"], run["message"], run["resumable"]) == ("failed", "this graph has no edges", True)
    with pytest.raises(ValueError, match="choose another name"):
        start("bad")
    discard(app, "bad")
    start("bad")
    assert states(app) == {"bad": "starting"}


def test_a_process_that_cannot_be_started_is_said(app: Starlette, monkeypatch: pytest.MonkeyPatch, costs: GraphCosts) -> None:
    """As where memory or processes run out: nothing may wait for it for ever."""
    monkeypatch.setenv("VIZVAE_LAUNCHER", "/nowhere/python {run}")
    start("one", "two")
    assert states(app) == {"one": "failed", "two": "failed"}
    assert "could not be started" in run_of(app, "one")["message"]
    costs.background.child.command = ("/nowhere/python",)
    cost = costs.cost(costs.measure(CONFIG))
    assert isinstance(cost, str)
    assert "could not be started" in cost


def test_a_full_queue_is_said(app: Starlette, held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vizvae.graph.create.MOST_RUNS", 2)
    start("one", "next")
    with pytest.raises(ValueError, match="There are 2 runs waiting already"):
        start("another")
    discard(app, "next")
    start("another")


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "-dash", "white space", "a" * 61, "ümlaut", "a\\b", "name\n"])
def test_what_is_no_name(name: str, app: Starlette, held: Held) -> None:
    with pytest.raises(ValueError, match="cannot be a model's name"):
        start(name)
    assert states(app) == {}


def test_a_name_that_is_taken(held: Held) -> None:
    start("slow")
    for taken in ("slow", "cora-vgae"):
        with pytest.raises(ValueError, match="choose another name"):
            start(taken)
