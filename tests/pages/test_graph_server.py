"""What is served for the graph page over HTTP: maps of the codes, computed in the background, and the file for other programs."""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from starlette.applications import Starlette

from tests.pages.asgi import Answer, ask
from tests.pages.test_server import assert_refused
from vizvae.graph.catalogue import find_graph_checkpoint
from vizvae.graph.checkpoint import GraphCheckpoint
from vizvae.latent.projection_cache import ProjectionCache
from vizvae.ui.graph import GEXF_CANDIDATES, leaked_graph_model, loaded_graph_model
from vizvae.ui.graph_relatives import graph_url
from vizvae.ui.graph_server import graph_routes
from vizvae.ui.projections import Projections

ECHO = """
import sys, time
import numpy as np
from vizvae.ui.frames import read_frame, write_frame
while (request := read_frame(sys.stdin.buffer)) is not None:
    header, payload = request
    if header["config"]["seed"] == 600:
        time.sleep(600)
    points = np.frombuffer(payload, "<f4").reshape(header["shape"])
    write_frame(sys.stdout.buffer, {"job": header["job"], "what": "done"}, points[:, :2].tobytes())
"""
"""A child that is quick to start: its map is the first two latents. With the seed 600 it takes ten minutes."""
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
    monkeypatch.setattr("vizvae.ui.graph_server.projections", lambda: made)
    yield made
    made.close()


def until_done(app: Starlette, path: str, query: str) -> Answer:
    deadline = time.monotonic() + 60
    while (answer := ask(app, path, query=query)).status == 202:
        assert time.monotonic() < deadline, "not done after 60 s"
        assert answer.headers["cache-control"] == "no-store"
        assert json.loads(answer.body)["message"].startswith("UMAP: ")
        time.sleep(0.05)
    return answer


@pytest.mark.parametrize("leaked", [False, True])
def test_a_map_of_the_means_that_this_encoder_gives(
    app: Starlette, karate: GraphCheckpoint, maps: Projections, leaked: bool
) -> None:
    path, query = graph_url(karate, "projection"), UMAP + ("&leaked=1" if leaked else "")
    assert ask(app, path, query=query).status == 202
    answer = until_done(app, path, query)
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"  # the address knows no hash of what a library computes
    known = (leaked_graph_model if leaked else loaded_graph_model)(karate.name, karate.digest)
    np.testing.assert_array_equal(np.frombuffer(answer.body, "<f4").reshape(34, 2), known.posterior.mu[:, :2].numpy())


def test_who_no_longer_wants_a_map_stops_it(app: Starlette, karate: GraphCheckpoint, maps: Projections) -> None:
    path, slow = graph_url(karate, "projection"), UMAP.replace("seed=3", "seed=600")
    assert ask(app, path, query=slow).status == 202
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
    assert_refused(ask(app, graph_url(karate, "projection"), query=query), 422, says)
    assert maps.background.child.process is None


def test_a_map_that_fails_says_why_and_may_be_asked_for_again(app: Starlette, karate: GraphCheckpoint, maps: Projections) -> None:
    maps.background.child.command = ("/nowhere/python",)
    assert ask(app, graph_url(karate, "projection"), query=UMAP).status == 202
    assert_refused(ask(app, graph_url(karate, "projection"), query=UMAP), 500, "could not be started", "/nowhere/python")
    maps.background.child.command = (sys.executable, "-c", ECHO)
    assert until_done(app, graph_url(karate, "projection"), UMAP).status == 200


def test_the_graph_for_other_programs(app: Starlette, karate: GraphCheckpoint) -> None:
    answer = ask(app, graph_url(karate, "graph.gexf"))
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/gexf+xml"
    assert answer.headers["content-disposition"] == 'attachment; filename="karate-vgae.gexf"'
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    drawn = nx.read_gexf(io.BytesIO(answer.body))
    assert drawn.number_of_nodes() == 34
    assert drawn.number_of_edges() == min(34 * 33 // 2, 78 + GEXF_CANDIDATES)
    assert sum(part != "none" for _, _, part in drawn.edges(data="part")) == 78


@pytest.mark.parametrize("what", ["projection", "graph.gexf", "codes.safetensors", "about.json", "neighbours"])
def test_other_weights_and_other_methods_are_refused(
    app: Starlette, karate: GraphCheckpoint, maps: Projections, what: str
) -> None:
    path = graph_url(karate, what)
    assert_refused(ask(app, path.replace(karate.digest, "0123456789abcdef")), 404, "has other weights now", "reload the page")
    assert_refused(ask(app, path.replace(karate.name, "nobody")), 404, "no graph model named 'nobody'")
    assert ask(app, path, "POST", [b""]).status == 405
    assert maps.background.child.process is None
