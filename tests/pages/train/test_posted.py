"""What is posted to the routes of runs and of latents' names: nonsense of any kind gets a sentence and does nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from tests.helpers.small import small_config, write_checkpoint
from tests.pages.asgi import Answer, ask
from vizvae.catalogue import find_checkpoint
from vizvae.paths import BESIDE_RUNS, beside_runs, runs_dir
from vizvae.runs import queue
from vizvae.runs.folder import Status, write_status
from vizvae.runs.names import check_name
from vizvae.training.create import create
from vizvae.ui.explorer.latent_names import latent_name_routes
from vizvae.ui.http.addresses import PREFIX as MODELS
from vizvae.ui.train.payload import RUNS
from vizvae.ui.train.routes import training_routes

JSON = {"content-type": "application/json"}
ACTIONS = ("resume", "cancel", "delete", "rename", "publish", "control")
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(10**399) | st.just(-(2**63) - 1),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
bodies = st.dictionaries(st.sampled_from(["name", "place", "action", "field", "value", "latent", "x"]), values).map(
    lambda value: json.dumps(value).encode()
) | st.binary(max_size=200)


@pytest.fixture
def run(runs: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run that is over, so that nothing but what is asked keeps it from being renamed."""
    monkeypatch.setattr("vizvae.runs.queue.advance", list)
    folder = create("mine", small_config())
    write_status(folder, Status(phase="stopped"))
    return folder


def posted(path: str, body: bytes) -> Answer:
    return ask(Starlette(routes=training_routes()), RUNS + path, "POST", [body], JSON, "")


@pytest.mark.parametrize("name", ["null", "true", "7", "1" * 400, "NaN", "[]", "{}", '"\\ud800"', '""', '"a/b"', '"rivals"'])
def test_what_is_no_name_names_no_run(run: Path, name: str) -> None:
    answer = posted("/mine/rename", f'{{"name": {name}}}'.encode())
    assert answer.status == 422
    assert answer.body.decode().strip()
    assert [path.name for path in runs_dir().glob("[!.]*")] == ["mine"]


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"[" * 9_000, b'{"name": ' + b"9" * 9_000 + b"}", b"null"])
def test_what_is_no_object_is_said(run: Path, body: bytes) -> None:
    assert posted("/mine/rename", body).status == 422


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(action=st.sampled_from([a for a in ACTIONS if a not in ("delete", "resume")]), body=bodies)
def test_nothing_that_is_posted_is_an_error_of_the_server(run: Path, action: str, body: bytes) -> None:
    status = posted(f"/mine/{action}", body).status
    assert status < 500
    if status == 200 and action == "rename":
        (folder,) = runs_dir().glob("[!.]*")
        folder.rename(run)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=bodies)
def test_nothing_that_is_to_be_undone_is_an_error_of_the_server(run: Path, body: bytes) -> None:
    assert posted("/undo", body).status == 422


@pytest.mark.parametrize("name", [*BESIDE_RUNS, *(name.upper() for name in BESIDE_RUNS)])
def test_no_run_has_the_name_of_a_folder_beside_the_runs(run: Path, name: str) -> None:
    with pytest.raises(ValueError, match="folder that holds others"):
        check_name(name)


def test_there_is_one_way_to_a_folder_beside_the_runs() -> None:
    """So that no new neighbour is forgotten among the reserved names."""
    package = Path(queue.__file__).parents[1]
    found = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if 'runs_dir() / "' in (text := path.read_text(encoding="utf-8"))
        or "runs_dir() / FOLDER" in text
        or "runs_dir() / RUNS" in text
    }
    assert found == set()
    assert {beside_runs(name).parent for name in BESIDE_RUNS} == {runs_dir()}


def test_a_latents_name_must_be_text(own_models: Path) -> None:
    write_checkpoint(own_models / "small")
    at = f"{MODELS}/models/small/{find_checkpoint('small').digest}/latent-names"
    for body in (b'{"latent": 0, "name": null}', b'{"latent": null, "name": "a"}', b'{"latent": ' + b"1" * 400 + b', "name": "a"}',
                 b'{"latent": 0, "name": "\\ud800"}', b'{"latent": NaN, "name": "a"}', b"{}"):  # fmt: skip
        assert ask(Starlette(routes=latent_name_routes()), at, "PUT", [body], JSON, "").status == 422
