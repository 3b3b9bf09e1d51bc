"""Graph models trained in the background: the queue, its child process, what is served of it, and the controls."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load
from starlette.applications import Starlette

from tests.pages.asgi import Answer, ask
from tests.pages.dashboard import Dashboard, data_of
from tests.pages.test_server import assert_refused
from vizvae.graph.catalogue import SHIPPED_GRAPH_MODELS, find_graph_checkpoint, graph_runs_dir
from vizvae.graph.checkpoint import GraphRunConfig
from vizvae.graph.config import preset
from vizvae.graph.live import Cost
from vizvae.graph.uploads import keep_upload
from vizvae.runs.trash import places
from vizvae.ui.graph.training_queue import KEPT_RUNS, WORKER, GraphRuns, graph_runs
from vizvae.ui.graph.training_routes import GRAPH_RUNS, graph_run_routes
from vizvae.ui.shell.text import shown_text

STAND_IN = """
import json, struct, sys, threading, time
from vizvae.ui.jobs.frames import read_frame, write_frame
stopped, out = set(), sys.stdout.buffer
def train(header):
    job, name = header["job"], header["name"]
    say = lambda what, payload=b"", **fields: write_frame(out, {"job": job, "what": what, **fields}, payload)
    if name.startswith("bad"):
        return say("failed", message="this graph has no edges")
    say("opened", b"bundle", numNodes=2, classNames=["a", "b"])
    row = struct.pack("<7f", 1, 2, 3, 4, float("nan"), float("nan"), 0.5)
    say("news", row + bytes(16), epoch=1, rows=1, picture=True)
    while name.startswith("slow") and job not in stopped:
        time.sleep(0.01)
    say("finishing", message="scoring")
    say("done", result={"auc": 90.0})
while (request := read_frame(sys.stdin.buffer)) is not None:
    header = request[0]
    if header["what"] == "stop":
        stopped.add(header["job"])
    elif header["what"] == "measure":
        write_frame(out, {"job": header["job"], "what": "measured", "cost": {"step": 0.5, "picture": 0.25}})
    else:
        threading.Thread(target=train, args=(header,), daemon=True).start()
