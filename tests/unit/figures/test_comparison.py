"""Models as points by two figures of theirs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from vizvae.comparison.digits import BETA_FAMILY, DIGITS
from vizvae.comparison.measure import read_comparison
from vizvae.figures.comparison import AXES, NOMINAL, Compared, _box, _labels, _meet, plot_comparison, without


def traces(figure: Any) -> tuple[Any, ...]:
    """plotly's own types do not know which they are."""
    return figure.data


MODELS = [
    Compared("vae", "VAE", {"kl": 25.0, "recon_nll": 60.0, "num_parameters": 1000}),
    Compared("beta", "β <b>", {"kl": 10.0, "recon_nll": 90.0, "num_parameters": 10}),
    Compared("gan", "GAN", {"kl": None, "num_parameters": 100}),
]


def test_a_point_for_each_that_has_both_and_a_line_through_the_family() -> None:
    *sums, line, points = traces(plot_comparison(models=MODELS, family=["beta", "vae"], dimmed=["vae"]))
    assert list(points.customdata) == ["vae", "beta"]
    assert (list(points.x), list(points.y)) == ([25.0, 10.0], [60.0, 90.0])
    assert points.text[1] == "β &lt;b&gt;"
    assert (list(line.x), list(line.y)) == ([10.0, 25.0], [90.0, 60.0])
    assert points.marker.opacity[0] < points.marker.opacity[1] == 1
    for one in sums:
        assert one.x[0] + one.y[0] == pytest.approx(one.x[1] + one.y[1])
    assert [one.name for one in without(MODELS, "kl", "recon_nll")] == ["gan"]


def test_numbers_that_differ_by_factors_stand_on_a_logarithmic_axis() -> None:
    figure: Any = plot_comparison("num_parameters", "kl", models=MODELS)
    assert figure.layout.xaxis.type == "log"
    assert figure.layout.xaxis.range[0] < 1 < 3 < figure.layout.xaxis.range[1], "powers of ten"
    assert len(figure.data) == 1, "a line and sums are of rate and distortion alone"


def test_as_committed() -> None:
    measured = read_comparison()
    (points,) = traces(plot_comparison("num_parameters", "classifier_frechet"))
    assert dict(zip(points.customdata, points.y, strict=True)) == {
        one.name: measured[one.name]["classifier_frechet"] for one in DIGITS
    }
    line = traces(plot_comparison())[-2]
    assert list(line.x) == [measured[name]["kl"] for name in BETA_FAMILY]


def test_what_cannot_be_drawn_is_one_sentence() -> None:
    with pytest.raises(ValueError, match=r"expected a figure out of kl, .*, got 'fid'"):
        plot_comparison("fid")
    with pytest.raises(ValueError, match="expected models with both rate, nats and −log p"):
        plot_comparison("kl", "nll", models=MODELS)
    assert all(axis.short for axis in AXES.values())


def test_labels_lie_neither_on_each_other_nor_on_a_point() -> None:
    x, y = np.array([150.0, 152.0, 190.0, 690.0]), np.array([150.0, 162.0, 150.0, 290.0])
    titles = ["a model", "another", "third", "at the edge"]
    places = _labels(x, y, titles, [False, False], [[0, NOMINAL[0]], [0, NOMINAL[1]]])
    aside = {"right": 1, "left": -1, "center": 0}
    above = {"top": 1, "middle": 0, "bottom": -1}
    boxes = []
    for left, bottom, title, place in zip(x.tolist(), y.tolist(), titles, places, strict=True):
        up, side = place.split()
        boxes.append(_box(left, bottom, 7 * len(title), aside[side], above[up]))
    for i, one in enumerate(boxes):
        assert not any(_meet(one, other) for other in boxes[:i])
        assert not any(one[0] < a < one[2] and one[1] < b < one[3] for j, (a, b) in enumerate(zip(x, y, strict=True)) if j != i)
    assert places[3].endswith("left")
