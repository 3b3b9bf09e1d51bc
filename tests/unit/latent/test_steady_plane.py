"""A plane for codes that change: distances kept, nothing flips."""

import pytest
import torch

from vizvae.latent.steady_plane import SteadyPlane


def codes(generator: torch.Generator) -> torch.Tensor:
    return torch.randn(60, 5, generator=generator) * torch.tensor([3.0, 2.0, 0.3, 0.2, 0.1]) + 1


def test_it_is_pca_at_first(generator: torch.Generator) -> None:
    z = codes(generator)
    xy = SteadyPlane().show(z)
    _, singular, _ = torch.linalg.svd(z - z.mean(0), full_matrices=False)
    torch.testing.assert_close(xy.norm(dim=0), singular[:2])
    torch.testing.assert_close(xy.mean(0), torch.zeros(2), atol=1e-5, rtol=0)


@pytest.mark.parametrize("turn", ["mirrored", "rotated", "axes swapped"])
def test_the_same_codes_turned_are_the_same_picture(generator: torch.Generator, turn: str) -> None:
    z = codes(generator)
    plane = SteadyPlane()
    before = plane.show(z)
    orthogonal = {
        "mirrored": -torch.eye(5),
        "rotated": torch.linalg.qr(torch.randn(5, 5, generator=generator)).Q,
        "axes swapped": torch.eye(5)[[1, 0, 2, 3, 4]],
    }[turn]
    torch.testing.assert_close(plane.show(z @ orthogonal), before, atol=1e-3, rtol=0)
    moved = plane.show(z @ orthogonal + 0.01 * torch.randn(60, 5, generator=generator))
    assert (moved - before).abs().max() < 0.2


def test_two_latents_are_shown_as_they_are_and_one_on_a_line(generator: torch.Generator) -> None:
    z = torch.randn(7, 2, generator=generator)
    assert torch.equal(SteadyPlane().show(z), z)
    assert torch.equal(SteadyPlane().show(z[:, :1]), torch.cat([z[:, :1], torch.zeros(7, 1)], 1))


def test_codes_that_are_no_numbers() -> None:
    with pytest.raises(ValueError, match="diverged"):
        SteadyPlane().show(torch.full((4, 3), torch.nan))


def test_all_codes_in_one_place_stay_there() -> None:
    plane = SteadyPlane()
    for _ in range(2):
        assert torch.equal(plane.show(torch.ones(4, 3)), torch.zeros(4, 2))


def test_a_single_code_is_a_point() -> None:
    """As of a set of twelve images, one of which is held out."""
    assert torch.equal(SteadyPlane().show(torch.ones(1, 3)), torch.zeros(1, 2))