"""
"""A child that is quick to start: names that begin with slow train until they are stopped, those with bad fail."""

CONFIG = GraphRunConfig(
    graph="karate", preset="vgae", num_features=34, split_seed=0, training=replace(preset("vgae", num_nodes=34), epochs=6)
)


@pytest.fixture
def queue(runs: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GraphRuns]:
    made = GraphRuns((sys.executable, "-c", STAND_IN))
    monkeypatch.setattr("vizvae.ui.graph.training_queue.GraphRuns", lambda: made)
    graph_runs.cache_clear()
    yield made
    graph_runs.cache_clear()
    made.close()


@pytest.fixture
def app() -> Starlette:
    return Starlette(routes=graph_run_routes())


def start(queue: GraphRuns, *names: str) -> None:
    for name in names:
        queue.start(name, name.title(), CONFIG)


def states(queue: GraphRuns) -> dict[str, str]:
    return {run.name: run.state for run in queue.runs}


def id_of(queue: GraphRuns, name: str) -> str:
    return next(run.id for run in queue.runs if run.name == name)


def until(condition: Callable[[], object], what: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s until {what}"
        time.sleep(0.01)


def test_one_at_a_time_in_the_order_they_were_asked_for(queue: GraphRuns) -> None:
    start(queue, "slow-1", "slow-2", "quick")
    until(lambda: states(queue)["slow-1"] == "training", "the first trains")
    assert states(queue) == {"slow-1": "training", "slow-2": "waiting", "quick": "waiting"}
    queue.stop(id_of(queue, "slow-1"))
    until(lambda: states(queue)["slow-2"] == "training", "the second trains")
    assert states(queue) == {"slow-1": "done", "slow-2": "training", "quick": "waiting"}
    queue.stop(id_of(queue, "slow-2"))
    until(lambda: states(queue)["quick"] == "done", "the third is done")
    assert queue.runs[0].result == {"auc": 90.0}


def test_who_waits_leaves_the_queue_without_disturbing_who_trains(queue: GraphRuns) -> None:
    start(queue, "slow", "other", "another")
    until(lambda: states(queue)["slow"] == "training", "the first trains")
    child = queue._child.process
    queue.discard(id_of(queue, "other"))
    queue.stop(id_of(queue, "another"))
    assert states(queue) == {"slow": "training"}
    assert queue._child.process is child


def test_a_discarded_run_leaves_nothing_and_the_next_begins(queue: GraphRuns) -> None:
    start(queue, "slow", "next")
    until(lambda: states(queue)["slow"] == "training", "the first trains")
    half_written, of_others = (
        graph_runs_dir() / aside / name for aside, name in ((".writing-1", "slow"), (".writing-2", "other"))
    )
    for folder in (half_written, of_others):
        folder.mkdir(parents=True)
        (folder / "config.json").write_text("{}")
    child = queue._child.process
    assert child is not None
    queue.discard(id_of(queue, "slow"))
    assert child.poll() is not None
    assert not half_written.exists()
    assert of_others.exists()
    until(lambda: states(queue) == {"next": "done"}, "the next is done")


def test_discarded_when_it_had_just_been_kept_it_is_in_the_trash(queue: GraphRuns) -> None:
    start(queue, "slow")
    until(lambda: states(queue)["slow"] == "training", "it trains")
    a_model("slow")
    queue.discard(id_of(queue, "slow"))
    assert not (graph_runs_dir() / "slow").exists()
    assert list(places(graph_runs_dir())) == ["slow"]


def test_a_child_that_cannot_be_started_is_said(queue: GraphRuns) -> None:
    """As where memory or processes run out: nothing may wait for it for ever."""
    works, queue._child.command = queue._child.command, ("/nowhere/python",)
    start(queue, "one", "two")
    assert states(queue) == {"one": "failed", "two": "failed"}
    assert "could not be started" in queue.runs[0].message
    cost = queue.cost(queue.measure(CONFIG))
    assert isinstance(cost, str)
    assert "could not be started" in cost
    queue._child.command = works
    start(queue, "three")
    until(lambda: states(queue)["three"] == "done", "the next is done")


def test_a_killed_child_is_said_and_who_waits_is_served(queue: GraphRuns) -> None:
    start(queue, "slow", "next")
    until(lambda: states(queue)["slow"] == "training", "the first trains")
    assert queue._child.process is not None
    queue._child.process.kill()  # as the system does when memory runs out
    until(lambda: states(queue)["next"] == "done", "the next is done")
    assert queue.runs[0].state == "failed"
    assert "ended unexpectedly (status -9), perhaps for want of memory" in queue.runs[0].message
    queue.discard(queue.runs[0].id)
    assert states(queue) == {"next": "done"}


def test_a_failure_is_said_and_its_name_is_free_again(queue: GraphRuns) -> None:
    start(queue, "bad")
    until(lambda: states(queue)["bad"] == "failed", "it has failed")
    assert queue.runs[0].message == "this graph has no edges"
    start(queue, "bad")
    assert len(queue.runs) == 2


def test_only_the_last_that_ended_are_remembered(queue: GraphRuns) -> None:
    for number in range(KEPT_RUNS + 2):
        start(queue, f"bad-{number}")
    until(lambda: all(state == "failed" for state in states(queue).values()), "all have failed")
    assert list(states(queue)) == [f"bad-{number}" for number in range(2, KEPT_RUNS + 2)]


def test_a_full_queue_is_said(queue: GraphRuns, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vizvae.ui.graph.training_queue.MOST_RUNS", 2)
    start(queue, "slow", "next")
    with pytest.raises(ValueError, match="There are 2 runs waiting already"):
        start(queue, "another")
    queue.discard(id_of(queue, "next"))
    start(queue, "another")


def written_down() -> list[Path]:
    return list(graph_runs_dir().glob(".under-way-*.json"))


def test_runs_that_end_by_themselves_or_are_put_away_are_not_written_down(queue: GraphRuns) -> None:
    assert written_down() == []
    start(queue, "bad", "slow", "next")
    until(lambda: states(queue)["slow"] == "training", "it trains")
    (file,) = written_down()
    assert [run["name"] for run in json.loads(file.read_text())["runs"]] == ["slow", "next"]
    queue.stop(id_of(queue, "next"))
    queue.stop(id_of(queue, "slow"))
    until(lambda: states(queue)["slow"] == "done", "it is done")
    until(lambda: not written_down(), "nothing is written down")


def test_a_server_that_dies_takes_its_children_along_and_the_next_one_says_what_was_lost(
    runs: Path, app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed, not asked to end: whatever runs when it ends by itself does not run then."""
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True, env={**os.environ, "VIZVAE_RUNS": str(runs)}
    )
    assert server.stdout is not None
    child = int(server.stdout.readline())
    server.kill()
    server.wait()
    until(lambda: not is_alive(child), "the child has ended, too")
    for again in range(2):  # said until it is put away, however many servers follow
        made = GraphRuns((sys.executable, "-c", STAND_IN))
        monkeypatch.setattr("vizvae.ui.graph.training_routes.graph_runs", lambda made=made: made)
        (lost,) = listed(app)["runs"]
        assert (lost["name"], lost["title"], lost["state"]) == ("mine", "Mine", "failed")
        assert "The server ended before this run did" in lost["message"]
        if again:
            made.discard(lost["id"])
        made.close()
    assert written_down() == []
    assert GraphRuns((sys.executable, "-c", STAND_IN)).runs == []


