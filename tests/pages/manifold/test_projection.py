"""Projections over HTTP: started, joined, watched, cancelled, cached; and places on a map read backwards."""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from starlette.applications import Starlette

from tests.helpers.small import write_checkpoint
from tests.pages.asgi import Answer, ask, assert_refused
from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import Checkpoint, write_reference
from vizvae.latent.aggregate import Reference
from vizvae.latent.projection import ProjectionConfig, projected_points
from vizvae.latent.projection_cache import ProjectionCache
from vizvae.ui.explorer.opened import model_url
from vizvae.ui.jobs.background import JobFailed, Underway
from vizvae.ui.jobs.projections import WORKER, Projections
from vizvae.ui.manifold.routes import manifold_routes

TSNE = ProjectionConfig(method="tsne", num_points=60, perplexity=5.0)
SLOW = ProjectionConfig(method="tsne", num_points=600, perplexity=30.0)
UMAP = ProjectionConfig(method="umap", num_points=60, num_neighbours=5)


@pytest.fixture
def app() -> Starlette:
    return Starlette(routes=manifold_routes())


@pytest.fixture
def mine(own_models: Path) -> Checkpoint:
    """Five latents, of which the fourth carries nothing."""
    write_checkpoint(own_models / "mine", latent_dim=5)
    mu = torch.randn(600, 5, generator=torch.Generator().manual_seed(0)) + 2 * torch.eye(5).repeat(120, 1)
    mu[:, 3] = 0
    logvar = torch.full((600, 5), -4.0)
    logvar[:, 3] = 0
    write_reference(own_models / "mine", Reference(mu=mu, z=mu + 0.01, logvar=logvar, recon_nll=torch.zeros(600)))
    return find_checkpoint("mine")


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Projections]:
    made = Projections(ProjectionCache((tmp_path / "shipped", tmp_path / "own")))
    monkeypatch.setattr("vizvae.ui.manifold.routes.projections", lambda: made)
    yield made
    made.close()


def kept(own: Projections) -> list[str]:
    folder = own._cache.folders[-1]
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def url(checkpoint: Checkpoint, config: ProjectionConfig, what: str = "projection") -> tuple[str, str]:
    return model_url(checkpoint, what), "&".join(f"{name}={value}" for name, value in config.relevant.items())


def until_done(app: Starlette, path: str, query: str, method: str = "POST", body: bytes = b"") -> tuple[Answer, list[dict]]:
    """Ask as the page does; returns the first answer that is none of progress, and the progress heard before it."""
    heard = []
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        answer = ask(app, path, method, [body], query=query)
        assert answer.headers["cache-control"] == "no-store"
        if answer.status != 202:
            return answer, heard
        heard.append(json.loads(answer.body))
        time.sleep(0.1)
    raise AssertionError(f"not done after 90 s; last heard {heard[-1]}")


def points_on(answer: Answer) -> np.ndarray:
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/octet-stream"
    return np.frombuffer(answer.body, "<f4").reshape(-1, 2)


def test_pca_comes_at_once_and_needs_no_cache(app: Starlette, mine: Checkpoint, own: Projections) -> None:
    path, _ = url(mine, TSNE)
    layout = points_on(ask(app, path, "POST", query="method=pca&num_points=60"))
    assert layout.shape == (60, 2)
    reference = mine.load_reference()
    spread = projected_points(reference, ProjectionConfig(method="pca", num_points=60)).var(0).sum()
    assert 0 < layout.var(0, ddof=1).sum() <= spread * 1.001
    assert kept(own) == []


def test_a_map_is_computed_in_the_background_then_found_on_disk(app: Starlette, mine: Checkpoint, own: Projections) -> None:
    path, query = url(mine, TSNE)
    answer, heard = until_done(app, path, query)
    layout = points_on(answer)
    assert layout.shape == (60, 2)
    assert heard[0] == {"progress": 0.0, "message": "t-SNE: finding the neighbours of 60 points"}
    assert [said["progress"] for said in heard] == sorted(said["progress"] for said in heard)
    assert len(kept(own)) == 1
    own.close()  # as after a restart: nothing but the disk remembers
    np.testing.assert_array_equal(points_on(ask(app, path, "POST", query=query)), layout)
    assert ask(app, path, "POST", query=query + "&num_neighbours=50").status == 200  # t-SNE has no such parameter
    assert own.background.child.process is None


