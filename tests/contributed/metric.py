"""The metric: high for a perfect code, low for a useless one."""

import pytest

from tests.unit.metrics.disentanglement.test_measure import results
from vizvae.metrics.disentanglement.measure import METRICS
from vizvae.ui.factors import address


@pytest.mark.parametrize(("kind", "low", "high"), [("perfect", 0.9, 1.0), ("random", 0.0, 0.05)])
def test_on_a_perfect_and_on_a_useless_code(kind: str, low: float, high: float) -> None:
    found = results(kind, ("rank_gap",))["rank_gap"]  # type: ignore[arg-type]
    assert low <= found.value <= high
    assert found.interval[0] <= found.value <= found.interval[1]
    assert len(found.matrix) == len(found.per_row) == 4


def test_the_page_knows_it() -> None:
    assert tuple(METRICS) == address.METRICS