def test_a_record_that_cannot_be_read_and_one_of_a_living_server_are_left_alone(runs: Path) -> None:
    graph_runs_dir().mkdir()
    of_another = graph_runs_dir() / f".under-way-{os.getppid()}.json"
    of_another.write_text('{"runs": []}')
    for number, content in enumerate(("{", "[]", '{"runs": [{"name": 1}]}', '{"runs": 3}', '{"runs": [{"config": {}}]}')):
        (graph_runs_dir() / f".under-way-99999{number}99.json").write_text(content)
    assert GraphRuns((sys.executable, "-c", STAND_IN)).runs == []
    assert written_down() == [of_another]


def is_alive(process: int) -> bool:
    try:
        # A child that nobody waits for stays in the list as a zombie.
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


SERVER = """
import time
from dataclasses import replace
from vizvae.graph.checkpoint import GraphRunConfig
from vizvae.graph.config import preset
from vizvae.ui.graph.training_queue import GraphRuns
training = replace(preset("vgae", num_nodes=34), epochs=1_000_000)
runs = GraphRuns()
run = runs.start("mine", "Mine", GraphRunConfig(graph="karate", preset="vgae", num_features=34, split_seed=0, training=training))
while run.state != "training":
    time.sleep(0.05)
print(runs._child.process.pid, flush=True)
time.sleep(600)
"""
"""With the child that really trains"""


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "-dash", "white space", "a" * 61, "ümlaut", "a\\b", "name\n"])
def test_what_is_no_name(queue: GraphRuns, name: str) -> None:
    with pytest.raises(ValueError, match="cannot be a model's name"):
        start(queue, name)
    assert queue.runs == []


def test_a_name_that_is_taken(queue: GraphRuns) -> None:
    start(queue, "slow")
    for taken in ("slow", "cora-vgae"):
        with pytest.raises(ValueError, match="choose another name"):
            start(queue, taken)


def test_measuring_waits_for_the_run_and_is_done_once(queue: GraphRuns) -> None:
    start(queue, "slow")
    until(lambda: states(queue)["slow"] == "training", "it trains")
    key = queue.measure(CONFIG)
    assert queue.cost(key) is None
    queue.stop(queue.runs[0].id)
    until(lambda: queue.cost(key) is not None, "it is measured")
    assert queue.cost(key) == Cost(step=0.5, picture=0.25)
    more_epochs = replace(CONFIG, training=replace(CONFIG.training, epochs=99, seed=3))
    assert queue.measure(more_epochs) == key  # neither makes a step dearer
    wider = replace(CONFIG, training=replace(CONFIG.training, model=replace(CONFIG.training.model, hidden_dim=99)))
    assert queue.measure(wider) != key


def listed(app: Starlette, query: str = "") -> dict:
    answer = ask(app, GRAPH_RUNS, query=query)
    assert answer.headers["cache-control"] == "no-store"
    return json.loads(answer.body)


def news(app: Starlette, run: str, rows: int = 0, pictures: int = 0) -> Answer:
    return ask(app, f"{GRAPH_RUNS}/{run}/news.safetensors", query=f"rows={rows}&pictures={pictures}")


