import math
from statistics import NormalDist

import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from torch import Tensor

from vizvae.latent.interpolation import constant_speed, cross_fade, linear, spherical, turning

vectors = st.lists(st.floats(-5, 5, width=32), min_size=3, max_size=3).map(torch.tensor)


def test_linear_by_hand() -> None:
    assert linear(torch.tensor([0.0, 2.0]), torch.tensor([4.0, 0.0]), 3).tolist() == [[0, 2], [2, 1], [4, 0]]


def test_spherical_by_hand() -> None:
    """A quarter turn in three steps of 45°, the norm from 1 to 3."""
    path = spherical(torch.tensor([1.0, 0.0]), torch.tensor([0.0, 3.0]), 3)
    torch.testing.assert_close(path, torch.tensor([[1.0, 0.0], [math.sqrt(2), math.sqrt(2)], [0.0, 3.0]]))


@given(a=vectors, b=vectors, steps=st.integers(2, 20))
def test_a_spherical_path_is_finite_ends_where_it_should_and_keeps_the_norm_between(a: Tensor, b: Tensor, steps: int) -> None:
    path = spherical(a, b, steps)
    assert path.isfinite().all()
    assert torch.equal(path[0], a)
    assert torch.equal(path[-1], b)
    low, high = sorted((float(a.norm()), float(b.norm())))
    assume(low > 1e-3)
    assert (path.norm(dim=1) >= low - 1e-4).all() or torch.allclose(a / a.norm(), b / b.norm(), atol=1e-6)
    assert (path.norm(dim=1) <= high + 1e-4).all()


@given(a=vectors, b=vectors)
def test_its_steps_have_equal_angles(a: Tensor, b: Tensor) -> None:
    assume(min(float(a.norm()), float(b.norm())) > 0.1)
    units = torch.nn.functional.normalize(spherical(a, b, 9).double(), dim=1)
    angles = 2 * torch.atan2((units[1:] - units[:-1]).norm(dim=1), (units[1:] + units[:-1]).norm(dim=1))
    assert float(angles.max() - angles.min()) < 1e-3


@pytest.mark.parametrize("opposite", [-1.0, -2.5])
@pytest.mark.parametrize("nudge", [0.0, 1e-7])
def test_opposite_vectors_take_a_half_turn_through_the_axis_they_have_least_of(opposite: float, nudge: float) -> None:
    a = torch.tensor([3.0, 0.5, 4.0])
    b = opposite * a + torch.tensor([nudge, 0.0, 0.0])
    path = spherical(a, b, 5)
    assert torch.equal(path, spherical(a, b, 5))
    middle = path[2] / path[2].norm()
    assert abs(float(middle @ a)) < 1e-5  # a quarter turn away
    assert float(middle[1]) > 0.9  # towards the second axis
    torch.testing.assert_close(path[2].norm(), (a.norm() + b.norm()) / 2)
    torch.testing.assert_close(path.norm(dim=1), torch.lerp(a.norm(), b.norm(), torch.linspace(0, 1, 5)))


def test_the_zero_vector_has_no_direction_so_only_the_norm_changes() -> None:
    a, zero = torch.tensor([0.0, 2.0]), torch.zeros(2)
    assert spherical(zero, a, 3).tolist() == [[0, 0], [0, 1], [0, 2]]
    assert spherical(a, zero, 3).tolist() == [[0, 2], [0, 1], [0, 0]]
    assert spherical(zero, zero, 3).tolist() == [[0, 0]] * 3


def test_one_latent_and_parallel_vectors_go_straight() -> None:
    assert spherical(torch.tensor([-2.0]), torch.tensor([2.0]), 3).tolist() == [[-2], [0], [2]]
    assert spherical(torch.tensor([1.0, 1.0]), torch.tensor([3.0, 3.0]), 3).tolist() == [[1, 1], [2, 2], [3, 3]]


