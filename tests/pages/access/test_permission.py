"""The pages where not everybody may change things: buttons say so, and the doors behind them hold."""

import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette

from tests.pages.asgi import ask
from tests.pages.dashboard import Dashboard, told
from vizvae.runs import prewarm, queue
from vizvae.serving import Access
from vizvae.training.config import TrainConfig
from vizvae.ui.access import permission as access
from vizvae.ui.explorer import header as controls
from vizvae.ui.explorer.opened import open_model
from vizvae.ui.factors import metrics_view
from vizvae.ui.factors.measurements import Measurements
from vizvae.ui.graph import training_runs
from vizvae.ui.graph import training_source as graph_source
from vizvae.ui.train import routes as train_routes
from vizvae.ui.train import session as training_state


@pytest.fixture(params=[Access(read_only=True), Access(passphrase="correct horse")], ids=["read-only", "passphrase"])
def locked(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, runs: Path) -> Iterator[Access]:
    monkeypatch.setattr(access, "this_access", lambda: request.param)
    monkeypatch.setattr(type(access.st.context), "cookies", {})  # AppTest's are no strings
    return request.param


def test_who_may_change_nothing_is_told_and_cannot_start(locked: Access) -> None:
    page = Dashboard()
    page.go_to("train")
    assert not page.app.exception
    said = " ".join(str(element.proto.body) for element in page.app.get("html"))
    assert ("read-only" if locked.read_only else 'href="/vizvae/passphrase?next=%2Ftrain"') in said
    start = page.app.button(key="run_start")
    assert start.disabled
    assert start.help
    # Who speaks Streamlit's protocol presses it all the same.
    page.app.session_state["run_start_pressed"] = True
    page.rerun()
    assert queue.list_runs() == []
    assert any("read-only" in error or "passphrase" in error for error in page.errors)


@pytest.mark.parametrize("page", ["sliders", "manifold", "factors", "graph", "train"])
def test_each_component_is_told_why_its_buttons_would_be_refused(monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    monkeypatch.setattr(access, "this_access", lambda: Access(read_only=True))
    dashboard = Dashboard()
    dashboard.go_to(page)
    assert dashboard.has_component
    for component in dashboard.app.get("bidi_component"):
        assert told(component.proto)["whyNotChange"] == access.MAY_NOT["read-only"]


@pytest.mark.usefixtures("runs")
@pytest.mark.parametrize("read_only", [True, False])
def test_a_process_waits_for_a_run_only_where_somebody_may_start_one(monkeypatch: pytest.MonkeyPatch, read_only: bool) -> None:
    """It has imported all that a run needs: 400 MB that were held for nobody."""
    prepared: list[dict[str, str]] = []
    monkeypatch.setattr(prewarm, "prepare", prepared.append)
    for room in (train_routes, training_runs):
        monkeypatch.setattr(room, "this_access", lambda: Access(read_only=read_only))
    assert ask(Starlette(routes=train_routes.training_routes()), train_routes.RUNS).status == 200
    training_runs.GraphRunList().rows()
    assert len(prepared) == (0 if read_only else 2)


def test_each_door_holds(locked: Access) -> None:
    for door in (lambda: training_state.start_run(TrainConfig(), "mine"), access.require_may_change):
        with pytest.raises(ValueError, match=r"read-only|passphrase"):
            door()
    assert controls.require_may_change is graph_source.require_may_change is access.require_may_change


def test_a_picture_of_ones_own_cannot_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "this_access", lambda: Access(read_only=True))
    page = Dashboard()
    assert page.app.file_uploader[0].proto.disabled


def test_nothing_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []
    monkeypatch.setattr(access, "this_access", lambda: Access(read_only=True))
    monkeypatch.setattr(metrics_view, "measured", lambda _: None)  # as of a model that nobody has measured
    monkeypatch.setattr(Measurements, "measure", lambda _, checkpoint: started.append(checkpoint.name))
    page = Dashboard()
    page.go_to("factors", model="sprites-vae")
    button = page.app.button(key="factors_measure")
    assert button.disabled
    assert button.help == access.MAY_NOT["read-only"]
    with pytest.raises(ValueError, match="read-only"):  # who speaks Streamlit's protocol presses it all the same
        inspect.unwrap(metrics_view._measure)(open_model("sprites-vae"), "key")
    assert started == []


def test_where_everybody_may_nothing_is_said() -> None:
    page = Dashboard()
    page.go_to("train")
    assert "read-only" not in " ".join(str(element.proto.body) for element in page.app.get("html"))
    assert not page.app.button(key="run_start").disabled
    assert told(page.app.get("bidi_component")[0].proto)["whyNotChange"] == ""


def test_who_has_typed_the_passphrase_may(monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = access.Keeper("correct horse")
    monkeypatch.setattr(access, "this_access", lambda: Access(passphrase="correct horse"))
    monkeypatch.setattr(access, "this_keeper", lambda: keeper)
    assert access.why_not_change()
    monkeypatch.setattr(type(access.st.context), "cookies", {access.COOKIE: keeper.token()})
    assert access.why_not_change() == ""
