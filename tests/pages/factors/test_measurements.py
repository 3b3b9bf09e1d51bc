"""The metrics of a model: read, or computed in the background, watched, stopped, and kept by content."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load

from tests.helpers.small import write_checkpoint
from tests.pages.factors_page import visit
from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import Checkpoint
from vizvae.data.factor_sets import factor_set
from vizvae.metrics.disentanglement import METRICS, MetricResult, encoder_of, measure_grid
from vizvae.metrics.disentanglement.record import write_measured
from vizvae.metrics.titles import UNSUPERVISED
from vizvae.ui.explorer.opened import OpenedModel
from vizvae.ui.factors.measured import Measured, measured, points_of
from vizvae.ui.factors.measurement_worker import _points
from vizvae.ui.factors.measurements import Measurements
from vizvae.ui.jobs.background import Underway

STAND_IN = """
import json, sys, time
from vizvae.ui.jobs.child import answer_stream
from vizvae.ui.jobs.frames import read_frame, write_frame
answers = answer_stream()
while (frame := read_frame(sys.stdin.buffer)) is not None:
    header, _ = frame
    write_frame(answers, {"job": header["job"], "what": "progress", "share": 0.5, "message": "halfway"})
    time.sleep(0.3 if header["what"] == "metrics" else 60)
    write_frame(answers, {"job": header["job"], "what": "done"}, json.dumps({"told": header}).encode())
"""
"""A worker that computes nothing: metrics come soon, points never."""


@pytest.fixture
def mine(own_models: Path) -> Checkpoint:
    write_checkpoint(own_models / "mine", "vae_strided-bernoulli", data="sprites", image_shape=[1, 64, 64])
    return find_checkpoint("mine")


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Measurements]:
    made = Measurements(tmp_path / "kept", (sys.executable, "-c", STAND_IN))
    for module in ("measured", "metrics_view"):
        monkeypatch.setattr(f"vizvae.ui.factors.{module}.measurements", lambda: made)
    yield made
    made.close()


def until_done(known: Callable[[], Any]) -> tuple[Any, list[Underway]]:
    heard: list[Underway] = []
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = known()
        if not isinstance(found, Underway):
            return found, heard
        heard.append(found)
        time.sleep(0.05)
    raise AssertionError(f"not done after 60 s; last heard {heard[-1]}")


def results() -> dict[str, MetricResult]:
    """Of three latents that are three of the factors: one metric's, under the names of all."""
    mig = measure_grid(
        factor_set("sprites"), lambda factors: factors[:, :3].float(), keys=["mig"], num_points=100, num_pool=200, seed=3
    )
    return {key: replace(mig["mig"], key=key, matrix=mig["mig"].matrix[: 3 if key in UNSUPERVISED else None]) for key in METRICS}


def test_nothing_is_measured_until_it_is_asked_for_and_then_once(mine: Checkpoint, own: Measurements, tmp_path: Path) -> None:
    page = visit(model="mine")
    assert not page.app.exception
    assert own.background.child.process is None
    page.app.button(key="factors_measure").click().run()
    found, heard = until_done(partial(measured, OpenedModel.of(mine)))
    assert Underway(0.5, "halfway") in heard
    told = found.results["told"]
    assert (told["name"], told["num_points"], told["seed"]) == ("mine", 10_000, 0)
    assert [path.name.startswith("metrics-") for path in (tmp_path / "kept").iterdir()] == [True]
    own.close()  # as after a restart: nothing but the disk remembers
    assert own.known(mine) == found.results


def test_stopping_ends_the_child_and_forgets(mine: Checkpoint, own: Measurements) -> None:
    page = visit(model="mine")
    page.app.button(key="factors_measure").click().run()
    page.app.button(key=f"metrics-mine-{mine.digest}_stop").click().run()
    assert own.background.child.process is None
    assert own.known(mine) is None
    page.rerun()
    assert page.app.button(key="factors_measure").label == "Measure"


def test_what_is_measured_beside_the_model_is_read_and_read_again_when_it_has_changed(
    mine: Checkpoint, own: Measurements
) -> None:
    write_measured(mine, results())
    opened = OpenedModel.of(mine)
    found = measured(opened)
    assert isinstance(found, Measured)
    assert list(found.results) == list(METRICS)
    assert found.results["mig"]["value"] == results()["mig"].value
    assert len(found.results["mig"]["matrix"]) == 5
    assert measured(opened) is found
    write_measured(mine, {key: replace(result, value=0.25) for key, result in results().items()})
    anew = measured(opened)
    assert isinstance(anew, Measured)
    assert anew.results["mig"]["value"] == 0.25
    assert own.background.child.process is None
    assert isinstance(points_of(opened), Underway)
    (job,) = own.background.jobs.values()
    assert (job.header["num_points"], job.header["seed"]) == (100, 3)  # the points of these numbers, not others


def test_a_matrix_of_another_shape_is_one_sentence_in_its_part_of_the_page(mine: Checkpoint, own: Measurements) -> None:
    del own
    write_measured(mine, results())
    path = mine.folder / "disentanglement.json"
    stored = json.loads(path.read_text())
    stored["metrics"]["sap"]["matrix"].pop()
    path.write_text(json.dumps(stored))
    page = visit(model="mine")
    (error,) = page.errors
    assert "the matrix of sap does not fit 5 factors and 3 latents; write it anew with `python -m vizvae evaluate mine" in error
    assert page.data["model"]["name"] == "mine", "the rest of the page is there"


def test_the_points_are_those_the_metrics_look_at(mine: Checkpoint) -> None:
    dataset, heard = factor_set("sprites"), []
    found = load(_points(mine, 300, 7, lambda message, share: heard.append((message, share))))
    result = measure_grid(dataset, encoder_of(mine.load_model(), dataset), keys=["mig"], num_points=300, seed=7)["mig"]
    np.testing.assert_allclose(found["information"].numpy(), np.array(result.matrix), rtol=1e-5, atol=1e-6)
    ordered = found["information"].sort(1).values
    torch.testing.assert_close(((ordered[:, -1] - ordered[:, -2]) / found["entropy"]).mean(), torch.tensor(result.value).float())
    assert found["edges"].shape == (3, 21)
    assert found["factors"].shape == (300, 5)
    assert heard[-1] == ("Drawing and encoding 300 images", 1.0)
