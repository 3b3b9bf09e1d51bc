"""The metrics of a model below the component: bars, the matrix behind each, and the points behind a cell. Pressing one is in the address,
and the component is told of it."""

from __future__ import annotations

import base64
import io
import re
import time

import numpy as np
import pytest
import torch
from msgspec import structs
from PIL import Image

from tests.pages.dashboard import TIMEOUT
from tests.pages.factors_page import Factors, visit
from vizvae.catalogue import find_checkpoint
from vizvae.data.factor_sets import factor_set
from vizvae.metrics.disentanglement.record import read_measured
from vizvae.ui.explorer.opened import OpenedModel
from vizvae.ui.factors.cell_pictures import range_of
from vizvae.ui.factors.contract import FactorLatent
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
    page.app.selectbox(key="factors_metric").set_value("dci_completeness").run()
    original = find_checkpoint(MODEL).card["dci_original_trees"]["completeness"]
    assert any(f"which give **{original:.3f}** here" in one.value for one in page.app.markdown)
    page.app.selectbox(key="factors_metric").set_value("total_correlation").run()
    assert not any("slower trees" in one.value for one in page.app.markdown)
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


def test_every_cell_is_reached_by_two_boxes_which_follow_what_is_pressed(page: Factors) -> None:
    results = read_measured(find_checkpoint(MODEL))
    assert results is not None
    matrix = np.array(results["mig"]["matrix"])

    def boxes() -> tuple[int | None, int | None]:
        return page.app.selectbox(key="factors_cell_factor").value, page.app.selectbox(key="factors_cell_latent").value

    def choose(box: str, value: int | None) -> None:
        page.app.selectbox(key=f"factors_cell_{box}").set_value(value).run()
        assert not page.errors

    assert boxes() == (None, None)
    choose("factor", X)
    best = int(matrix[X].argmax())
    assert (boxes(), page.address["cell"]) == ((X, best), f"{X}-{best}"), "of a factor alone, the latent that knows most"
    choose("latent", 6)
    assert (boxes(), page.address["cell"], page.data["cell"]) == ((X, 6), f"{X}-6", [X, 6])
    page.press(page.matrix, [1, 2, 0.0])
    assert boxes() == (1, 2)
    choose("latent", None)
    assert (boxes(), page.data["cell"]) == ((None, None), None)
    choose("latent", 9)
    assert boxes() == (int(matrix[:, 9].argmax()), 9)


def test_the_matrix_is_drawn_anew_only_where_the_browser_marks_another_cell(page: Factors) -> None:
    def selected() -> list[int] | None:
        return page.chart(page.matrix)["data"][0].get("selectedpoints")

    first = page.matrix
    page.press(first, [X, 4, 0.0])
    page.press(page.matrix, [1, 2, 0.0])
    assert (page.matrix, selected()) == (first, None), "the browser marks what is pressed by itself"
    page.app.button(key="factors_close_evidence").click().run()
    closed = page.matrix
    assert (closed != first, selected()) == (True, None)
    page.app.selectbox(key="factors_cell_factor").set_value(0).run()
    row, column = page.data["cell"]
    (place,) = selected() or []
    assert page.matrix not in (first, closed)
    assert page.chart(page.matrix)["data"][0]["customdata"][place][:2] == [row, column]
    page.press(page.matrix, [1, 2, 0.0])
    linked = visit(model=MODEL, cell="1-2")
    (place,) = linked.chart(linked.matrix)["data"][0]["selectedpoints"]
    assert linked.chart(linked.matrix)["data"][0]["customdata"][place][:2] == [1, 2]


def test_the_pictures_beside_the_points_are_of_the_cell_and_of_the_image(page: Factors) -> None:
    checkpoint = find_checkpoint(MODEL)
    model, dataset = checkpoint.load_model(), factor_set("sprites")

    def strips() -> dict[str, np.ndarray]:
        (body,) = [one.proto.body for one in page.app.get("html") if "data-strip" in one.proto.body]
        found = re.findall(r'src="data:image/png;base64,([^"]+)"[^>]*data-strip="([^"]+)"', body)
        return {name: np.array(Image.open(io.BytesIO(base64.b64decode(png)))) for png, name in found}

    def images(strip: np.ndarray) -> np.ndarray:
        """(image, row, column): grey lines of two pixels between them."""
        assert (strip[:, 64:66] == 128).all()
        return np.stack([strip[:, 66 * place : 66 * place + 64] for place in range((strip.shape[1] + 2) // 66)])

    for at, (factor, latent) in (((1, 4, 0, 2, 16), (X, 0)), ((1, 4, 0, 2, 16), (0, 4)), ((2, 1, 5, 20, 9), (0, 4))):
        page.report(page.view(at=",".join(map(str, at)), factor="0"))
        page.press(page.matrix, [factor, latent, 0.0])
        shown = strips()
        assert list(shown) == [f"factor-{factor}", f"latent-{latent}"]
        size = dataset.sizes[factor]
        true = [dataset.images(torch.tensor([[*at[:factor], value, *at[factor + 1 :]]]))[0, 0].numpy() for value in (0, size - 1)]
        drawn = images(shown[f"factor-{factor}"])
        assert len(drawn) == min(7, size)
        assert (drawn[0] == true[0]).all()
        assert (drawn[-1] == true[1]).all()
        with torch.no_grad():
            code = model.encode(dataset.images(torch.tensor([at])).float() / 255).mu[0]
            lowest = code.clone()
            lowest[latent] -= 2 * float(OpenedModel.of(checkpoint).reference.z[:, latent].std())
            middle = [model.decode_mean(one[None])[0, 0].numpy() for one in (lowest, code)]
        made = images(shown[f"latent-{latent}"])
        assert len(made) == 7
        assert np.abs(made[0] / 255 - middle[0]).max() < 0.02, "two standard deviations of the data below"
        assert np.abs(made[3] / 255 - middle[1]).max() < 0.01, "the image itself in the middle"


@pytest.mark.parametrize(
    ("policy", "expected"),
    [("sd-1", (1.5, 2.5)), ("sd-3", (0.5, 3.5)), ("quantile", (-1.0, 1.5)), ("extremes", (-3.0, 4.0))],
)
def test_how_far_a_latent_goes(policy: str, expected: tuple[float, float]) -> None:
    latent = FactorLatent(
        index=0, mean=0.1, std=0.5, kl=1.0, active=True, quantiles=(-1.0, 1.5), extremes=(-3.0, 4.0)
    )  # fmt: skip
    assert range_of(policy, latent, 2.0) == pytest.approx(expected)
    still = structs.replace(latent, std=0.0, quantiles=(1.0, 1.0), extremes=(1.0, 1.0))
    low, high = range_of(policy, still, 1.0)
    assert low < 1.0 < high


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