def test_everybody_sees_the_same_and_asks_only_for_what_is_new(app: Starlette, queue: GraphRuns) -> None:
    start(queue, "slow")
    until(lambda: listed(app)["runs"][0]["numPictures"] == 1, "the first picture is there")
    (told,) = listed(app)["runs"]
    assert (told["state"], told["epoch"], told["epochs"]) == ("training", 1, 6)
    assert told["secondsLeft"] == pytest.approx(5 * 0.5)
    assert told["facts"] == {"numNodes": 2, "classNames": ["a", "b"]}
    assert ask(app, f"{GRAPH_RUNS}/{told['id']}/graph.safetensors").body == b"bundle"
    all_of_it = load(news(app, told["id"]).body)
    assert all_of_it["rows"][0, :4].tolist() == [1, 2, 3, 4]
    assert all_of_it["pictures"].shape == (1, 2, 2)
    assert all_of_it["epochs"].tolist() == [1]
    nothing = load(news(app, told["id"], 1, 1).body)
    assert len(nothing["rows"]) == len(nothing["pictures"]) == 0
    assert news(app, told["id"], "x").status == 422  # pyright: ignore[reportArgumentType]
    assert ask(app, f"{GRAPH_RUNS}/{told['id']}/stop", "POST").status == 405  # which a page of another origin could send
    assert ask(app, f"{GRAPH_RUNS}/{told['id']}/stop", "PUT").status == 204
    until(lambda: listed(app)["runs"][0]["state"] == "done", "it is done")
    assert ask(app, f"{GRAPH_RUNS}/{told['id']}", "DELETE").status == 204
    assert listed(app)["runs"] == []
    for method, path in (("PUT", "/stop"), ("DELETE", ""), ("GET", "/news.safetensors"), ("GET", "/graph.safetensors")):
        assert ask(app, f"{GRAPH_RUNS}/{told['id']}{path}", method).status == 404


def a_model(name: str) -> Path:
    """One that was trained here, by its files."""
    folder = graph_runs_dir() / name
    shutil.copytree(SHIPPED_GRAPH_MODELS / "karate-vgae", folder)
    return folder


def test_a_model_is_deleted_and_brought_back(app: Starlette, queue: GraphRuns) -> None:
    folder = a_model("mine")
    weights = (folder / "model.safetensors").read_bytes()
    assert listed(app)["models"] == [{"name": "mine", "title": find_graph_checkpoint("mine").title}]
    assert ask(app, f"{GRAPH_RUNS}/models/mine", "POST").status == 405  # which a page of another origin could send
    place = json.loads(ask(app, f"{GRAPH_RUNS}/models/mine", "DELETE").body)["place"]
    assert not folder.exists()
    assert listed(app)["models"] == []
    assert listed(app)["trash"] == {"mine": place}
    assert ask(app, f"{GRAPH_RUNS}/models/mine", "DELETE").status == 404
    start(queue, "slow", "mine")  # the name is free again, and soon another's
    assert_refused(ask(app, f"{GRAPH_RUNS}/trash/{place}", "PUT"), 422, "mine is being trained anew")
    queue.discard(id_of(queue, "mine"))
    assert json.loads(ask(app, f"{GRAPH_RUNS}/trash/{place}", "PUT").body) == {"name": "mine"}
    assert (folder / "model.safetensors").read_bytes() == weights
    assert listed(app)["trash"] == {}
    assert_refused(ask(app, f"{GRAPH_RUNS}/trash/{place}", "PUT"), 422, "it was emptied")
    assert_refused(ask(app, f"{GRAPH_RUNS}/models/cora-vgae", "DELETE"), 422, "ships with the project")


def test_a_model_that_cannot_be_read_is_listed_and_can_be_deleted(app: Starlette, queue: GraphRuns) -> None:
    (a_model("broken") / "card.json").write_text("{")
    assert listed(app)["models"] == [{"name": "broken", "title": "its card cannot be read"}]
    assert ask(app, f"{GRAPH_RUNS}/models/broken", "DELETE").status == 200


def test_a_real_run_from_an_upload_to_a_model_that_can_be_opened(app: Starlette, queue: GraphRuns) -> None:
    queue._child.command = WORKER
    ring = "\n".join(f"n{i},n{(i + step) % 30}" for i in range(30) for step in (1, 2))
    files = keep_upload("ring.csv", ring.encode())
    config = replace(CONFIG, graph=files.graph, num_features=30)
    queue.start("ring", "Ring", config)
    broken = replace(config, graph="uploads/gone/ring.csv")
    queue.start("broken", "Broken", broken)
    tiny = keep_upload("tiny.csv", b"a,b\nb,c\n")
    queue.start("tiny", "Tiny", replace(CONFIG, graph=tiny.graph, num_features=3))
    until(lambda: states(queue)["tiny"] == "failed", "all have ended", 120)
    assert states(queue) == {"ring": "done", "broken": "failed", "tiny": "failed"}
    assert "neither a graph that ships" in queue.runs[1].message
    assert "at least three edges" in queue.runs[2].message
    arrays = load(news(app, queue.runs[0].id).body)
    np.testing.assert_array_equal(arrays["rows"][:, 0], np.arange(1, 7))
    assert arrays["epochs"].tolist() == list(range(7))
    assert np.isfinite(arrays["rows"]).all()  # a picture, and so a score, at each of so few epochs
    assert len({picture.tobytes() for picture in arrays["pictures"]}) == 7
    drawn = load(ask(app, f"{GRAPH_RUNS}/{queue.runs[0].id}/graph.safetensors").body)
    checkpoint = find_graph_checkpoint("ring")
    split = checkpoint.split(checkpoint.load_graph())
    np.testing.assert_array_equal(drawn["edges"], split.train.T.numpy())
    checkpoint.load_model()
    result = queue.runs[0].result
    assert result is not None
    assert result["testEdges"] == split.test.shape[1] == 6
    assert checkpoint.card["over_splits"]["auc"]["mean"] == pytest.approx(result["auc"], abs=0.001)
    assert checkpoint.card["data"]["key"] == files.graph
    assert str(graph_runs_dir().parent) not in json.dumps(checkpoint.card)


