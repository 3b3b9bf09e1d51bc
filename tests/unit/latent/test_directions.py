import pytest
import torch

from vizvae.latent.directions import analogy, attribute_vector, principal_directions


def test_directions_of_a_stretched_cloud(generator: torch.Generator) -> None:
    turn = torch.linalg.qr(torch.randn(4, 4, generator=generator)).Q
    points = (torch.randn(4000, 4, generator=generator) * torch.tensor([1.0, 4.0, 2.0, 0.5])) @ turn + 3
    mean, directions, variance = principal_directions(points)
    torch.testing.assert_close(mean, points.mean(0))
    torch.testing.assert_close(directions @ directions.T, torch.eye(4), atol=1e-5, rtol=0)
    torch.testing.assert_close(((points - mean) @ directions.T).var(0), variance, rtol=1e-3, atol=1e-4)
    assert (variance.diff() <= 0).all()
    assert abs(float(directions[0] @ turn[1])) > 0.99


def test_the_sign_is_the_same_for_mirrored_data(generator: torch.Generator) -> None:
    points = torch.randn(200, 3, generator=generator)
    one, other = principal_directions(points)[1], principal_directions(-points)[1]
    torch.testing.assert_close(one, other)
    assert (one.gather(1, one.abs().argmax(1, keepdim=True)) > 0).all()


def test_fewer_points_than_latents_have_fewer_directions() -> None:
    _, directions, variance = principal_directions(torch.tensor([[0.0, 0.0, 0.0], [3.0, 0.0, 4.0]]))
    torch.testing.assert_close(directions, torch.tensor([[0.6, 0.0, 0.8]]))
    torch.testing.assert_close(variance, torch.tensor([12.5]))


def test_no_spread_no_direction() -> None:
    with pytest.raises(ValueError, match="at least two points, got 1"):
        principal_directions(torch.zeros(1, 3))
    with pytest.raises(ValueError, match="finite"):
        principal_directions(torch.full((3, 3), torch.nan))


def test_an_attribute_is_the_difference_of_means() -> None:
    mu = torch.tensor([[0.0, 0.0], [2.0, 0.0], [5.0, 1.0], [9.0, 9.0]])
    assert attribute_vector(mu, torch.tensor([0, 1]), torch.tensor([2])).tolist() == [4, 1]


def test_groups_of_none_and_of_nobody() -> None:
    mu, none = torch.zeros(4, 2), torch.zeros(0, dtype=torch.long)
    with pytest.raises(ValueError, match="the first group is empty: select at least one"):
        attribute_vector(mu, none, torch.tensor([0]))
    with pytest.raises(ValueError, match="the second group is empty"):
        attribute_vector(mu, torch.tensor([0]), none)
    with pytest.raises(ValueError, match=r"images 0…4, expected 0…3"):
        attribute_vector(mu, torch.tensor([0, 4]), torch.tensor([0]))


def test_analogy() -> None:
    a, b, c = torch.tensor([5.0, 1.0]), torch.tensor([2.0, 1.0]), torch.tensor([0.0, 7.0])
    assert analogy(a, b, c).tolist() == [3, 7]
