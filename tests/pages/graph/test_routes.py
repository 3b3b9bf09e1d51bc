"""What is served for the graph page over HTTP: maps of the codes, computed in the background, and the file for other programs."""

from __future__ import annotations

import io
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from safetensors.numpy import load
from starlette.applications import Starlette

from tests.pages.asgi import Answer, ask, assert_refused
from vizvae.graph.catalogue import find_graph_checkpoint
from vizvae.graph.checkpoint import GraphCheckpoint
from vizvae.latent.projection_cache import ProjectionCache
from vizvae.ui.graph.answers import Answer as What
from vizvae.ui.graph.answers import GraphAnswers
from vizvae.ui.graph.arrays import GEXF_CANDIDATES, graph_bundle, model_bundle
from vizvae.ui.graph.opened import OpenedGraph
from vizvae.ui.graph.payload import GRAPHS, graph_url
from vizvae.ui.graph.routes import graph_routes
from vizvae.ui.graph.worker import _compute
from vizvae.ui.jobs.background import Underway
from vizvae.ui.jobs.projections import Projections

ECHO = """
import sys, time
import numpy as np
from vizvae.ui.jobs.frames import read_frame, write_frame
while (request := read_frame(sys.stdin.buffer)) is not None:
    header, payload = request
    if header["config"]["seed"] == 600:
        time.sleep(600)
    points = np.frombuffer(payload, "<f4").reshape(header["shape"])
    write_frame(sys.stdout.buffer, {"job": header["job"], "what": "done"}, points[:, :2].tobytes())
"""
"""A child that is quick to start: its map is the first two latents. With the seed 600 it takes ten minutes."""
STATIC = """
import sys
from vizvae.ui.jobs.frames import read_frame, write_frame
while (request := read_frame(sys.stdin.buffer)) is not None:
    write_frame(sys.stdout.buffer, {"job": request[0]["job"], "what": "done"}, b"computed")
"""
UMAP = "num_neighbours=5&min_dist=0.2&seed=3"


@pytest.fixture
def app() -> Starlette:
    return Starlette(routes=graph_routes())


@pytest.fixture
def karate() -> GraphCheckpoint:
    return find_graph_checkpoint("karate-vgae")


@pytest.fixture
def maps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Projections]:
    made = Projections(ProjectionCache((tmp_path / "shipped", tmp_path / "own")), (sys.executable, "-c", ECHO))
    monkeypatch.setattr("vizvae.ui.graph.routes.projections", lambda: made)
    yield made
    made.close()


@pytest.fixture(scope="module")
def kept_answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphAnswers]:
    """With the child that computes, and an empty folder."""
    made = GraphAnswers(tmp_path_factory.mktemp("answers"))
    yield made
    made.close()


@pytest.fixture
def answers(kept_answers: GraphAnswers, monkeypatch: pytest.MonkeyPatch) -> GraphAnswers:
    monkeypatch.setattr("vizvae.ui.graph.routes.graph_answers", lambda: kept_answers)
    return kept_answers


def until_done(app: Starlette, path: str, query: str = "", says: str = "UMAP: ") -> Answer:
    deadline = time.monotonic() + 120
    while (answer := ask(app, path, "POST" if path.endswith("projection") else "GET", query=query)).status == 202:
        assert time.monotonic() < deadline, "not done after 120 s"
        assert answer.headers["cache-control"] == "no-store"
        assert json.loads(answer.body)["message"].startswith(says)
        time.sleep(0.05)
    return answer


@pytest.mark.parametrize("leaked", [False, True])
def test_a_map_of_the_means_that_this_encoder_gives(
    app: Starlette, karate: GraphCheckpoint, maps: Projections, leaked: bool
) -> None:
    path, query = graph_url(karate, "projection"), UMAP + ("&leaked=1" if leaked else "")
    assert ask(app, path, "POST", query=query).status == 202
    answer = until_done(app, path, query)
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"  # the address knows no hash of what a library computes
    opened = OpenedGraph.of(karate)
    trained = opened.with_all_edges().trained if leaked else opened.trained
    np.testing.assert_array_equal(np.frombuffer(answer.body, "<f4").reshape(34, 2), trained.posterior.mu[:, :2].numpy())


def test_who_no_longer_wants_a_map_stops_it(app: Starlette, karate: GraphCheckpoint, maps: Projections) -> None:
    path, slow = graph_url(karate, "projection"), UMAP.replace("seed=3", "seed=600")
    assert ask(app, path, "POST", query=slow).status == 202
    child = maps.background.child.process
    assert child is not None
    assert ask(app, path, "DELETE", query=slow).status == 204
    assert child.poll() is not None
    assert until_done(app, path, UMAP).status == 200


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("num_neighbours=99&min_dist=0.1&seed=0", "fewer neighbours (below 34)"),
        ("num_neighbours=many", "num_neighbours"),
        ("min_dist=-1", "min_dist"),
        ("colour=red", "colour"),
    ],
)
def test_a_map_that_cannot_be(app: Starlette, karate: GraphCheckpoint, maps: Projections, query: str, says: str) -> None:
    assert_refused(ask(app, graph_url(karate, "projection"), "POST", query=query), 422, says)
    assert maps.background.child.process is None


def test_a_map_that_fails_says_why_and_may_be_asked_for_again(app: Starlette, karate: GraphCheckpoint, maps: Projections) -> None:
    maps.background.child.command = ("/nowhere/python",)
    assert ask(app, graph_url(karate, "projection"), "POST", query=UMAP).status == 202
    assert_refused(ask(app, graph_url(karate, "projection"), "POST", query=UMAP), 500, "could not be started", "/nowhere/python")
    maps.background.child.command = (sys.executable, "-c", ECHO)
    assert until_done(app, graph_url(karate, "projection"), UMAP).status == 200


