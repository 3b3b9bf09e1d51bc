"""The metrics of a model below the component: bars, the matrix behind each, and the points behind a cell. Pressing one is in the address,
and the component is told of it."""

from __future__ import annotations

import time

import numpy as np
import pytest

from tests.pages.dashboard import TIMEOUT
from tests.pages.factors_page import Factors, visit
from vizvae.catalogue import find_checkpoint
from vizvae.metrics.disentanglement.record import read_measured
from vizvae.ui.explorer.opened import OpenedModel
from vizvae.ui.factors.measured import Points, points_of
from vizvae.ui.factors.measurements import measurements

MODEL = "sprites-btcvae"
X = 3
"""Of sprites' factors"""


@pytest.fixture
def page() -> Factors:
    return visit(model=MODEL)


def points() -> Points:
    """Computed in the child process, if no test before has had them computed."""
    opened = OpenedModel.of(find_checkpoint(MODEL))
    deadline = time.monotonic() + TIMEOUT
    while not isinstance(found := points_of(opened), Points):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return found


def test_bars_and_matrix_are_what_was_measured_and_a_pressed_bar_chooses_the_metric(page: Factors) -> None:
    results = read_measured(find_checkpoint(MODEL))
    assert results is not None
    shown = {
        key: value
        for trace in page.chart("factors_metric_bars")["data"]
        for key, value in zip(trace["customdata"], trace["x"], strict=True)
    }
    assert shown == {key: pytest.approx(result["value"]) for key, result in results.items()}
    cells = page.chart(page.matrix)["data"][0]["customdata"]
    matrix = np.zeros((5, 10))
    for row, column, value in cells:
        matrix[int(row), int(column)] = value
    assert matrix == pytest.approx(np.array(results["mig"]["matrix"]))
    page.press("factors_metric_bars", "sap")
    assert page.address["metric"] == "sap"
    assert page.app.selectbox(key="factors_metric").value == "sap"
    assert any(f"**{results['sap']['value']:.3f}**" in one.value for one in page.app.markdown)
    page.app.selectbox(key="factors_metric").set_value("total_correlation").run()
    assert page.address["metric"] == "total_correlation"
    assert len(page.chart(page.matrix)["data"][0]["customdata"]) == 100


def test_a_pressed_cell_opens_its_evidence_and_the_component_is_told(page: Factors) -> None:
    of = points()
    before = page.data
    assert before["cell"] is None
    page.press(page.matrix, [X, 4, 0.0])
    assert not page.errors
    assert page.data == before | {"cell": [X, 4]}, "it goes on where it was"
    assert (page.address["cell"], page.address["factor"]) == (f"{X}-4", str(X))
    drawn, *_, ring = page.chart("factors_points")["data"]
    rows = drawn["customdata"]
    assert len(rows) == len(set(rows)) == 500
    assert ring["x"] == [int(page.data["initial"]["at"][X])]
    shares = page.chart("factors_information")["data"]
    best = np.sort(of.information[X])[::-1] / of.entropy[X]
    assert shares[0]["x"][0] + shares[1]["x"][0] == pytest.approx(best[0], rel=1e-5)
    assert shares[1]["x"][0] == pytest.approx(best[0] - best[1], rel=1e-5)
    page.press("factors_points", rows[7])
    at = of.factors[rows[7]].tolist()
    assert page.address["at"] == ",".join(map(str, at))
    assert page.data["asked"]["at"] == at
    assert page.data["restoreId"] == before["restoreId"]
    page.app.button(key="factors_close_evidence").click().run()
    assert page.data["cell"] is None
    assert "cell" not in page.address
    assert "factors_points" not in page.charts()


def test_the_ring_is_where_the_model_puts_the_image_that_is_drawn(page: Factors) -> None:
    of = points()
    row = of.factors[11]
    page.report(page.view(at=",".join(map(str, row.tolist())), factor="0"))
    page.press(page.matrix, [X, 2, 0.0])
    ring = page.chart("factors_points")["data"][-1]
    assert ring["x"] == [int(row[X])]
    assert ring["y"] == [pytest.approx(float(of.codes[11, 2]), abs=1e-3)]


def teardown_module() -> None:
    measurements().close()
