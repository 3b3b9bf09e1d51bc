"""Codes laid out on a plane."""

import numpy as np
import pytest

from vizvae.latent.flat_map import flat_map


def test_small_differences_far_from_zero_are_not_rounded_away() -> None:
    """Seconds of one minute since 1970: neighbouring float32 are 128 apart there."""
    codes = np.random.default_rng(0).uniform(0, 60, size=(200, 3))
    near, far = flat_map(codes), flat_map(codes + 1.7e9)
    assert near.said == far.said
    assert np.abs(near.points) == pytest.approx(np.abs(far.points), abs=1e-3)
