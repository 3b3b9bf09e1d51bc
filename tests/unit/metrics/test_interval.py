import json
import math
import random
import statistics

import numpy as np
import pytest
import torch

from vizvae.metrics.disentanglement.codes import REFITS
from vizvae.metrics.disentanglement.result import NUM_RESAMPLES, around
from vizvae.metrics.interval import half_width, half_width_of_sum, mean_interval
from vizvae.metrics.likelihood import mean_with_interval
from vizvae.paths import SHIPPED_MODELS


@pytest.mark.parametrize(("count", "factor"), [(2, 12.7062), (3, 4.3027), (10, 2.2622), (200, 1.9720), (10_000, 1.9602)])
def test_the_factors_are_those_of_the_table(count: int, factor: float) -> None:
    assert half_width(1.0, count) == pytest.approx(factor, abs=1e-4)


def test_three_values_cover_their_mean_in_nineteen_of_twenty_cases() -> None:
    drawn = random.Random(0)
    inside = 0
    for _ in range(4000):
        low, high = mean_interval([drawn.gauss(5.0, 2.0) for _ in range(3)])
        inside += low <= 5.0 <= high
    assert inside / 4000 == pytest.approx(0.95, abs=0.012)  # with 1.96 it is 0.81


def test_one_value_has_no_interval() -> None:
    with pytest.raises(ValueError, match="at least 2 values, got 1"):
        mean_interval([1.0])


def test_what_is_refitted_three_times_has_the_interval_of_three_values() -> None:
    low, high = around(0.5, [0.4, 0.5, 0.6])
    assert (low, high) == pytest.approx((0.5 - 0.43027, 0.5 + 0.43027), abs=1e-4)


def test_independent_reasons_add_up_by_variance_and_not_as_intervals() -> None:
    assert half_width_of_sum((0.7, 3)) == pytest.approx(half_width(0.7, 3))
    assert half_width_of_sum((0.6, 10_000), (0.8, 10_000)) == pytest.approx(half_width(1.0, 20_000), rel=1e-4)
    assert half_width_of_sum((0.5, 6), (0.5, 6)) == pytest.approx(half_width(math.sqrt(0.5), 11))  # equal ones pool their freedom
    assert half_width_of_sum((1.0, 200), (0.0, 3)) == pytest.approx(half_width(1.0, 200))
    assert half_width_of_sum((0.0, 200), (0.0, 3)) == 0
    with pytest.raises(ValueError, match="at least 2 values, got 1"):
        half_width_of_sum((1.0, 200), (1.0, 1))


@pytest.mark.parametrize(("fits", "spread"), [(3, 0.3), (3, 0.6), (10, 0.6), (10, 1.5)])
def test_what_varies_for_two_reasons_has_a_true_interval(fits: int, spread: float) -> None:
    """As of informativeness (three fits) and SAP (ten), of known variance: 200 values of one reason with standard deviation 1, and some of
    another. With intervals that were widened first and then added, the first two held 0.966 and 0.975 and were 1.14 and 1.37 times as
    wide as need be."""
    random = np.random.default_rng(0)
    sd, cases, inside, halves = math.hypot(1, spread), 4_000, 0, []
    for _ in range(cases):
        value = random.normal(5.0, sd) + 100
        low, high = around(value, list(random.normal(value, 1.0, 200)), list(random.normal(value, spread, fits)))
        inside += low <= 105 <= high
        halves.append(high - value)
    assert inside / cases == pytest.approx(0.95, abs=0.008)
    assert np.mean(halves) / (1.96 * sd) == pytest.approx(1.0, abs=0.08)


def test_an_evaluation_of_few_images_knows_that_they_are_few() -> None:
    values = [90.0, 100.0, 95.0, 105.0]
    _, found = mean_with_interval(torch.tensor(values, dtype=torch.float64))
    assert found == pytest.approx(mean_interval(values))
    assert found[1] - found[0] == pytest.approx(2 * 3.18245 * statistics.stdev(values) / 2, rel=1e-5)


def test_the_shipped_measurements_say_how_many_fits_their_intervals_rest_on() -> None:
    files = sorted(SHIPPED_MODELS.glob("*/disentanglement.json"))
    assert files
    for path in files:
        metrics = json.loads(path.read_text(encoding="utf-8"))["metrics"]
        card = json.loads((path.parent / "card.json").read_text(encoding="utf-8"))["disentanglement"]
        assert f"± {half_width(1.0, REFITS):.2f} standard deviations of {REFITS} fits" in metrics["dci_completeness"]["estimator"]
        assert "1.96" not in json.dumps(metrics)
        for key, metric in metrics.items():
            assert card[key]["interval"] == metric["interval"]
        # Of a share of right answers, the bootstrap's spread is known in closed form.
        score = metrics["beta_vae_score"]
        low, high = score["interval"]
        told = score["value"] - low if score["value"] < high == 1 else high - score["value"]  # cut to a share above
        assert told == pytest.approx(half_width(math.sqrt(score["value"] * (1 - score["value"]) / 5000), NUM_RESAMPLES), rel=0.25)
