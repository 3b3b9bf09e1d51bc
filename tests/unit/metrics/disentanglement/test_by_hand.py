"""The arithmetic of each metric on cases small enough to work out on paper."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from vizvae.metrics.disentanglement.compare_latents import absolute_correlations
from vizvae.metrics.disentanglement.dci import Dci
from vizvae.metrics.disentanglement.groups import GROUP, Pool
from vizvae.metrics.disentanglement.information import (
    bin_edges,
    binned,
    entropy,
    information_matrix,
    modularity,
    mutual_information,
    mutual_information_gaps,
)
from vizvae.metrics.disentanglement.result import around, bootstrap
from vizvae.metrics.disentanglement.sap import gaps
from vizvae.metrics.disentanglement.unsupervised import Matching, agreement, disentanglement_ranking, gaussian_total_correlation

LABELS = hnp.arrays(np.int64, 60, elements=st.integers(0, 4))


def test_information_of_four_points() -> None:
    first, second = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    assert entropy(first) == pytest.approx(math.log(2))
    assert mutual_information(first, first) == pytest.approx(math.log(2))
    assert mutual_information(first, second) == pytest.approx(0, abs=1e-12)
    # p(0,0) = p(1,1) = 3/8, p(0,1) = p(1,0) = 1/8: ln 2 − H(1/4)
    a, b = np.array([0, 0, 0, 0, 1, 1, 1, 1]), np.array([0, 0, 0, 1, 0, 1, 1, 1])
    assert mutual_information(a, b) == pytest.approx(math.log(2) - (-0.75 * math.log(0.75) - 0.25 * math.log(0.25)))


@given(LABELS, LABELS)
def test_information_is_symmetric_and_at_most_either_entropy(a: np.ndarray, b: np.ndarray) -> None:
    value = mutual_information(a, b)
    assert value == pytest.approx(mutual_information(b, a), abs=1e-12)
    assert -1e-12 <= value <= min(entropy(a), entropy(b)) + 1e-12


def test_bins_are_equal_parts_of_the_range_and_the_largest_code_is_in_the_last() -> None:
    codes = np.stack([np.linspace(0, 1, 21), np.linspace(-5, 5, 21)], -1)
    edges = bin_edges(codes)
    assert edges.shape == (2, 21)
    assert binned(codes, edges)[:, 0].tolist() == [*range(20), 19]
    assert binned(codes, edges)[-1, 1] == 19


def test_fewer_points_than_bins_are_refused() -> None:
    with pytest.raises(ValueError, match=r"at least as many points as bins \(20\), got 19"):
        bin_edges(np.zeros((19, 2)))


def test_the_gap_is_best_less_runner_up_as_a_share_of_the_entropy() -> None:
    matrix = np.array([[0.6, 0.2, 0.1], [0.0, 0.3, 0.3]])
    assert mutual_information_gaps(matrix, np.array([0.8, 0.5])) == pytest.approx([0.5, 0.0])


def test_modularity_of_three_latents() -> None:
    # one factor only; both alike; twice as much of one as of the other: 1 − 1²/2²; and a latent that knows nothing
    matrix = np.array([[1.0, 0.5, 2.0, 0.0], [0.0, 0.5, 1.0, 0.0]])
    assert modularity(matrix) == pytest.approx([1.0, 0.0, 0.75, 0.0])


def test_dci_of_an_importance_matrix() -> None:
    def of(rows: list[list[float]]) -> Dci:
        return Dci(importance=np.array(rows, dtype=float), correct=np.array([[True, False], [True, True]]))

    apart = of([[1, 0], [0, 1]])
    assert (apart.disentanglement, apart.completeness) == (pytest.approx(1), pytest.approx(1))
    assert apart.informativeness == 0.75
    mixed = of([[0.5, 0.5], [0.5, 0.5]])
    assert (mixed.disentanglement, mixed.completeness) == (pytest.approx(0, abs=1e-9), pytest.approx(0, abs=1e-9))
    # Latent 0 serves both factors, latent 1 none: every factor has one latent, but the used latent is of no single factor.
    shared = of([[1, 0], [1, 0]])
    assert (shared.disentanglement, shared.completeness) == (pytest.approx(0, abs=1e-9), pytest.approx(1))


def test_sap_is_best_less_second_best_accuracy() -> None:
    assert gaps(np.array([[0.9, 0.5, 0.4], [0.3, 0.3, 0.3]])) == pytest.approx([0.4, 0.0])


@pytest.mark.parametrize("columns", [1, 2])
def test_groups_share_the_factor_they_say(columns: int) -> None:
    random = np.random.default_rng(0)
    factors = np.stack([random.integers(3, size=500), random.integers(7, size=500)], -1)
    fixed, rows = Pool(factors, np.zeros((500, 2)), seed=0).draw(40, columns)
    assert rows.shape == (40, GROUP, columns)
    assert set(fixed) == {0, 1}
    for factor, group in zip(fixed, rows, strict=True):
        values = factors[group][..., factor]
        assert (values == values[:, :1]).all()  # within a pair
        assert (len(np.unique(values)) == 1) == (columns == 1)  # over the group


def test_total_correlation_of_a_known_correlation() -> None:
    # ½ log 1/(1 − ρ²) with ρ exactly 0.6 in these four points
    a = np.array([1.0, 1.0, -1.0, -1.0])
    b = np.array([1.0, -1.0, 1.0, -1.0])
    codes = np.stack([a, 0.6 * a + 0.8 * b, np.zeros(4)], -1)
    assert gaussian_total_correlation(codes) == pytest.approx(-0.5 * math.log(1 - 0.36))


@pytest.mark.parametrize("matching", ["spearman", "lasso"])
def test_models_that_agree_rank_above_one_that_does_not(matching: Matching) -> None:
    random = np.random.default_rng(1)
    axes = random.normal(size=(2_000, 3))
    turned = axes @ np.linalg.qr(random.normal(size=(3, 3)))[0]
    pairs = agreement([axes, -axes[:, [2, 0, 1]], axes * 3, turned], [np.ones(3)] * 4, matching)
    values = disentanglement_ranking(pairs)
    assert values[:3] == pytest.approx([1, 1, 1], abs=0.15)
    assert values[3] < min(values[:3]) - 0.1
    with pytest.raises(ValueError, match="two or more models"):
        agreement([axes], [np.ones(3)])


def test_the_bootstrap_of_a_mean_has_its_standard_error() -> None:
    sample = np.random.default_rng(2).normal(size=400)
    low, high = bootstrap(5.0, 400, lambda rows: float(sample[rows].mean()), seed=0, draws=2_000)
    assert (high - low) / 2 == pytest.approx(1.97 * sample.std() / 20, rel=0.1)
    assert (low + high) / 2 == pytest.approx(5.0)
    assert around(0.01, [0.0, 1.0])[0] == 0.0


def test_information_matrix_has_a_row_for_each_factor() -> None:
    factors = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    bins = np.array([[0, 0], [0, 0], [1, 0], [1, 0]])
    assert information_matrix(factors, bins) == pytest.approx(np.array([[math.log(2), 0], [0, 0]]), abs=1e-12)


def test_a_constant_is_no_latent_also_where_its_variance_is_a_rounding_error() -> None:
    random = np.random.default_rng(2)
    codes = np.concatenate([random.normal(size=(1_000, 2)), np.full((1_000, 1), 0.1), np.full((1_000, 1), 0.3)], 1)
    assert codes[:, 2].var() > 0
    assert gaussian_total_correlation(codes) == pytest.approx(gaussian_total_correlation(codes[:, :2]))
    assert not absolute_correlations(codes)[2:].any()


def test_models_of_one_latent_are_compared() -> None:
    one = np.random.default_rng(3).normal(size=(500, 1))
    assert agreement([one, -one], [np.ones(1)] * 2)[0, 1] == pytest.approx(1)
    # With one predictor of variance 1 the weight is the correlation less the penalty.
    assert agreement([one, -one], [np.ones(1)] * 2, "lasso")[0, 1] == pytest.approx(0.9)


@pytest.mark.parametrize("matching", ["spearman", "lasso"])
def test_a_latent_that_tells_nothing_or_is_constant_matches_nothing(matching: Matching) -> None:
    random = np.random.default_rng(4)
    codes = np.concatenate([random.normal(size=(500, 2)), np.full((500, 1), 0.1)], 1)
    kl = np.array([1.0, 0.001, 1.0])
    expected = {"spearman": 0.5, "lasso": 0.45}[matching]  # of two informative latents the constant one matches none
    assert agreement([codes, codes[:, ::-1]], [kl, kl[::-1]], matching)[0, 1] == pytest.approx(expected)
    assert agreement([codes, codes], [kl, np.zeros(3)], matching)[0, 1] == 0


def test_rank_correlations_are_those_of_scipy() -> None:
    from scipy.stats import spearmanr

    random = np.random.default_rng(5)
    one = random.normal(size=(300, 1))
    other = np.round(one + random.normal(size=(300, 1)), 1)  # with ties
    assert agreement([one, other], [np.ones(1)] * 2)[0, 1] == pytest.approx(abs(np.asarray(spearmanr(one, other))[0]))
