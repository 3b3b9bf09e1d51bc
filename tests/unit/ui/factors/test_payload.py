"""What the factors page is told and asks for."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import load

from tests.helpers.small import write_checkpoint
from vizvae.data.binarise import binarise
from vizvae.data.factor_sets import factor_set
from vizvae.gaussian import DiagonalGaussian
from vizvae.metrics.disentanglement.measure import METRICS as MEASURED
from vizvae.metrics.disentanglement.measure import NUM_POINTS
from vizvae.ui.explorer.opened import open_model
from vizvae.ui.factors import payload as disentanglement
from vizvae.ui.factors.address import METRICS, FactorView, middle_of, view_from_query, view_to_query
from vizvae.ui.factors.measurements import Protocol

SPRITES = factor_set("sprites")


def read(**query: str) -> tuple[FactorView, list[str]]:
    return view_from_query(query, model="m", dataset=SPRITES, latent_dim=3)


def test_a_view_survives_the_address() -> None:
    view = FactorView(model="m", at=(2, 0, 39, 31, 0), z=(0.5, -1.25, 0.0), factor=3, range="quantile", metric="sap", cell=(4, 2))
    assert read(**view_to_query(view)) == (view, [])


def test_what_is_as_at_first_is_not_in_the_address() -> None:
    opened, problems = read()
    assert opened == FactorView(model="m", at=(1, 3, 20, 16, 16), factor=SPRITES.names.index("x"))
    assert not problems
    assert view_to_query(opened) == {"model": "m", "at": "1,3,20,16,16", "factor": "3"}


@pytest.mark.parametrize(
    ("query", "says"),
    [
        (
            {"at": "1,2"},
            "at was left out: expected 5 whole numbers joined by ',', for shape, scale, orientation, x, y, got '1,2'.",
        ),
        ({"at": "3,0,0,0,0"}, "shape: expected a whole number from 0 to 2, got '3'."),
        ({"at": "0,0,0,0,-1"}, "y: expected a whole number from 0 to 31"),
        ({"at": "0,0,0,0," + "9" * 50_000}, "y: expected a whole number from 0 to 31"),
        ({"at": "0,0,0,0,²"}, "y: expected a whole number"),
        ({"z": "1_2"}, "it has 2 numbers, but this model has 3"),
        ({"z": "1_2_nan"}, "not a finite number"),
        ({"factor": "5"}, "factor was left out: expected a whole number from 0 to 4"),
        ({"range": "sd-9"}, "range was left out: expected one of sd-1"),
        ({"metric": "<b>"}, "metric was left out: expected one of mig"),
        ({"cell": "0"}, "cell was left out: expected 2 whole numbers joined by '-', for factor, latent, got '0'"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence_and_left_out(query: dict[str, str], says: str) -> None:
    view, (problem,) = read(**query)
    assert says in problem
    assert len(problem) < 300
    assert view == FactorView(model="m", at=middle_of(SPRITES), factor=3)


def test_the_page_knows_all_metrics_and_measures_on_their_points() -> None:
    assert tuple(MEASURED) == METRICS
    assert Protocol().num_points == NUM_POINTS


def test_the_neighbourhood_holds_every_value_of_every_factor(runs: Path) -> None:
    model = write_checkpoint(runs / "small", "vae_strided-bernoulli", data="sprites", image_shape=[1, 64, 64])
    at = (2, 5, 7, 3, 30)
    found = load(disentanglement.neighbourhood(open_model("small"), at))
    assert found["images"].shape == (3 + 6 + 40 + 32 + 32, 1, 64, 64)
    for factor, size in enumerate(SPRITES.sizes):
        start = sum(SPRITES.sizes[:factor])
        for value in (0, size - 1):
            point = [*at]
            point[factor] = value
            image = SPRITES.images(torch.tensor([point]))
            torch.testing.assert_close(found["images"][start + value], image[0])
            posterior = model.encode(binarise(image, "threshold"))
            assert isinstance(posterior, DiagonalGaussian)
            torch.testing.assert_close(found["mu"][start + value], posterior.mu[0], atol=1e-4, rtol=1e-4)
            torch.testing.assert_close(found["logvar"][start + value], posterior.logvar[0], atol=1e-4, rtol=1e-4)
