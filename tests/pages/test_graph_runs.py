"""Graph models trained as runs of their own: what is served of their folders, what can be done with them, and the controls."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from safetensors.numpy import load
from starlette.applications import Starlette

from tests.helpers.small import small_config
from tests.pages.asgi import Answer, ask
from tests.pages.dashboard import Dashboard, data_of
from tests.pages.test_server import assert_refused
from vizvae.graph.catalogue import SHIPPED_GRAPH_MODELS, find_graph_checkpoint, graph_runs_dir
from vizvae.graph.checkpoint import GraphRunConfig
from vizvae.graph.config import preset
from vizvae.graph.create import create_graph_run
from vizvae.graph.live import Cost
from vizvae.graph.pictures import PictureWriter, write_drawing
from vizvae.graph.shipped import load_graph
from vizvae.graph.split import split_edges
from vizvae.graph.uploads import keep_upload
from vizvae.paths import PROJECT
from vizvae.runs import queue
from vizvae.runs.control import pending
from vizvae.runs.folder import Phase, Status, read_run, read_status, run_lock, write_status
from vizvae.runs.metrics import MetricsWriter
from vizvae.training.create import create
from vizvae.trash import places
from vizvae.ui.graph.training_cost import GraphCosts, graph_costs
from vizvae.ui.graph.training_routes import GRAPH_RUNS, graph_run_routes
from vizvae.ui.graph.training_runs import KEPT_RUNS, graph_run_list
from vizvae.ui.shell.text import shown_text

STAND_IN = """
import json
from vizvae.ui.jobs.child import do_jobs
do_jobs(lambda header, _: json.dumps({"step": 0.5, "picture": 0.25}).encode(), 60.0)
"""
"""A child that is quick to start."""

CONFIG = GraphRunConfig(
    graph="karate", preset="vgae", num_features=34, split_seed=0, training=replace(preset("vgae", num_nodes=34), epochs=6)
)


@pytest.fixture(autouse=True)
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


def test_a_full_queue_is_said(app: Starlette, held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vizvae.graph.create.MOST_RUNS", 2)
    start("one", "next")
    with pytest.raises(ValueError, match="There are 2 runs waiting already"):
        start("another")
    discard(app, "next")
    start("another")


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


def test_what_a_run_takes_is_measured_once_and_who_is_passed_over_is_not(costs: GraphCosts) -> None:
    key = costs.measure(CONFIG)
    until(lambda: costs.cost(key) is not None, "it is measured")
    assert costs.cost(key) == Cost(step=0.5, picture=0.25)
    more_epochs = replace(CONFIG, training=replace(CONFIG.training, epochs=99, seed=3))
    assert costs.measure(more_epochs) == key  # neither makes a step dearer
    assert not costs.background.jobs
    keys = []
    with costs.background.lock:  # nothing is answered meanwhile
        for width in range(50, 60):
            training = replace(CONFIG.training, model=replace(CONFIG.training.model, hidden_dim=width))
            keys.append(costs.measure(replace(CONFIG, training=training)))
        assert len(set(keys)) == 10
        assert list(costs.background.jobs) == [keys[0], *keys[-3:]]


def news(app: Starlette, run: str, rows: int | str = 0, pictures: int = 0) -> Answer:
    return ask(app, f"{GRAPH_RUNS}/{run}/news.safetensors", query=f"rows={rows}&pictures={pictures}")


def test_everybody_sees_the_same_and_asks_only_for_what_is_new(app: Starlette, held: Held) -> None:
    start("slow")
    assert run_of(app, "slow")["facts"] is None
    assert ask(app, f"{GRAPH_RUNS}/{run_of(app, 'slow')['id']}/graph.safetensors").status == 404
    held.train("slow")
    (told,) = listed(app)["runs"]
    assert (told["state"], told["epoch"], told["epochs"]) == ("training", 1, 6)
    assert (told["numRows"], told["numPictures"], told["secondsLeft"]) == (1, 1, 2.5)
    assert told["facts"] == {"numNodes": 34, "classNames": list(load_graph("karate").class_names)}
    drawn = load(ask(app, f"{GRAPH_RUNS}/{told['id']}/graph.safetensors").body)
    np.testing.assert_array_equal(drawn["edges"], split_edges(load_graph("karate"), 0).train.T.numpy())
    all_of_it = load(news(app, told["id"]).body)
    assert all_of_it["rows"][0, :4].tolist() == [1, 2, 3, 4]
    assert np.isnan(all_of_it["rows"][0, 4:6]).all()
    np.testing.assert_array_equal(all_of_it["pictures"], torch_positions().numpy()[None])
    assert all_of_it["epochs"].tolist() == [1]
    nothing = load(news(app, told["id"], 1, 1).body)
    assert len(nothing["rows"]) == len(nothing["pictures"]) == 0
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


def test_a_real_run_from_an_upload_to_a_model_that_can_be_opened(app: Starlette) -> None:
    ring = "\n".join(f"n{i},n{(i + step) % 30}" for i in range(30) for step in (1, 2))
    files = keep_upload("ring.csv", ring.encode())
    create_graph_run("ring", "Ring", replace(CONFIG, graph=files.graph, num_features=30))
    tiny = keep_upload("tiny.csv", b"a,b\nb,c\n")
    create_graph_run("tiny", "Tiny", replace(CONFIG, graph=tiny.graph, num_features=3))
    until(lambda: states(app)["tiny"] == "failed", "all have ended", 240)
    assert states(app) == {"ring": "done", "tiny": "failed"}
    assert "at least three edges" in run_of(app, "tiny")["message"]
    run = run_of(app, "ring")
    arrays = load(news(app, run["id"]).body)
    np.testing.assert_array_equal(arrays["rows"][:, 0], np.arange(1, 7))
    assert arrays["epochs"].tolist() == list(range(7))
    assert np.isfinite(arrays["rows"]).all()  # a picture, and so a score, at each of so few epochs
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


def opened_form() -> Dashboard:
    page = Dashboard()
    page.go_to("graph", model="karate-vgae")
    page.app.session_state["train_here"] = True
    page.rerun()
    assert not page.app.exception
    assert page.errors == []
    return page


def started() -> tuple[Path, GraphRunConfig]:
    """The only run there is."""
    (job,) = queue.list_runs()
    return job.folder, read_run(job.folder, GraphRunConfig).config


def told(page: Dashboard) -> dict:
    """What the training component was told."""
    return data_of(page.app.get("bidi_component")[-1].proto)


def test_folded_away_until_there_is_something_to_see(held: Held, costs: GraphCosts) -> None:
    page = Dashboard()
    page.go_to("graph", model="karate-vgae")
    assert len(page.app.get("bidi_component")) == 1
    assert costs.background.child.process is None  # who does not train costs nothing
    start("slow")
    other = Dashboard()
    other.go_to("graph", model="karate-vgae")
    assert len(other.app.get("bidi_component")) == 2


def test_the_controls_make_the_run(held: Held) -> None:
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
    (folder, config) = started()
    assert folder.name == "slow-mine"
    assert (config.split_seed, config.test_share, config.validation_share) == (9, 0.2, 0.05)
    training = config.training
    assert (training.epochs, training.seed, training.model.latent_dim, training.learning_rate) == (7, 5, 2, 0.01)
    num_train = 78 - 3 - 15
    assert training.kl_weight == pytest.approx(34 / (2 * num_train))
    follow = told(page)["follow"]
    assert follow.startswith("slow-mine~")
    name = page.app.text_input(key=f"train_name_{follow}")
    assert name.value == ""
    name.set_value("slow-mine").run()
    page.app.button(key="train_start").click().run()
    assert any("choose another name" in error for error in page.errors)
    assert len(queue.list_runs()) == 1


def test_a_graph_too_large_for_a_page_is_refused_before_anything_starts(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened_form()
    monkeypatch.setattr("vizvae.ui.graph.training_form.MOST_NODES", 33)
    page.rerun()
    assert any("34 nodes" in error and "graph train FILE" in error for error in page.errors)


def test_each_model_has_its_own_settings(held: Held) -> None:
    page = opened_form()
    page.app.selectbox(key="train_preset").set_value("gae").run()
    assert page.app.selectbox(key="train_beta_gae").disabled
    page.app.selectbox(key="train_preset").set_value("vgnae").run()
    assert page.app.number_input(key="train_epochs_vgnae").value == 300
    assert page.app.number_input(key="train_hidden_vgnae").disabled
    page.app.button(key="train_start").click().run()
    folder, config = started()
    assert folder.name == "karate-vgnae-here1"
    assert config.training == replace(preset("vgnae", num_nodes=34), seed=0)


def test_a_graph_of_ones_own(held: Held) -> None:
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
    folder, config = started()
    assert folder.name == "friends-vgae-here1"
    assert config.graph.startswith("uploads/")
    page.app.file_uploader(key="train_features").set_value(("x.csv", b"node,x\na,1\n", "text/csv")).run()
    assert any("has no features for" in error for error in page.errors)
    assert told(page)["plan"] is None  # nothing half-loaded
    later = opened_form()
    assert "friends (uploaded)" in later.app.selectbox(key="train_graph").options


def test_a_file_that_could_be_read_in_two_ways_is_asked_about(held: Held) -> None:
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
    assert started()[1].reading.header is True


def test_attributes_of_a_file_may_be_classes_and_features(held: Held) -> None:
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


def test_a_model_trained_here_stands_in_the_picker_beside_its_shipped_twin(held: Held) -> None:
    """With the usual settings they are of one kind, and the shipped ones are a family of which only one is offered."""
    twin = graph_runs_dir() / "cora-vgae-here1"
    shutil.copytree(find_graph_checkpoint("cora-vgae").folder, twin)
    page = Dashboard()
    page.go_to("graph", model=twin.name)
    assert page.errors == []
    options = page.app.selectbox(key="graph_model").options
    assert [option for option in options if twin.name in option] == ["VGAE (Kipf & Welling 2016), 16 latents (cora-vgae-here1)"]
    assert page.app.selectbox(key="graph_model").value == twin.name
