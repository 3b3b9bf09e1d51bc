"""Few labels on the Learn page."""

import json
from typing import Any

import pytest
from starlette.applications import Starlette

from tests.pages.asgi import ask
from vizvae.figures import plot_label_efficiency
from vizvae.ui.learn.few_labels import NUM_WRONG
from vizvae.ui.learn.labels import MODELS
from vizvae.ui.learn.routes import labels_data, learn_routes

APP = Starlette(routes=learn_routes())


def test_more_labels_are_better_and_the_same_seed_gives_the_same() -> None:
    url = labels_data()["mnist-2d"].url or ""
    few, many, again = (json.loads(ask(APP, url, query=f"labels={count}&seed=3").body) for count in (10, 1000, 10))
    assert few == again
    for less, more in zip(few, many, strict=True):
        assert less["representation"] == more["representation"]
        assert 0.2 < less["accuracy"] < more["accuracy"] < 1
        assert less["numTest"] == 2500
        assert len(less["wrong"]) == NUM_WRONG
        assert all(digit["label"] != digit["said"] for digit in less["wrong"])


@pytest.mark.parametrize("query", ["labels=11&seed=0", "labels=10&seed=100", "labels=10&seed=-1", ""])
def test_what_cannot_be_trained_is_refused(query: str) -> None:
    assert ask(APP, labels_data()["mnist-2d"].url or "", query=query).status == 422


def test_the_curves_are_those_that_were_measured_on_the_whole_test_set() -> None:
    for name in MODELS:
        told = labels_data()[name]
        assert told.num_draws == 10
        for curve in told.curves:
            assert curve.accuracy == sorted(curve.accuracy) or curve.name in ("posterior means", "encoder, trained further")
            assert all(0 < value < 1 for value in curve.accuracy)


def test_the_page_is_told_the_points_that_the_figure_draws() -> None:
    for name in MODELS:
        figure: Any = plot_label_efficiency(name)
        told = labels_data()[name].curves
        bands, lines = figure.data[: len(told)], figure.data[len(told) :]
        assert [curve.name for curve in told] == [line.name for line in lines]
        for curve, band, line in zip(told, bands, lines, strict=True):
            assert (curve.num_labels, curve.accuracy) == (list(line.x), list(line.y))
            assert list(band.y) == curve.high + curve.low[::-1]
            assert (curve.colour, curve.dashed) == (line.line.color, line.line.dash != "solid")
