"""Metrics of images whose factors were found: no grid, gaps, numbers of any value."""

from __future__ import annotations

import numpy as np
import pytest

from vizvae.data.own.tables import Factor
from vizvae.metrics.disentanglement.information import bin_edges, binned, entropy, information_matrix, mutual_information_gaps
from vizvae.metrics.disentanglement.known import NOT_COMPUTED, KnownMeasured, measure_known
from vizvae.metrics.disentanglement.known_factors import GAP, known_factors
from vizvae.metrics.disentanglement.measure import METRICS
from vizvae.metrics.disentanglement.result import NothingToMeasure

COUNT = 900


def factors(random: np.random.Generator) -> tuple[list[Factor], np.ndarray]:
    """A shape by name, a size by number, an angle of any value; and codes that are they, one latent each, and one of noise."""
    shape, size, angle = random.integers(0, 3, COUNT), random.integers(0, 4, COUNT), random.uniform(0, 90, COUNT)
    codes = np.stack([shape, size, angle / 30, random.normal(size=COUNT)], 1) + random.normal(0, 0.02, (COUNT, 4))
    told = [
        Factor("shape", ("disc", "ring", "star"), shape.astype(float)),
        Factor("size", (), size / 4),
        Factor("angle", (), angle),
    ]
    return told, codes


@pytest.fixture(scope="module")
def clean() -> KnownMeasured:
    told, codes = factors(np.random.default_rng(0))
    return measure_known(told, codes)


def test_all_metrics_that_need_no_grid_are_computed_and_the_others_named(clean: KnownMeasured) -> None:
    assert clean.results.keys() | NOT_COMPUTED.keys() == METRICS.keys()
    assert not clean.results.keys() & NOT_COMPUTED.keys()
    for key in ("mig", "dci_disentanglement", "dci_completeness", "modularity"):
        result = clean.results[key]
        assert result.value > 0.8, key
        assert result.interval[0] <= result.value <= result.interval[1]
        assert np.array(result.matrix)[:, :3].argmax(1).tolist() == [0, 1, 2]
    assert clean.results["dci_informativeness"].value > 0.9
    assert [factor.how for factor in clean.factors] == [
        "3 names",
        "4 values",
        "numbers, in 10 classes of 90 points",
    ]
    assert clean.tied is not None
    assert clean.tied[2] < 0.05


def test_without_gaps_the_gap_of_information_is_that_of_the_formula(clean: KnownMeasured) -> None:
    told, codes = factors(np.random.default_rng(0))
    classes = np.stack([factor.classes for factor in known_factors(told)[0]], 1)
    matrix = information_matrix(classes, binned(codes, bin_edges(codes)))
    gaps = mutual_information_gaps(matrix, np.array([entropy(column) for column in classes.T]))
    assert clean.results["mig"].value == pytest.approx(gaps.mean())
    assert clean.results["mig"].per_row == pytest.approx(gaps.tolist())


def test_gaps_hardly_change_what_is_said_and_a_copy_of_a_latent_does(clean: KnownMeasured) -> None:
    random = np.random.default_rng(0)
    told, codes = factors(random)
    told[0].numbers[random.random(COUNT) < 0.4] = np.nan
    told[2].numbers[random.random(COUNT) < 0.4] = np.nan
    measured = measure_known(told, codes)
    assert measured.results["mig"].value == pytest.approx(clean.results["mig"].value, abs=0.05)
    assert measured.factors[0].classes.tolist().count(GAP) == np.isnan(told[0].numbers).sum()
    assert "shape 5" in measured.results["mig"].estimator, "of how many images each is known"
    copied = measure_known(told, np.concatenate([codes, codes], 1))
    assert copied.results["mig"].value < 0.02
    assert copied.results["dci_completeness"].value < 0.7


def test_factors_that_go_together_are_said() -> None:
    random = np.random.default_rng(1)
    told, codes = factors(random)
    told.append(Factor("weight", (), told[1].numbers * 2))
    tied = measure_known(told, codes).tied
    assert tied is not None
    assert set(tied[:2]) == {"size", "weight"}
    assert tied[2] > 0.95


def test_what_says_nothing_is_left_out_with_why() -> None:
    names = tuple(f"picture {number}" for number in range(COUNT))
    rare = np.full(COUNT, np.nan)
    rare[:20] = range(20)
    mostly = np.zeros(COUNT)
    mostly[:3] = (1, 2, 3)
    told = [
        Factor("who", names, np.arange(COUNT, dtype=float)),
        Factor("rare", (), rare),
        Factor("one", (), np.ones(COUNT)),
        Factor("mostly", (), mostly + np.linspace(0, 1e-9, COUNT) * (mostly > 0)),
    ]
    usable, left_out = known_factors(told)
    assert [factor.name for factor in usable] == ["mostly"]
    assert left_out.keys() == {"who", "rare", "one"}
    assert "says which one it is" in left_out["who"]
    assert "known of 20 of these points" in left_out["rare"]


@pytest.mark.parametrize(
    ("codes", "says"),
    [
        (np.full((COUNT, 3), np.nan), "not finite"),
        (np.ones((COUNT, 1)), "one latent"),
        (np.ones((COUNT, 3)), "every latent is constant"),
    ],
)
def test_codes_of_which_nothing_can_be_said(codes: np.ndarray, says: str) -> None:
    told, _ = factors(np.random.default_rng(0))
    with pytest.raises(ValueError, match=says):
        measure_known(told, codes)


def test_no_factor_that_can_be_used() -> None:
    _, codes = factors(np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"none of the factors can be used\. one: it has one value"):
        measure_known([Factor("one", (), np.ones(COUNT))], codes)


def test_of_one_factor_no_latent_can_serve_that_alone() -> None:
    told, codes = factors(np.random.default_rng(0))
    measured = measure_known(told[:1], codes)
    assert "no other" in measured.not_computed["dci_disentanglement"]
    assert not {"dci_disentanglement", "modularity"} & measured.results.keys()
    for result in measured.results.values():
        assert np.isfinite([result.value, *result.interval]).all()


def test_a_factor_that_was_always_read_right_may_be_misread_the_next_time() -> None:
    random = np.random.default_rng(0)
    half = np.repeat([0.0, 1.0], 60)
    codes = np.stack([half + 0.01 * random.normal(size=120), random.normal(size=120)], 1)
    read = measure_known([Factor("half", (), half)], codes).results["dci_informativeness"]
    assert read.value == 1
    assert read.interval == (pytest.approx(0.025 ** (1 / 40)), 1.0)  # 40 points were held out


def test_codes_all_the_same_where_the_factor_is_known() -> None:
    _, codes = factors(np.random.default_rng(0))
    known = np.arange(COUNT) < COUNT // 2
    codes[known] = 0
    numbers = np.where(known, np.arange(COUNT) % 2, np.nan)
    with pytest.raises(NothingToMeasure, match="where these are known, the codes are all the same"):
        measure_known([Factor("half", (), numbers)], codes)