STAND_IN = """
import sys, time
from vizvae.ui.jobs.frames import read_frame, write_frame
while (request := read_frame(sys.stdin.buffer)) is not None:
    header = request[0]
    if header["config"]["num_points"] == 600:
        write_frame(sys.stdout.buffer, {"job": header["job"], "what": "progress", "share": 0.25})
        time.sleep(600)
    elif header["config"]["num_points"] == 61:
        write_frame(sys.stdout.buffer, {"job": header["job"], "what": "failed", "message": "ValueError: no"})
    else:
        write_frame(sys.stdout.buffer, {"job": header["job"], "what": "done"}, bytes(8 * header["shape"][0]))
"""
"""A child that is quick to start: it is for ever at a quarter of 600 points, fails at 61, and puts all others on one spot."""


@pytest.fixture
def stand_in(own: Projections) -> Projections:
    own.background.child.command = (sys.executable, "-c", STAND_IN)
    return own


def test_a_cancelled_map_leaves_nothing_and_can_be_asked_for_again(
    app: Starlette, mine: Checkpoint, stand_in: Projections
) -> None:
    path, query = url(mine, SLOW)
    second_path, second_query = url(mine, TSNE)
    while (said := json.loads(ask(app, path, "POST", query=query).body))["progress"] == 0:  # until it is in the middle of it
        time.sleep(0.02)
    assert said == {"progress": 0.25, "message": "t-SNE: arranging 600 points, 25%"}
    waiting = json.loads(ask(app, second_path, "POST", query=second_query).body)
    assert waiting == {"progress": 0.0, "message": "t-SNE: waiting for another projection to finish"}
    child = stand_in.background.child.process
    assert child is not None
    assert ask(app, path, "DELETE", query=query).status == 204
    assert child.poll() is not None
    assert kept(stand_in) == []
    answer, _ = until_done(app, second_path, second_query)  # who waited is served by a new child
    assert points_on(answer).shape == (60, 2)
    assert len(kept(stand_in)) == 1
    assert ask(app, path, "DELETE", query=query).status == 204  # nothing to cancel is no error
    assert ask(app, path, "POST", query=query).status == 202  # begun anew
    assert stand_in.background.child.process is not child


def test_who_waits_can_be_cancelled_without_disturbing_who_is_served(mine: Checkpoint, stand_in: Projections) -> None:
    reference = mine.load_reference()
    slow, waiting = projected_points(reference, SLOW), projected_points(reference, TSNE)
    stand_in.map(slow, SLOW)
    stand_in.map(waiting, TSNE)
    child = stand_in.background.child.process
    stand_in.cancel(waiting, TSNE)
    assert stand_in.background.child.process is child
    assert next(iter(stand_in.background.jobs.values())).sent
    assert len(stand_in.background.jobs) == 1


def test_a_child_that_dies_is_said_once_and_who_waits_is_served(mine: Checkpoint, stand_in: Projections) -> None:
    reference = mine.load_reference()
    points, others = projected_points(reference, SLOW), projected_points(reference, TSNE)
    assert isinstance(stand_in.map(points, SLOW), Underway)
    assert isinstance(stand_in.map(others, TSNE), Underway)
    assert stand_in.background.child.process is not None
    stand_in.background.child.process.kill()  # as the system does when memory runs out
    deadline = time.monotonic() + 20
    with pytest.raises(JobFailed, match=r"ended unexpectedly \(status -9\); ask again"):  # noqa: PT012
        while time.monotonic() < deadline:
            stand_in.map(points, SLOW)
            time.sleep(0.02)
    while isinstance(stand_in.map(others, TSNE), Underway) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert isinstance(stand_in.map(others, TSNE), np.ndarray)
    assert isinstance(stand_in.map(points, SLOW), Underway)
    assert len(kept(stand_in)) == 1


def test_a_child_without_work_ends_by_itself_and_is_started_again(mine: Checkpoint, own: Projections) -> None:
    own.background.child.command = (*WORKER, "0.2")
    children = []
    for seed in range(2):
        config = replace(TSNE, method="pca", num_points=60 + seed)
        chosen = projected_points(mine.load_reference(), config)
        deadline = time.monotonic() + 30
        while isinstance(own.map(chosen, config), Underway) and time.monotonic() < deadline:
            children.append(own.background.child.process)
            time.sleep(0.02)
        while own.background.child.process is not None and time.monotonic() < deadline:
            time.sleep(0.02)
        assert own.background.child.process is None
    assert len({child.pid for child in children if child}) == 2
    assert all(child.wait() == 0 for child in children if child)


