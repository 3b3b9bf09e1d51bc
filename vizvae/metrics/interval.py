"""95 % intervals of what was estimated from a few values: by Student's t, whose tails know how badly a few tell their spread."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from scipy.special import stdtrit  # what scipy.stats' t computes with, without the seconds that scipy.stats takes to import


def half_width(standard_deviation: float, count: int) -> float:
    """Of a 95 % interval, for a standard deviation (or error) that was itself estimated from `count` values.

    4.30 of them for three values, 1.97 for 200, 1.96 for thousands. Raises ValueError for fewer than two values, which have no spread.
    """
    if count < 2:
        raise ValueError(f"an interval needs the spread of at least 2 values, got {count}")
    return float(stdtrit(count - 1, 0.975)) * standard_deviation


def half_width_of_sum(*parts: tuple[float, int]) -> float:
    """Of a 95 % interval about what varies for independent reasons, each a standard deviation and the number of values it was estimated
    from, as in `half_width`.

    The variances add up, and Student's t is asked once, with the degrees of freedom that Welch and Satterthwaite give the sum
    (Satterthwaite 1946, "An approximate distribution of estimates of variance components"): a part that is known badly widens the interval
    by as much as it matters. Were each part widened before they are added, three values of one third of the variance would count 4.30
    standard deviations, and the interval would be a half too wide. Raises ValueError as `half_width` does.
    """
    for _, count in parts:
        half_width(0.0, count)
    total = math.hypot(*(part for part, _ in parts))
    if total == 0:
        return 0.0
    degrees = 1 / sum((part / total) ** 4 / (count - 1) for part, count in parts)
    return float(stdtrit(degrees, 0.975)) * total


def mean_interval(values: Sequence[float]) -> tuple[float, float]:
    """95 % confidence interval of the mean that `values` were drawn around. Raises ValueError for fewer than two."""
    half = half_width(statistics.stdev(values) if len(values) > 1 else math.nan, len(values)) / math.sqrt(len(values))
    mean = statistics.fmean(values)
    return mean - half, mean + half