def opened_form() -> Dashboard:
    page = Dashboard()
    page.go_to("graph", model="karate-vgae")
    page.app.session_state["train_here"] = True
    page.rerun()
    assert not page.app.exception
    assert page.errors == []
    return page


def told(page: Dashboard) -> dict:
    """What the training component was told."""
    return data_of(page.app.get("bidi_component")[-1].proto)


def test_folded_away_until_there_is_something_to_see(queue: GraphRuns) -> None:
    page = Dashboard()
    page.go_to("graph", model="karate-vgae")
    assert len(page.app.get("bidi_component")) == 1
    assert queue._child.process is None  # who does not train costs nothing
    start(queue, "slow")
    other = Dashboard()
    other.go_to("graph", model="karate-vgae")
    assert len(other.app.get("bidi_component")) == 2


def test_the_controls_make_the_run(queue: GraphRuns) -> None:
    page = opened_form()
    plan = told(page)["plan"]
    assert plan["epochs"] == 200
    assert plan["numParameters"] == 34 * 32 + 32 * 32  # two matrices, and no more
    page.app.number_input(key="train_epochs_vgae").set_value(7)
    page.app.number_input(key="train_seed").set_value(5)
    page.app.number_input(key="train_split_seed").set_value(9)
    page.app.number_input(key="train_Test").set_value(20)
    page.app.number_input(key="train_latent_vgae").set_value(2)
    page.app.selectbox(key="train_beta_vgae").set_value("1")
    page.app.text_input(key="train_name_").set_value("slow-mine")
    page.app.button(key="train_start").click().run()  # all at once, as when a field is left by clicking the button
    assert page.errors == []
    (run,) = queue.runs
    assert run.name == "slow-mine"
    assert (run.config.split_seed, run.config.test_share, run.config.validation_share) == (9, 0.2, 0.05)
    training = run.config.training
    assert (training.epochs, training.seed, training.model.latent_dim, training.learning_rate) == (7, 5, 2, 0.01)
    num_train = 78 - 3 - 15
    assert training.kl_weight == pytest.approx(34 / (2 * num_train))
    assert told(page)["follow"] == run.id
    name = page.app.text_input(key=f"train_name_{run.id}")
    assert name.value == ""
    name.set_value("slow-mine").run()
    page.app.button(key="train_start").click().run()
    assert any("choose another name" in error for error in page.errors)
    assert len(queue.runs) == 1


