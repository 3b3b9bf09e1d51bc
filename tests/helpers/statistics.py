"""Monte-Carlo results beside what they should be."""

import math

from torch import Tensor


def standard_error(values: Tensor) -> float:
    return values.std().item() / math.sqrt(values.numel())


def assert_mean_is(values: Tensor, expected: float, num_errors: float = 4.0) -> None:
    """The mean of independent `values` is within `num_errors` standard errors of `expected` (4: one seed in 16,000 would fail)."""
    mean, error = values.mean().item(), standard_error(values)
    assert error > 0, "there is no spread: compare exactly instead"
    assert abs(mean - expected) <= num_errors * error, f"mean {mean} ± {error}, expected {expected}"


def assert_mean_above(values: Tensor, bound: float, num_errors: float = 4.0) -> None:
    mean, error = values.mean().item(), standard_error(values)
    assert mean - num_errors * error > bound, f"mean {mean} ± {error}, expected above {bound}"