def test_a_failure_is_said_once(app: Starlette, mine: Checkpoint, stand_in: Projections) -> None:
    path, query = url(mine, replace(TSNE, num_points=61))
    assert ask(app, path, "POST", query=query).status == 202
    deadline = time.monotonic() + 20
    while (answer := ask(app, path, "POST", query=query)).status == 202 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert_refused(answer, 500, "ValueError: no")
    assert ask(app, path, "POST", query=query).status == 202
    assert kept(stand_in) == []


def test_a_disk_that_cannot_be_written_to_costs_only_the_next_visit(mine: Checkpoint, stand_in: Projections) -> None:
    stand_in._cache.folders[-1].write_text("a file where a folder should be")
    points = projected_points(mine.load_reference(), TSNE)
    deadline = time.monotonic() + 20
    while isinstance(layout := stand_in.map(points, TSNE), Underway) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert isinstance(layout, np.ndarray)
    assert layout.shape == (60, 2)
    assert isinstance(stand_in.map(points, TSNE), np.ndarray)


@pytest.mark.long
def test_a_place_on_a_umap_map_read_backwards(app: Starlette, mine: Checkpoint, own: Projections) -> None:
    path, query = url(mine, UMAP)
    inverse_path, _ = url(mine, UMAP, "projection/inverse")
    middle = np.array([0.0, 0.0], "<f4").tobytes()
    first = ask(app, inverse_path, "POST", [middle], query=query)  # before there is a map: it is begun
    assert first.status == 202
    layout = points_on(until_done(app, path, query)[0])
    place = layout[7:8].mean(0)
    answer, _ = until_done(app, inverse_path, query, "POST", place.astype("<f4").tobytes())
    assert answer.status == 200
    found = np.frombuffer(answer.body, "<f4")
    reference = mine.load_reference()
    assert found.shape == (5 + 1,)
    assert np.isfinite(found).all()
    assert found[3] == 0  # carries nothing: its mean
    active = [0, 1, 2, 4]
    away = (reference.mu - torch.from_numpy(found[:-1].copy()))[:, active] / reference.z.std(0)[active]
    assert found[-1] == pytest.approx(min(away.norm(dim=1).tolist()), abs=1e-4)
    assert 0 < found[-1] < 4
    again, heard = until_done(app, inverse_path, query, "POST", place.astype("<f4").tobytes())
    assert again.body == answer.body
    assert heard == []  # prepared by now: one answer is enough


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("method=lle", "expected one of ['pca', 'umap', 'tsne'], got 'lle'"),
        ("num_points=many", "num_points: expected a whole number, got 'many'"),
        ("num_points=60.5", "num_points: expected a whole number"),
        ("min_dist=near", "min_dist: expected a number, got 'near'"),
        ("min_dist=nan&num_points=60", "min_dist: expected a finite number, got nan"),
        ("num_points=60&num_neighbours=60", "60 neighbours among 60 points: choose fewer neighbours"),
        ("method=tsne&num_points=60&perplexity=30", "choose a smaller perplexity"),
        ("num_points=601", "only 600 images are encoded"),
        ("", "only 600 images are encoded"),  # the default is 5,000
        ("colour=red", "unknown keys ['colour']"),
        ("__init__=1", "unknown keys"),
        ("seed=-1", "seed must be in"),
    ],
)
@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_parameters_that_cannot_be(
    app: Starlette, mine: Checkpoint, own: Projections, query: str, says: str, method: str
) -> None:
    assert_refused(ask(app, model_url(mine, "projection"), method, query=query), 422, says)
    assert own.background.child.process is None


@pytest.mark.parametrize("body", [b"", bytes(4), bytes(12), bytes(7), np.array([0, np.nan], "<f4").tobytes()])
def test_what_is_no_place(app: Starlette, mine: Checkpoint, own: Projections, body: bytes) -> None:
    path, query = url(mine, UMAP, "projection/inverse")
    answer = ask(app, path, "POST", [body], query=query)
    assert answer.status == 422
    assert "expected" in answer.text
    assert own.background.child.process is None


def test_only_umap_is_read_backwards(app: Starlette, mine: Checkpoint, own: Projections) -> None:
    for config in (TSNE, replace(TSNE, method="pca")):
        path, query = url(mine, config, "projection/inverse")
        assert_refused(ask(app, path, "POST", [bytes(8)], query=query), 422, "only a UMAP map can be read backwards")


def test_a_model_that_is_not_there(app: Starlette, mine: Checkpoint) -> None:
    path = model_url(mine, "projection")
    assert_refused(ask(app, path.replace("mine", "yours"), "POST", query="method=pca"), 404, "There is no model named yours")
    assert_refused(ask(app, path.replace(mine.digest, "0"), "POST", query="method=pca"), 404, "mine has other weights now")
