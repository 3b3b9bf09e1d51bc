"""Codes that somebody brings, measured: by what must come of codes made for it, and against the path that models' codes take."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch

from vizvae.data.own.tables import Factor
from vizvae.metrics.disentanglement import METRICS, MeasuredCodes, measure
from vizvae.metrics.disentanglement.known import measure_known
from vizvae.metrics.disentanglement.unsupervised import gaussian_total_correlation

COUNT = 400
SHAPES = ("disc", "ring", "star")
BY_FACTORS = ("mig", "dci_disentanglement", "dci_completeness", "modularity")


def drawn() -> tuple[dict[str, Any], np.ndarray]:
    """A shape by name and an angle of any value, and codes: a latent for each, and one of noise."""
    random = np.random.default_rng(0)
    shape, angle = random.integers(0, 3, COUNT), random.uniform(0, 90, COUNT)
    codes = np.stack([shape, angle / 30, random.normal(size=COUNT)], 1) + random.normal(0, 0.02, (COUNT, 3))
    return {"shape": [SHAPES[place] for place in shape], "angle": angle}, codes


@pytest.fixture(scope="module")
def perfect() -> MeasuredCodes:
    factors, codes = drawn()
    return measure(codes, factors, latents=["a", "b", "c"])


def values(measured: MeasuredCodes) -> dict[str, float]:
    return {key: result.value for key, result in measured.results.items()}


def test_a_perfect_code(perfect: MeasuredCodes) -> None:
    assert perfect.results.keys() | perfect.not_computed.keys() == METRICS.keys()
    for key in BY_FACTORS:
        result = perfect.results[key]
        assert result.value > 0.8, key
        assert result.interval[0] <= result.value <= result.interval[1]
        assert np.array(result.matrix).argmax(1).tolist() == [0, 1]
    assert "in 20 equal bins" in perfect.results["mig"].estimator
    assert [factor.how for factor in perfect.factors] == ["3 names", "numbers, in 10 classes of 40 points"]
    assert not perfect.notes


def test_the_numbers_are_those_of_the_path_that_models_take(perfect: MeasuredCodes) -> None:
    factors, codes = drawn()
    places = np.array([SHAPES.index(name) for name in factors["shape"]], dtype=float)
    known = measure_known([Factor("shape", SHAPES, places), Factor("angle", (), factors["angle"])], codes)
    assert {key: one.to_json() for key, one in known.results.items()} == perfect.to_json()["metrics"]


def test_however_codes_and_factors_are_held(perfect: MeasuredCodes) -> None:
    factors, codes = drawn()
    frame = pd.DataFrame(codes, columns=pd.Index(["a", "b", "c"]))
    held = measure(frame, pd.DataFrame(factors))
    assert held.to_json() == perfect.to_json()
    alone = measure(torch.from_numpy(codes).requires_grad_())
    assert alone.results["total_correlation"].value == pytest.approx(gaussian_total_correlation(codes))
    assert values(alone)["mutual_information"] == pytest.approx(values(perfect)["mutual_information"])
    assert "none were given" in alone.not_computed["mig"]


def test_permuted_columns_permute_the_matrices_and_change_no_value(perfect: MeasuredCodes) -> None:
    factors, codes = drawn()
    order = [2, 0, 1]
    permuted = measure(codes[:, order], factors)
    for key in ("mig", "sap", "modularity", "total_correlation"):
        assert values(permuted)[key] == pytest.approx(values(perfect)[key], abs=1e-9), key
    for key in ("mig", "sap"):
        assert np.array(permuted.results[key].matrix) == pytest.approx(np.array(perfect.results[key].matrix)[:, order])


def test_a_duplicated_code_a_constant_one_and_gaps(perfect: MeasuredCodes) -> None:
    factors, codes = drawn()
    factors["angle"] = [None if place % 4 == 0 else angle for place, angle in enumerate(factors["angle"])]
    doubled = measure(np.concatenate([codes, codes, np.full((COUNT, 1), 3.0)], 1), factors)
    assert values(doubled)["mig"] == pytest.approx(0, abs=1e-9)
    assert values(doubled)["sap"] == pytest.approx(0, abs=1e-9)
    assert values(doubled)["dci_completeness"] < values(perfect)["dci_completeness"] - 0.2
    assert values(doubled)["total_correlation"] > 10
    assert np.array(doubled.results["mig"].matrix)[:, 6] == pytest.approx(0)
    assert doubled.notes == ("factors: column angle has 100 gaps", "Constant, and so saying nothing: z6")
    assert [len(factor.known) for factor in doubled.factors] == [COUNT, COUNT * 3 // 4]


def test_of_many_rows_some_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vizvae.metrics.disentanglement.own_codes.MOST_ROWS", 100)
    _, codes = drawn()
    measured = measure(codes, seed=3)
    assert len(measured.codes) == len(set(measured.rows)) == 100
    assert np.array_equal(measured.codes, codes[measured.rows])
    assert measured.notes == ("100 of the 400 rows were drawn at random and looked at",)


@pytest.mark.parametrize(
    ("codes", "factors", "says"),
    [
        (drawn()[1], {"kind": ["a"] * COUNT}, "none says anything. factors: column kind has fewer than two values"),
        (drawn()[1], {"kind": ["a", "b"]}, "expected a value for each of the 400 rows of the codes, got 2 of kind"),
        (drawn()[1], {"size": [*range(COUNT - 1), "big"]}, "column size: expected numbers, as in most of its rows, got 'big'"),
        (drawn()[1], np.arange(COUNT), r"factors: expected names with a value for each row.*got shape \(400,\)"),
        (
            drawn()[1],
            {"who": [f"song {place}" for place in range(COUNT)]},
            "none of the factors can be used. who: .*which one it is",
        ),
        ([[1, 2], [3]], None, "codes: expected an array of shape"),
        (np.ones((COUNT, 3)), None, "every latent is constant"),
        (np.full((COUNT, 3), np.nan), None, "row 1, latent z0: expected a finite number"),
    ],
)
def test_refused(codes: Any, factors: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        measure(codes, factors)