def test_a_graph_too_large_for_a_page_is_refused_before_anything_starts(
    queue: GraphRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened_form()
    monkeypatch.setattr("vizvae.ui.graph.training_form.MOST_NODES", 33)
    page.rerun()
    assert any("34 nodes" in error and "graph train FILE" in error for error in page.errors)


def test_each_model_has_its_own_settings(queue: GraphRuns) -> None:
    page = opened_form()
    page.app.selectbox(key="train_preset").set_value("gae").run()
    assert page.app.selectbox(key="train_beta_gae").disabled
    page.app.selectbox(key="train_preset").set_value("vgnae").run()
    assert page.app.number_input(key="train_epochs_vgnae").value == 300
    assert page.app.number_input(key="train_hidden_vgnae").disabled
    page.app.button(key="train_start").click().run()
    assert queue.runs[0].name == "karate-vgnae-here1"
    assert queue.runs[0].config.training == replace(preset("vgnae", num_nodes=34), seed=0)


def test_a_graph_of_ones_own(queue: GraphRuns) -> None:
    page = opened_form()
    page.app.selectbox(key="train_graph").set_value("A graph of your own …").run()
    assert told(page)["plan"] is None
    assert not page.app.button
    edges = page.app.file_uploader(key="train_edges")
    edges.set_value(("friends.csv", b"source,target,weight\na,b,1\nb,a,2\nb,c,1\nc,d,1\nd,a,1\nd,d,1\n", "text/csv")).run()
    assert page.errors == []
    read = next(caption.value for caption in page.app.caption if "friends" in caption.value)
    for said in ("4 nodes, 4 undirected edges", "no features", "weights, are left out", "1 self-loops", "1 repeated edges"):
        assert said in read
    page.app.button(key="train_start").click().run()
    (run,) = queue.runs
    assert run.name == "friends-vgae-here1"
    assert run.config.graph.startswith("uploads/")
    page.app.file_uploader(key="train_features").set_value(("x.csv", b"node,x\na,1\n", "text/csv")).run()
    assert any("has no features for" in error for error in page.errors)
    assert told(page)["plan"] is None  # nothing half-loaded
    later = opened_form()
    assert "friends (uploaded)" in later.app.selectbox(key="train_graph").options


def test_a_file_that_could_be_read_in_two_ways_is_asked_about(queue: GraphRuns) -> None:
    page = opened_form()
    page.app.selectbox(key="train_graph").set_value("A graph of your own …").run()
    page.app.file_uploader(key="train_edges").set_value(("pairs.csv", b"ann,bob\ncat,dan\neve,dan\nfay,eve\n", "text/csv")).run()
    assert page.errors == []
    assert any("stand in no other row" in shown_text(warning.value) for warning in page.app.warning)
    assert told(page)["plan"] is None
    assert page.app.dataframe[0].value.iloc[0].tolist() == ["ann", "bob"]
    (header,) = [button for button in page.app.button if button.label.startswith("The first row names")]
    header.click().run()
    assert page.errors == []
    assert any("4 nodes, 3 undirected edges" in caption.value for caption in page.app.caption)
    page.app.button(key="train_start").click().run()
    assert queue.runs[0].config.reading.header is True


def test_attributes_of_a_file_may_be_classes_and_features(queue: GraphRuns) -> None:
    page = opened_form()
    page.app.selectbox(key="train_graph").set_value("A graph of your own …").run()
    keys = "".join(f'<key id="{key}" for="node" attr.name="{key}" attr.type="string"/>' for key in ("club", "age", "town"))
    nodes = "".join(
        f'<node id="n{i}"><data key="club">{"ab"[i % 2]}</data><data key="age">{30 + i}</data><data key="town">{"xyz"[i % 3]}</data></node>'
        for i in range(6)
    )
    ring = "".join(f'<edge source="n{i}" target="n{(i + 1) % 6}"/>' for i in range(6))
    file = f'<graphml xmlns="http://graphml.graphdrawing.org/xmlns">{keys}<graph edgedefault="undirected">{nodes}{ring}</graph></graphml>'
    page.app.file_uploader(key="train_edges").set_value(("ring.graphml", file.encode(), "text/xml")).run()
    assert page.errors == []
    assert any("no features, 2 classes" in caption.value for caption in page.app.caption)
    (classes,) = [box for box in page.app.selectbox if box.label == "Classes from"]
    assert classes.value == "club"
    page.app.multiselect[0].set_value(["age"]).run()
    assert page.errors == []
    assert any("1 features, 2 classes" in caption.value for caption in page.app.caption)
    (classes,) = [box for box in page.app.selectbox if box.label == "Classes from"]
    classes.set_value("town").run()
    assert any("1 features, 3 classes" in caption.value for caption in page.app.caption)


def test_a_model_trained_here_stands_in_the_picker_beside_its_shipped_twin(queue: GraphRuns) -> None:
    """With the usual settings they are of one kind, and the shipped ones are a family of which only one is offered."""
    twin = graph_runs_dir() / "cora-vgae-here1"
    shutil.copytree(find_graph_checkpoint("cora-vgae").folder, twin)
    page = Dashboard()
    page.go_to("graph", model=twin.name)
    assert page.errors == []
    options = page.app.selectbox(key="graph_model").options
    assert [option for option in options if twin.name in option] == ["VGAE (Kipf & Welling 2016), 16 latents (cora-vgae-here1)"]
    assert page.app.selectbox(key="graph_model").value == twin.name
