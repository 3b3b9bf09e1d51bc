"""The training page without a browser: its form, its address, and what is served of the runs."""

from __future__ import annotations

import base64
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import plotly.io
import pytest
from safetensors.numpy import load
from starlette.applications import Starlette

from tests.helpers.examples import first_of_each
from tests.helpers.small import small_config
from tests.helpers.training import complete, make_quick
from tests.pages.asgi import Answer, ask
from tests.pages.dashboard import Dashboard
from vizvae.runs import queue
from vizvae.runs.control import Change, pending
from vizvae.runs.folder import read_run
from vizvae.training.config import ObjectiveConfig, TrainConfig
from vizvae.training.create import create
from vizvae.training.estimate import Estimate
from vizvae.ui.train.payload import RUNS
from vizvae.ui.train.presets import PRESETS
from vizvae.ui.train.routes import training_routes
from vizvae.ui.train.values import config_of

JSON = {"content-type": "application/json"}


@pytest.fixture
def waiting(runs: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Runs are put into the queue, and nobody starts a process for them."""
    monkeypatch.setattr("vizvae.runs.queue.advance", list)
    return runs


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of two passes, trained once: tests get copies."""
    with pytest.MonkeyPatch.context() as patched:
        make_quick(patched)
        return complete(tmp_path_factory.mktemp("finished") / "small", small_config(objective=ObjectiveConfig(beta=2.0)))


@pytest.fixture
def trained(finished: Path, waiting: Path) -> Path:
    """A finished run that may be changed."""
    return shutil.copytree(finished, waiting / finished.name)


class Measured:
    """No process is started to measure anything."""

    def look(self, _: TrainConfig) -> Estimate | str | None:
        return Estimate(num_parameters=7, num_bytes=10**6, seconds_per_epoch=2.0, num_images=100, device="cpu")


@pytest.fixture
def page(waiting: Path, monkeypatch: pytest.MonkeyPatch) -> Dashboard:
    monkeypatch.setattr("vizvae.ui.train.shown_cost.costs", Measured)
    opened = Dashboard()
    opened.go_to("train")
    return opened


def served(path: str, method: str = "GET", body: Any = None, headers: dict[str, str] | None = None, query: str = "") -> Answer:
    parts = [] if body is None else [json.dumps(body).encode()]
    return ask(
        Starlette(routes=training_routes()), RUNS + path, method, parts, headers or (JSON if method == "POST" else {}), query
    )


def numbers(of: dict[str, str]) -> np.ndarray:
    """As Plotly packs them"""
    return np.frombuffer(base64.b64decode(of["bdata"]), of["dtype"])


def figures(page: Dashboard) -> list[Any]:
    return [plotly.io.from_json(chart.proto.spec) for chart in page.app.get("plotly_chart")]


def told(page: Dashboard) -> dict[str, Any]:
    assert not page.app.exception
    return page.data


def field(page: Dashboard, kind: str, name: str) -> Any:
    return getattr(page.app, kind)(key=f"run_{name}")


def show(page: Dashboard, details: str, shown: bool = True) -> None:
    """A click on the head of a part of the form that is closed at first."""
    page.app.session_state[f"run_details_{details}"] = shown
    page.rerun()


def test_it_opens_with_a_preset_that_can_be_started(page: Dashboard) -> None:
    assert told(page)["run"] is None
    assert field(page, "number_input", "model_config.latent_dim").value == 2
    assert any("788,788 parameters" in caption.value and "About 2 min here" in caption.value for caption in page.app.caption)
    page.app.button(key="run_start").click().run()
    assert told(page)["run"] == "mnist-vae-mlp-2-1"
    assert page.address == {"run": "mnist-vae-mlp-2-1"}
    (job,) = queue.list_runs()
    assert job.status.phase == "queued"
    assert read_run(job.folder, TrainConfig).config == config_of(PRESETS["map"].values)
    page.app.button(key="run_start").click().run()
    assert told(page)["run"] == "mnist-vae-mlp-2-2", "each start is a run of its own"


@pytest.mark.parametrize("answer", [None, "no memory"])
def test_a_run_can_be_started_before_and_without_knowing_how_long_it_takes(
    page: Dashboard, monkeypatch: pytest.MonkeyPatch, answer: str | None
) -> None:
    monkeypatch.setattr(Measured, "look", lambda *_: answer)
    field(page, "number_input", "model_config.latent_dim").set_value(5).run()
    words = "to see how long it takes" if answer is None else "could not be measured: no memory"
    assert any("parameters" in caption.value and words in caption.value for caption in page.app.caption)
    page.app.button(key="run_start").click().run()
    assert len(queue.list_runs()) == 1


def test_the_page_reads_no_training_set(page: Dashboard, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the faces were drawn in the server")

    monkeypatch.setattr("vizvae.data.images._draw", refuse)
    field(page, "selectbox", "data").set_value("faces").run()
    assert not page.app.exception
    assert page.errors == []
    assert page.app.button(key="run_start")


@pytest.mark.parametrize("name", first_of_each(sorted(PRESETS), lambda name: PRESETS[name].chosen.get("model")))
def test_each_preset_fills_the_form(page: Dashboard, name: str) -> None:
    field(page, "selectbox", "preset").set_value(name).run()
    assert not page.errors
    page.app.button(key="run_start").click().run()
    (job,) = queue.list_runs()
    assert read_run(job.folder, TrainConfig).config == config_of(PRESETS[name].values)


def test_the_settings_of_a_run_are_used_again_with_all_that_it_was_told(page: Dashboard) -> None:
    config = TrainConfig(
        data="faces",
        model="vae_strided",
        model_config={"latent_dim": 6, "channels": [8, 16, 16, 24], "image_shape": [3, 64, 64], "likelihood": "gaussian"},
        objective=ObjectiveConfig(penalty="total_correlation", beta=7.0, bottleneck=40.0, bottleneck_epochs=3.0),
        binarisation="none",
        grad_clip=1000.0,
        changes=(Change(step=5, field="beta", value=2.0),),
    )
    create("first", config)
    page.use_again("first")
    assert not page.errors
    assert field(page, "selectbox", "aim").value == "total_correlation"
    show(page, "objective")
    show(page, "network")
    assert field(page, "number_input", "objective.bottleneck").value == 40
    assert field(page, "text_input", "model_config.channels").value == "8, 16, 16, 24"
    assert any("Kept from that run" in info.value and "changes" in info.value for info in page.app.info)
    page.app.button(key="run_start").click().run()
    (again,) = [read_run(job.folder, TrainConfig) for job in queue.list_runs() if job.name != "first"]
    assert again.config == config


def test_data_in_colour_are_trained_with_gaussian_pixels_and_a_model_without_them_is_refused(page: Dashboard) -> None:
    field(page, "selectbox", "data").set_value("faces").run()
    show(page, "network")
    assert field(page, "selectbox", "model_config.likelihood").value == "gaussian"
    assert page.app.button(key="run_start")
    field(page, "selectbox", "model_config.likelihood").set_value("bernoulli").run()
    assert "they are no colours" in page.errors[0]
    assert not [button for button in page.app.button if button.key == "run_start"]
    field(page, "selectbox", "model").set_value("vae_conv").run()
    assert "choose a strided model" in page.errors[0]


def test_what_was_set_in_a_part_that_is_closed_again_holds(page: Dashboard) -> None:
    show(page, "optimiser")
    field(page, "number_input", "batch_size").set_value(77).run()
    show(page, "optimiser", False)
    assert "run_batch_size" not in {one.key for one in page.app.number_input}
    field(page, "number_input", "epochs").set_value(3).run()
    page.app.button(key="run_start").click().run()
    (job,) = queue.list_runs()
    config = read_run(job.folder, TrainConfig).config
    assert (config.batch_size, config.epochs) == (77, 3)
    show(page, "optimiser")
    assert field(page, "number_input", "batch_size").value == 77


def test_bad_settings_are_one_sentence_and_cannot_be_started(page: Dashboard) -> None:
    field(page, "number_input", "epochs").set_value(0).run()
    assert page.errors == ["epochs must be above 0, got 0"]
    assert not [button for button in page.app.button if button.key == "run_start"]


@pytest.mark.parametrize(("name", "says"), [("../elsewhere", "no path"), ("taken", "a run named taken already")])
def test_a_name_that_cannot_be_is_said_by_its_field_and_nothing_is_started(page: Dashboard, name: str, says: str) -> None:
    create("taken", small_config())
    field(page, "text_input", "name").set_value(name).run()
    (said,) = page.errors
    assert says in said
    drawn = [(element.type, getattr(element, "label", "")) for element in page.app.main]
    assert drawn[drawn.index(("text_input", "Name")) + 1][0] == "error"
    assert page.app.button(key="run_start").disabled
    field(page, "text_input", "name").set_value("free").run()
    assert page.errors == []
    page.app.button(key="run_start").click().run()
    assert told(page)["run"] == "free"
    assert page.errors == []  # by now the name is taken, but not by another
    assert field(page, "text_input", "name").value == ""


def test_a_link_opens_its_runs_and_says_which_is_gone(trained: Path, page: Dashboard) -> None:
    page.go_to("models")
    page.go_to("train", run="small", beside="gone")
    assert told(page)["run"] == "small"
    assert told(page)["compare"] == []
    assert any("no run named 'gone'" in line for line in page.warnings)


def test_another_run_looked_at_reaches_the_address_and_does_not_restart_the_component(trained: Path, page: Dashboard) -> None:
    before = told(page)
    page.report({"run": "small", "compare": ["a", "b"], "restoreId": before["restoreId"]})
    assert page.address == {"run": "small", "beside": "a~b"}
    assert told(page) == before
    page.report({"run": None, "compare": [], "restoreId": "of before another link"})
    assert page.address["run"] == "small"


def test_news_are_the_events_that_are_new(trained: Path) -> None:
    first = json.loads(served("/small/news").body)
    assert first["status"]["phase"] == "finished"
    assert [event["kind"] for event in first["events"]][-1] == "finished"
    again = json.loads(served("/small/news", query=f"events={len(first['events']) - 1}").body)
    assert again["events"] == first["events"][-1:]
    assert served("/small/news", query="events=-1").status == 422


def test_who_watches_a_run_that_is_discarded_hears_it_without_an_error(trained: Path) -> None:
    assert served("/small/delete", "POST", {}).status == 200
    last = served("/small/news", query="events=3")
    assert (last.status, json.loads(last.body)["status"]) == (200, None)
    assert served("/never/news").status == 422


def test_the_curves_of_the_run_that_is_looked_at_and_of_those_beside_it(trained: Path, waiting: Path) -> None:
    shutil.copytree(trained, waiting / "other")
    page = Dashboard.at("train", run="small", beside="other")
    assert not page.app.exception
    rows = [json.loads(line) for line in (trained / "metrics.jsonl").read_text().splitlines()]
    curves, *_ = figures(page)
    lines = {(line.name, line.yaxis): numbers(line.y) for line in curves.data}
    assert {name for name, _ in lines} == {"training", "validation, averaged weights", "other"}
    assert lines["training", "y"] == pytest.approx([row["elbo"] for row in rows if row["kind"] == "step"], rel=1e-6)
    assert lines["other", "y3"] == pytest.approx([row["validation_kl"] for row in rows if row["kind"] == "epoch"], rel=1e-6)
    before = [chart.proto.id for chart in page.app.get("plotly_chart")]
    page.report({"run": "small", "compare": [], "raw": True})
    after = [chart.proto.id for chart in page.app.get("plotly_chart")]
    assert after[0] == before[0], "the old chart is left as it is, and seen until the new one is drawn"
    assert after[1] != before[1]
    _, curves, *_, ridges = figures(page)  # the new ones lie upon the old ones
    assert {line.name for line in curves.data} <= {"training", "validation, weights as they are"}
    kl = [row["kl_per_dim"] for row in rows if row["kind"] == "step"]
    assert {ridge.name: list(numbers(ridge.customdata)[:-2]) for ridge in ridges.data} == {
        f"z{'₀₁₂'[latent]}": pytest.approx([row[latent] for row in kl], rel=1e-6) for latent in range(3)
    }


def test_pictures_and_settings(trained: Path) -> None:
    arrays = load(served("/small/view.safetensors").body)
    assert arrays["recon"].shape == arrays["images"].shape
    assert arrays["recon"].dtype.name == "uint8"
    assert arrays["mu"].shape[1] == 3
    assert len(arrays["labels"]) == len(arrays["mu"])
    about = json.loads(served("/small/about").body)
    assert about["config"]["objective"]["beta"] == 2
    assert about["command"].startswith("python -m vizvae train")
    assert served("/small/trace.json").status == 422, "nobody has asked for a single step"
    assert served("/small/checkpoint.zip").headers["content-type"] == "application/zip"


def test_a_request_reaches_the_run_and_a_wrong_one_is_refused(trained: Path) -> None:
    assert served("/small/control", "POST", {"action": "change", "field": "beta", "value": 3}).status == 200
    ((_, request),) = pending(trained)
    assert not isinstance(request, str)
    assert (request.action, request.field, request.value) == ("change", "beta", 3)
    for wrong in ({"action": "explode"}, {"action": "change", "field": "seed", "value": 1}, {"act": "pause"}, ["pause"]):
        assert served("/small/control", "POST", wrong).status == 422
    assert served("/nobody/control", "POST", {"action": "pause"}).status == 422
    assert len(pending(trained)) == 1


def test_a_request_comes_as_json(trained: Path) -> None:
    asked = {"action": "discard"}
    assert served("/small/control", "POST", asked, {"content-type": "text/plain"}).status == 415
    assert served("/small/control", "POST", asked).status == 200


def test_deleting_can_be_undone(trained: Path) -> None:
    place = json.loads(served("/small/delete", "POST", {}).body)["place"]
    listing = json.loads(served("").body)
    assert listing["runs"] == []
    assert listing["trash"] == {"small": place}
    assert json.loads(served("/undo", "POST", {"place": place}).body) == {"name": "small"}
    assert [run["name"] for run in json.loads(served("").body)["runs"]] == ["small"]
    assert served("/undo", "POST", {"place": "../small"}).status == 422


def test_a_queue_is_listed_in_order_and_left(waiting: Path) -> None:
    for name in ("first", "second"):
        create(name, small_config())
    rows = {row["name"]: row for row in json.loads(served("").body)["runs"]}
    assert (rows["first"]["place"], rows["second"]["place"]) == (1, 2)
    assert served("/first/cancel", "POST", {}).status == 200
    rows = {row["name"]: row for row in json.loads(served("").body)["runs"]}
    assert rows["second"]["place"] == 1
    assert rows["first"]["phase"] == "stopped"
    assert served("/first/cancel", "POST", {}).status == 422
    assert served("/first/fly", "POST", {}).status == 404


def test_a_damaged_run_hides_no_other(trained: Path) -> None:
    create("other", small_config())
    (trained / "run.json").write_text("{")
    rows = {row["name"]: row for row in json.loads(served("").body)["runs"]}
    assert "damaged" in rows["small"]["message"]
    assert rows["other"]["phase"] == "queued"
    assert read_run(trained.parent / "other", TrainConfig).config == small_config()


def test_a_finished_run_whose_file_is_a_link_to_elsewhere_is_not_zipped(trained: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("only for the server", encoding="utf-8")
    assert served("/small/checkpoint.zip").status == 200
    card = trained / "card.json"
    card.unlink()
    card.symlink_to(tmp_path / "secret")
    answer = served("/small/checkpoint.zip")
    assert (answer.status, "is a link to a file elsewhere" in answer.text) == (404, True)
