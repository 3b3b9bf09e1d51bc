"""Figures of metrics hold what was measured."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from vizvae.catalogue import find_checkpoint
from vizvae.figures.matrix import plot_matrix, short
from vizvae.figures.metrics import matrix_of, plot_information, plot_metric_matrix, plot_metrics
from vizvae.figures.points import MOST_POINTS, plot_factor_points
from vizvae.metrics.disentanglement.record import read_measured


def traces(figure: Any) -> tuple[Any, ...]:
    """plotly's own types do not know which they are."""
    return figure.data


def result(value: float, low: float, high: float) -> dict[str, Any]:
    return {"value": value, "interval": [low, high]}


RESULTS = {"mig": result(0.5, 0.4, 0.7), "sap": result(0.25, 0.2, 0.3), "total_correlation": result(5.5, 5.0, 6.0)}


def test_a_bar_for_each_metric_with_its_interval_and_nats_on_a_scale_of_their_own() -> None:
    figure = plot_metrics(RESULTS, chosen="sap")
    shares, nats = traces(figure)
    assert (list(shares.customdata), list(shares.x)) == (["mig", "sap"], [0.5, 0.25])
    assert list(shares.error_x.array) == pytest.approx([0.2, 0.05])
    assert list(shares.error_x.arrayminus) == pytest.approx([0.1, 0.05])
    assert shares.marker.color[0] != shares.marker.color[1], "the chosen one stands out"
    assert (list(nats.customdata), list(nats.x), nats.xaxis) == (["total_correlation"], [5.5], "x2")
    assert "nats" in figure.layout.xaxis2.title.text
    assert [note.text for note in figure.layout.annotations] == ["0.50", "0.25", "5.50"]


def test_several_models_side_by_side() -> None:
    figure = plot_metrics({"one <b>": RESULTS, "other": {"mig": result(0.1, 0.0, 0.2)}})
    assert [(trace.name, list(trace.x)) for trace in traces(figure)] == [
        ("one &lt;b&gt;", [0.5, 0.25]), ("other", [0.1]), ("one &lt;b&gt;", [5.5]), ("other", [])
    ]  # fmt: skip


def test_of_a_shipped_model_by_its_name() -> None:
    measured = read_measured(find_checkpoint("sprites-btcvae"))
    assert measured is not None
    shown = {key: x for trace in traces(plot_metrics("sprites-btcvae")) for key, x in zip(trace.customdata, trace.x, strict=True)}
    assert shown == {key: pytest.approx(one["value"]) for key, one in measured.items()}
    figure = plot_metric_matrix("sprites-btcvae", "mig")
    cells = np.array(traces(figure)[0].customdata)
    assert cells[:, 2].reshape(5, 10) == pytest.approx(np.array(measured["mig"]["matrix"]))
    assert [note.text for note in figure.layout.annotations] == [*map(short, measured["mig"]["per_row"]), "gap"]
    assert len(traces(plot_metric_matrix("sprites-btcvae", "total_correlation"))[0].x) == 100


def test_nothing_measured_is_one_sentence() -> None:
    with pytest.raises(ValueError, match="expected metrics of a model to draw, got none: measure it with"):
        plot_metrics({})
    with pytest.raises(ValueError, match="expected metrics of mnist-2d to draw, got none"):
        plot_metrics("mnist-2d")
    with pytest.raises(ValueError, match=r"expected one of mig, .*, got 'fid'"):
        plot_metric_matrix("sprites-btcvae", "fid")


def test_columns_in_another_order_keep_their_numbers_and_the_chosen_cell_is_selected() -> None:
    matrix = np.array([[0.0, 0.25, 1.0], [0.5, 0.125, 0.0]])
    (squares,) = traces(plot_matrix(matrix, ["a", "b"], ["x", "y", "z"], quantity="", order=[2, 0, 1], chosen=(1, 0)))
    assert [tuple(cell) for cell in squares.customdata[:3]] == [(0, 2, 1.0), (0, 0, 0.0), (0, 1, 0.25)]
    assert list(squares.selectedpoints) == [4], "where latent 0 of the second row stands now"
    with pytest.raises(ValueError, match="each of 3 columns once"):
        plot_matrix(matrix, ["a", "b"], ["x", "y", "z"], quantity="", order=[2, 0, 0])
    with pytest.raises(ValueError, match="expected a part for each of 2 rows, got 1"):
        plot_matrix(matrix, ["a", "b"], ["x", "y", "z"], quantity="", parts=[0.1])
    modularity = {"key": "modularity", "quantity": "nats", "matrix": matrix.tolist(), "per_row": [0.1, 0.2]}
    assert not matrix_of(modularity, ["a", "b"], ["x", "y", "z"]).layout.annotations, "its parts are of latents, not of rows"


def test_who_knows_about_a_factor_and_the_gap_between_the_first_two() -> None:
    known, gap = traces(plot_information(np.array([0.2, 1.0, 0.6, 0.0]), 2.0, list("wxyz"), factor_name="size"))
    assert [name.strip("</b>") for name in known.y] == ["x", "y", "w", "z"]
    assert list(known.x) == pytest.approx([0.3, 0.3, 0.1, 0.0])
    assert list(gap.x) == pytest.approx([0.2])
    assert list(gap.y) == ["x"]
    (alone, all_of_it) = traces(plot_information(np.array([1.0]), 2.0, ["z"], factor_name="size"))
    assert (list(alone.x), list(all_of_it.x)) == ([0.0], [0.5]), "without a second, all is gap"


def test_points_keep_their_places_and_stand_within_their_value() -> None:
    random = np.random.default_rng(1)
    factor, latent = random.integers(0, 4, 5_000).astype(np.int32), random.normal(size=5_000)
    points, bins, ring = traces(
        plot_factor_points(
            factor, latent, list("abcd"), factor_name="kind", latent_name="z", edges=np.array([-1.0, 0.0, 1.0]), here=(2, 0.5)
        )
    )
    rows = np.array(points.customdata)
    assert len(set(rows.tolist())) == MOST_POINTS
    assert list(points.y) == pytest.approx(latent[rows])
    assert (np.round(points.x) == factor[rows]).all()
    assert set(bins.y[np.isfinite(bins.x)]) == {-1.0, 0.0, 1.0}
    assert (list(ring.x), list(ring.y)) == ([2], [0.5])
    with pytest.raises(ValueError, match="expected points to draw, got none"):
        plot_factor_points(factor[:0], latent[:0], list("abcd"), factor_name="kind", latent_name="z")
