"""Each factor of the drawn faces changes what it says, and nothing far away from it."""

import itertools

import numpy as np
import pytest
import torch

from vizvae.data.face_drawing import SIDE, Pose, brows, eyes, mouth
from vizvae.data.faces import BROW, BROWS, EYES, MOUTH, OPENINGS, SMILES, TILTS, YAWS, LargeFaces
from vizvae.data.factor_sets import factor_set

FACES = factor_set("faces")
PLAIN = [4, 3, 5, 4, 3, 3, 2, 0]
"""Turned nowhere, neither sad nor glad, with open eyes."""


def faces(factor: str, *values: int) -> torch.Tensor:
    """(value, 3, 64, 64) as float: the plain face with this factor at these values."""
    factors = torch.tensor([PLAIN] * len(values))
    factors[:, FACES.names.index(factor)] = torch.tensor(values)
    return FACES.images(factors).float()


@pytest.mark.parametrize(("factor", "first", "last"), [("brows", 15, 27), ("eyes", 22, 37), ("smile", 38, 62)])
def test_a_feature_changes_its_own_rows_only(factor: str, first: int, last: int) -> None:
    size = FACES.sizes[FACES.names.index(factor)]
    low, high = faces(factor, 0, size - 1)
    rows = (low - high).abs().amax((0, 2)).nonzero().flatten()
    assert first <= rows.min() <= rows.max() <= last


def test_every_step_of_the_smile_can_be_seen() -> None:
    strip = faces("smile", *range(11))
    steps = (strip[1:] - strip[:-1]).abs().amax((1, 2, 3))
    assert (steps >= 20).all()  # of 255


def test_a_broad_smile_shows_teeth() -> None:
    def brightest(smile: int) -> float:
        return faces("smile", smile)[0, :, 46:54, 29:35].mean(0).max().item()

    assert brightest(10) > 200 > brightest(5)


def test_the_skin_darkens_step_by_step_and_the_wall_stays() -> None:
    strip = faces("skin", *range(8))
    cheeks = strip[:, :, 38:41, 22:25].mean((1, 2, 3))
    assert (cheeks[1:] < cheeks[:-1] - 5).all()
    assert torch.equal(strip[0, :, :, :6], strip[7, :, :, :6])


def test_a_turn_moves_the_lips_to_its_side_and_a_tilt_too() -> None:
    def lips_at(factor: str, value: int) -> float:
        mouth = faces(factor, value)[0:1, :, 42:53]
        red = (mouth[0, 0] - mouth[0, 1] - 60).clamp_min(0)
        return float((red.sum(0) * torch.arange(64)).sum() / red.sum())

    assert lips_at("turn", 0) < lips_at("turn", 4) - 2 < lips_at("turn", 8) - 4
    assert abs(lips_at("tilt", 0) - lips_at("tilt", 6)) > 2


def test_values_are_said_in_words() -> None:
    turn = FACES.factors[0]
    assert (turn.said(0), turn.said(4), turn.said(8)) == ("11° left", "straight", "11° right")


@pytest.mark.parametrize("side", [SIDE, 2 * SIDE])
def test_the_windows_hold_the_features_in_every_pose(side: int) -> None:
    for draw, values, window in ((eyes, OPENINGS, EYES), (brows, BROWS, BROW), (mouth, SMILES, MOUTH)):
        top, bottom, left, right = (edge * side // SIDE for edge in window)
        outside = np.ones((3, side, side), dtype=bool)
        outside[:, top:bottom, left:right] = False
        for yaw, tilt, value in itertools.product((YAWS[0], YAWS[-1]), (TILTS[0], TILTS[-1]), (values[0], values[-1])):
            multiplier, addend = draw(Pose.at(yaw, tilt, side), value)
            assert (np.abs(multiplier - 1) < 1 / 256)[outside].all()
            assert (addend < 1 / 255)[outside].all()


def test_the_large_faces_are_the_same_portraits() -> None:
    large = LargeFaces()
    assert (large.sizes, large.names) == (FACES.sizes, FACES.names)
    factors = FACES.sample_factors(12, generator=torch.Generator().manual_seed(0))
    shrunk = torch.nn.functional.avg_pool2d(large.images(factors).float(), 2)
    assert (shrunk - FACES.images(factors)).abs().mean() < 1.5  # of 255: edges fall on other pixels
    assert large.drawing != FACES.drawing
