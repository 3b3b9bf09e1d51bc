"""Sweeps on the training page without a browser: asked for, refused, stopped, gone on with, measured, and shown as a family."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.small import small_config
from tests.helpers.training import complete, make_quick, until
from tests.pages.dashboard import Dashboard
from tests.pages.train.test_page import Measured
from vizvae.catalogue import find_checkpoint
from vizvae.config import config_to_dict
from vizvae.data.images import load_images
from vizvae.metrics.likelihood import evaluate
from vizvae.runs import queue
from vizvae.runs.folder import Status, read_run, read_status, write_status
from vizvae.serving import Access
from vizvae.sweep.plan import Axis, plan
from vizvae.sweep.record import Sweep, keep_runs, read_sweep
from vizvae.sweep.scores import NUM_IMAGES, NUM_SAMPLES
from vizvae.training.config import TrainConfig
from vizvae.training.create import create
from vizvae.ui.access import permission as access
from vizvae.ui.train import sweep_session
from vizvae.ui.train.sweep_scoring import Scoring
from vizvae.ui.train.sweep_session import start_sweep

BETA, LATENTS = "sweep_field_values_objective.beta", "sweep_field_values_model_config.latent_dim"
AXES = [Axis("objective.beta", (1, 4, 30))]
BASE = config_to_dict(small_config(epochs=1))
SCORES = {
    "small-beta1-s0": (12.0, 60.0), "small-beta1-s1": (14.0, 58.0), "small-beta4-s0": (6.0, 70.0), "small-beta4-s1": (6.5, 69.0),
    "small-beta30-s0": (1.0, 120.0), "small-beta30-s1": (1.2, 118.0),
}  # fmt: skip


@pytest.fixture
def waiting(runs: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("vizvae.runs.queue.advance", list)
    return runs


@pytest.fixture(autouse=True)
def scoring(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scoring]:
    """Of this test alone."""
    made = Scoring()
    for module in ("sweep_session", "sweep_view"):
        monkeypatch.setattr(f"vizvae.ui.train.{module}.scoring", lambda: made)
    yield made
    made.close()


@pytest.fixture
def page(waiting: Path, monkeypatch: pytest.MonkeyPatch) -> Dashboard:
    monkeypatch.setattr("vizvae.ui.train.shown_cost.costs", Measured)
    opened = Dashboard.at("train")
    opened.app.session_state["details_sweep"] = True
    opened.rerun()
    return opened


@pytest.fixture
def family(runs: Path) -> Sweep:
    """Six runs that have finished, with figures."""
    planned = plan("small", BASE, AXES, 2)
    keep_runs("small", BASE, AXES, planned)
    with pytest.MonkeyPatch.context() as patched:
        make_quick(patched)
        for run in planned:
            complete(runs / run.name, run.config)
    path = runs / "sweeps" / "small.json"
    values = json.loads(path.read_text())
    values["scores"] = {
        name: {
            "weights_sha256": find_checkpoint(name).card["weights_sha256"], "kl": kl, "recon_nll": nll, "elbo": -kl - nll,
            "active_units": 3, "mig": kl / 100,
        }
        for name, (kl, nll) in SCORES.items()
    }  # fmt: skip
    path.write_text(json.dumps(values))
    found = read_sweep("small")
    assert found is not None
    return found


def button(page: Dashboard, key: str) -> Any:
    return page.app.button(key=f"sweep_{key}")


def table(page: Dashboard) -> str:
    (found,) = [element.proto.body for element in page.app.get("html") if "<table" in element.proto.body]
    return found


def test_from_the_form_into_the_queue_stopped_and_gone_on_with(page: Dashboard, waiting: Path) -> None:
    assert any("**12 runs**: 4 × 3 = 12 combinations, 1 seed each. About 25 min here" in one.value for one in page.app.caption)
    page.app.text_input(key=BETA).set_value("1, 8").run()
    page.app.text_input(key=LATENTS).set_value("2").run()
    page.app.number_input(key="sweep_field_seeds").set_value(2).run()
    assert any("**4 runs**: 2 × 1 = 2 combinations, 2 seeds each. About 8 min here, one" in one.value for one in page.app.caption)
    page.app.text_input(key="sweep_field_name").set_value("mine").run()
    button(page, "start").click().run()
    assert not page.app.exception
    assert page.errors == []
    assert page.address == {"sweep": "mine"}
    names = [f"mine-beta{beta}-latent_dim2-s{seed}" for beta in (1, 8) for seed in (0, 1)]
    jobs = sorted(queue.list_runs(), key=lambda job: job.place)
    assert [job.name for job in jobs] == names
    config = read_run(waiting / names[3], TrainConfig).config
    assert (config.objective.beta, config.model_config["latent_dim"], config.seed, config.epochs) == (8, 2, 1, 60)
    assert page.app.text_input(key="sweep_field_name").value == ""

    assert button(page, "go_on").disabled
    button(page, "stop").click().run()
    assert {read_status(waiting / name).phase for name in names} == {"stopped"}
    write_status(waiting / names[0], Status(phase="running"))  # whose process is gone: killed
    assert button(page, "stop").disabled
    button(page, "go_on").click().run()
    assert {read_status(waiting / name).phase for name in names} == {"queued"}
    # Another visitor, or the same after the server was started again, finds it.
    other = Dashboard.at("train")
    assert other.app.selectbox(key="sweep_chosen").options == ["mine"]
    other.app.selectbox(key="sweep_chosen").select("mine").run()
    assert other.address == {"sweep": "mine"}
    assert any("0 of 4 trained, 4 wait" in one.proto.text for one in other.app.get("progress"))


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({BETA: "1, x"}, "β, the weight: expected numbers from 0"),
        ({BETA: "2, 2"}, "a value comes twice"),
        ({LATENTS: "0"}, "Latents: expected whole numbers from 1"),
        ({BETA: ", ".join(map(str, range(40)))}, "expected 1 to 100 runs, got 120 runs"),
        ({"sweep_field_name": "../mine"}, "is no path"),
    ],
)
def test_nonsense_is_one_message_and_nothing_is_started(page: Dashboard, fields: dict[str, str], says: str) -> None:
    for key, text in fields.items():
        page.app.text_input(key=key).set_value(text).run()
    (said,) = page.errors
    assert says in said
    assert button(page, "start").disabled
    assert not page.app.button(key="run_start").disabled, "a single run has nothing to do with it"
    assert queue.list_runs() == []


def test_a_model_without_rate_and_distortion_is_refused(page: Dashboard) -> None:
    page.app.selectbox(key="run_model").set_value("gan").run()
    page.app.multiselect(key="sweep_field_vary").set_value(["epochs"]).run()
    (said,) = page.errors
    assert "a sweep compares rate (KL) and distortion" in said
    assert button(page, "start").disabled


def test_a_name_with_other_settings_and_a_full_queue_are_refused(page: Dashboard, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_runs("small", BASE, AXES, plan("small", BASE, AXES, 1))
    page.app.text_input(key="sweep_field_name").set_value("small").run()
    button(page, "start").click().run()
    assert any("a sweep named small with other settings" in said for said in page.errors)
    assert queue.list_runs() == []
    page.app.text_input(key="sweep_field_name").set_value("").run()
    monkeypatch.setattr(sweep_session, "MOST_RUNS", 12)
    create("another", small_config())
    button(page, "start").click().run()
    assert any("12 runs would be put into the queue, where 1 run wait or train already" in said for said in page.errors)
    assert read_sweep("mnist-vae-mlp-sweep-1") is None


def test_a_family_has_its_sentence_figure_table_and_intervals(family: Sweep) -> None:
    page = Dashboard.at("train", sweep="small")
    assert not page.app.exception
    assert any(
        "The knee of the rate-distortion curve is at β 4: rate 6.2 nats, distortion 69.5" in one.value
        for one in page.app.markdown
    )
    assert "<td>4</td><td>2</td><td>6.25 ± 0.35</td><td>69.50 ± 0.71</td>" in table(page)
    assert '<a href="/?model=small-beta4-s1"' in table(page)
    (chart,) = page.app.get("plotly_chart")
    figure = json.loads(chart.proto.spec)
    assert [point[1] for point in figure["data"][1]["customdata"]] == list(SCORES)
    # 95 % of Student's t with one degree of freedom is ±12.706 standard errors.
    page.app.segmented_control(key="sweep_spread").set_value("interval").run()
    assert f"6.25 ± {12.7062 * 0.25:.2f}" in table(page)
    assert not button(page, "stop").proto.help.startswith("This")
    assert button(page, "stop").disabled
    assert button(page, "go_on").disabled


def test_a_finished_run_is_measured_by_itself_and_its_figures_are_those_of_evaluate(runs: Path, scoring: Scoring) -> None:
    axes = [Axis("objective.beta", (1, 2))]
    planned = plan("two", BASE, axes, 1)
    keep_runs("two", BASE, axes, planned)
    with pytest.MonkeyPatch.context() as patched:
        make_quick(patched)
        complete(runs / planned[0].name, planned[0].config)
        complete(runs / planned[1].name, planned[1].config)
    (runs / planned[1].name / "model.safetensors").write_bytes(b"")
    page = Dashboard.at("train", sweep="two")
    assert any("measuring two-beta1-s0" in one.proto.text for one in page.app.get("progress"))

    def measured() -> bool:
        found = scoring.look("two", begin=True)
        return found is not None and not found.measuring

    until(measured)
    page.rerun()
    alone = evaluate(
        find_checkpoint(planned[0].name).load_model(),
        load_images("mnist", "validation"),
        num_samples=NUM_SAMPLES,
        num_images=NUM_IMAGES,
    )
    sweep = read_sweep("two")
    assert sweep is not None
    assert sweep.scores[planned[0].name]["kl"] == pytest.approx(alone.kl, rel=1e-5)
    assert sweep.scores[planned[0].name]["recon_nll"] == pytest.approx(alone.recon_nll, rel=1e-5)
    assert f"<td>{alone.kl:.2f}</td><td>{alone.recon_nll:.2f}</td>" in table(page)
    said = [one.value for one in page.app.caption]
    assert any(one.startswith("two-beta2-s0: could not be measured") for one in said)
    assert any("No metrics: no factors are known of the images of mnist." in one for one in said)


@pytest.mark.parametrize("mode", [Access(read_only=True), Access(passphrase="correct horse")], ids=["read-only", "passphrase"])
def test_who_may_change_nothing_looks_and_each_door_holds(
    family: Sweep, scoring: Scoring, monkeypatch: pytest.MonkeyPatch, mode: Access
) -> None:
    path = queue.runs_dir() / "sweeps" / "small.json"
    values = json.loads(path.read_text())
    del values["scores"]["small-beta1-s0"]
    path.write_text(json.dumps(values))
    monkeypatch.setattr(access, "this_access", lambda: mode)
    monkeypatch.setattr(type(access.st.context), "cookies", {})  # AppTest's are no strings
    page = Dashboard.at("train", sweep="small")
    page.app.session_state["details_sweep"] = True
    page.rerun()
    assert "small-beta4-s1" in table(page)
    assert not scoring.background.jobs, "nothing is measured for who only looks"
    for key in ("start", "stop", "go_on"):
        assert button(page, key).disabled
        assert button(page, key).help == access.MAY_NOT[mode.mode]
    with pytest.raises(ValueError, match=r"read-only|passphrase"):
        start_sweep("mine", BASE, AXES, 1)
    write_status(path.parent.parent / "small-beta1-s0", Status(phase="stopped"))
    (path.parent.parent / "small-beta1-s0" / "card.json").unlink()
    sweep_session.go_on("small")
    assert read_status(path.parent.parent / "small-beta1-s0").phase == "stopped"


def test_a_damaged_record_and_one_that_is_gone_are_said(family: Sweep, runs: Path) -> None:
    (runs / "sweeps" / "small.json").write_text("{")
    page = Dashboard.at("train", sweep="small")
    assert any("small.json is damaged" in said for said in page.errors)
    assert page.has_component
    page = Dashboard.at("train", sweep="gone")
    assert any("there is no sweep named 'gone' here" in said for said in page.warnings)