def test_cross_fade_is_the_mean_of_the_pixels() -> None:
    dark, light = torch.zeros(1, 2, 2), torch.ones(1, 2, 2)
    fade = cross_fade(dark, light, 5)
    assert fade.shape == (5, 1, 2, 2)
    assert fade[:, 0, 0, 0].tolist() == [0, 0.25, 0.5, 0.75, 1]


def test_constant_speed_by_hand() -> None:
    """Along two sides of a right angle, the second three times as long, with a corner and a point drawn twice."""
    path = torch.tensor([[0.0, 0.0], [1.0, 0.0], [1.0, 0.0], [1.0, 3.0]])
    assert constant_speed(path, 5).tolist() == [[0, 0], [1, 0], [1, 1], [1, 2], [1, 3]]


@given(
    points=st.lists(st.tuples(st.floats(-5, 5, width=32), st.floats(-5, 5, width=32)), min_size=2, max_size=12),
    steps=st.integers(2, 40),
)
def test_no_step_is_longer_than_its_share(points: list[tuple[float, float]], steps: int) -> None:
    path = torch.tensor(points)
    length = float(path.double().diff(dim=0).norm(dim=1).sum())
    assume(length > 1e-2)
    walked = constant_speed(path, steps)
    assert walked.shape == (steps, 2)
    assert torch.equal(walked[[0, -1]], path[[0, -1]])
    assert float(walked.double().diff(dim=0).norm(dim=1).max()) <= length / (steps - 1) + 1e-4


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: constant_speed(torch.zeros(1, 2), 5), "at least two points, got 1: draw a line"),
        (lambda: constant_speed(torch.zeros(0, 2), 5), "at least two points, got 0"),
        (lambda: constant_speed(torch.ones(4, 2), 5), "points are all the same: draw a longer line"),
        (lambda: constant_speed(torch.tensor([[0.0], [math.nan]]), 5), "finite"),
        (lambda: constant_speed(torch.eye(2), 1), "at least 2 steps"),
        (lambda: linear(torch.zeros(2), torch.ones(2), 1), "at least 2 steps"),
        (lambda: spherical(torch.zeros(2), torch.ones(2), 0), "at least 2 steps"),
        (lambda: cross_fade(torch.zeros(1, 2, 2), torch.ones(1, 2, 2), 1), "at least 2 steps"),
    ],
)
def test_paths_that_cannot_be(call, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()


def test_an_angle_turns_the_shorter_way_by_hand() -> None:
    """From .95 to .05 of a turn: a tenth of it, across the seam. From .6 to .4: not across it."""
    quantile = NormalDist().inv_cdf
    path = turning(torch.tensor([quantile(0.95), 0.0]), torch.tensor([quantile(0.05), 4.0]), 5, 0)
    assert path[:, 1].tolist() == [0, 1, 2, 3, 4]
    assert path[[0, 1, 3, 4], 0].tolist() == pytest.approx([quantile(share) for share in (0.95, 0.975, 0.025, 0.05)], abs=1e-4)
    assert abs(float(path[2, 0])) == pytest.approx(quantile(1 - 1e-4), abs=1e-4)  # the seam itself lies at infinity
    short = turning(torch.tensor([quantile(0.6), 0.0]), torch.tensor([quantile(0.4), 4.0]), 3, 0)
    assert short[1].tolist() == pytest.approx([0, 2], abs=1e-6)


@given(a=vectors, b=vectors, steps=st.integers(2, 20))
def test_it_never_turns_more_than_half_round(a: Tensor, b: Tensor, steps: int) -> None:
    path = turning(a, b, steps, 1)
    assert torch.equal(path[[0, -1]], torch.stack([a, b]))
    shares = torch.special.ndtr(path[:, 1].double())
    turned = (shares.diff() + 0.5) % 1 - 0.5
    assert float(turned.abs().sum()) <= 0.5 + 4e-4  # what a path keeps from the seam
    torch.testing.assert_close(path[:, [0, 2]], linear(a, b, steps)[:, [0, 2]])