def test_the_graph_for_other_programs(app: Starlette, karate: GraphCheckpoint, answers: GraphAnswers) -> None:
    answer = until_done(app, graph_url(karate, "graph.gexf"), says="")
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/gexf+xml"
    assert answer.headers["content-disposition"] == 'attachment; filename="karate-vgae.gexf"'
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    drawn = nx.read_gexf(io.BytesIO(answer.body))
    assert drawn.number_of_nodes() == 34
    assert drawn.number_of_edges() == min(34 * 33 // 2, 78 + GEXF_CANDIDATES)
    assert sum(part != "none" for _, _, part in drawn.edges(data="part")) == 78


def test_computed_once_by_a_child_however_many_ask_and_then_found_on_disk(
    app: Starlette, karate: GraphCheckpoint, answers: GraphAnswers, monkeypatch: pytest.MonkeyPatch
) -> None:
    whats: dict[What, tuple[str, str]] = {
        "graph": (f"{GRAPHS}/{karate.name}/{karate.card['data']['fingerprint']}/graph.safetensors", ""),
        "model": (graph_url(karate, "model.safetensors"), ""),
        "leaked": (graph_url(karate, "model.safetensors"), "leaked=1"),
    }
    computed: list[str] = []
    tell = answers.background.child.tell

    def counted(header: dict, payload: bytes = b"") -> None:
        computed.append(header["answer"])
        tell(header, payload)

    monkeypatch.setattr(answers.background.child, "tell", counted)
    for what, (path, query) in whats.items():
        for _ in range(30):
            assert ask(app, path, query=query).status in (200, 202)
        answer = until_done(app, path, query, "")
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        opened = OpenedGraph.of(karate)
        opened = opened.with_all_edges() if what == "leaked" else opened
        assert_same_arrays(answer.body, graph_bundle(opened) if what == "graph" else model_bundle(opened))
    assert computed == list(whats)
    again = GraphAnswers(answers._folder, ("/nowhere/python",))
    for what in whats:
        assert isinstance(again.get(what, OpenedGraph.of(karate)), bytes), "found on disk: nobody computes"


def assert_same_arrays(content: bytes, expected: bytes) -> None:
    found, wanted = load(content), load(expected)
    assert set(found) == set(wanted)
    for name, values in wanted.items():
        np.testing.assert_allclose(found[name], values, rtol=1e-4, atol=1e-4)


def test_a_damaged_answer_is_computed_anew_and_a_full_disk_is_no_obstacle(
    karate: GraphCheckpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    made = GraphAnswers(tmp_path / "kept", (sys.executable, "-c", STATIC))
    try:
        assert until_there(made, karate) == b"computed"
        (file,) = (tmp_path / "kept").iterdir()
        file.write_bytes(file.read_bytes()[:-1] + b"?")
        assert until_there(made, karate) == b"computed"
        assert "is damaged" in caplog.text

        def full(path: Path, content: bytes) -> None:
            raise OSError("disk full")

        monkeypatch.setattr("vizvae.ui.graph.answers.atomic_write", full)
        file.unlink()
        assert until_there(made, karate) == b"computed"
        assert "could not be kept on disk (disk full)" in caplog.text
    finally:
        made.close()


def until_there(answers: GraphAnswers, checkpoint: GraphCheckpoint) -> bytes:
    deadline = time.monotonic() + 60
    while isinstance(found := answers.get("model", OpenedGraph.of(checkpoint)), Underway):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


def test_the_oldest_answers_make_room(karate: GraphCheckpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vizvae.ui.graph.answers.MOST_BYTES", 1_000)
    for number, age in enumerate((30, 10, 20)):
        path = tmp_path / str(number)
        path.write_bytes(bytes(400))
        os.utime(path, (time.time() - age, time.time() - age))
    made = GraphAnswers(tmp_path, (sys.executable, "-c", STATIC))
    try:
        until_there(made, karate)
    finally:
        made.close()
    assert {path.name for path in tmp_path.iterdir()} & {"0", "1", "2"} == {"1", "2"}


@pytest.mark.parametrize("what", ["projection", "graph.gexf", "codes.safetensors", "about.json", "neighbours"])
def test_other_weights_and_other_methods_are_refused(
    app: Starlette, karate: GraphCheckpoint, maps: Projections, what: str
) -> None:
    path = graph_url(karate, what)
    right, wrong = ("POST", "GET") if what == "projection" else ("GET", "POST")
    assert_refused(
        ask(app, path.replace(karate.digest, "0123456789abcdef"), right), 404, "has other weights now", "reload the page"
    )
    assert_refused(ask(app, path.replace(karate.name, "nobody"), right), 404, "no graph model named nobody")
    assert ask(app, path, wrong).status == 405
    assert maps.background.child.process is None


def test_the_child_answers_for_the_weights_that_were_asked_for_alone(karate: GraphCheckpoint) -> None:
    """What it finds by the name may be trained anew, and is kept under what was asked for."""
    header = {"answer": "graph", "name": karate.name, "digest": karate.digest}
    assert _compute(header, lambda _: None)
    with pytest.raises(ValueError, match="karate-vgae has other weights now: reload the page"):
        _compute({**header, "digest": "0" * 16}, lambda _: None)
