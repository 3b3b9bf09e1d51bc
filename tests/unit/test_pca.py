import torch

from vizvae.pca import principal_axes


def test_few_and_many_points_have_the_same_axes(generator: torch.Generator) -> None:
    """They are found in two ways."""
    points = torch.randn(6, 5, generator=generator, dtype=torch.float64) * torch.tensor([5.0, 4.0, 3.0, 2.0, 1.0])
    centred = points - points.mean(0)
    squares, axes = principal_axes(centred)
    with_more_features = torch.cat([centred, torch.zeros(6, 3, dtype=torch.float64)], dim=1)
    same_squares, same_axes = principal_axes(with_more_features)
    torch.testing.assert_close(same_squares[:5], squares)
    torch.testing.assert_close((same_axes[:5, :5] * axes).sum(1).abs(), torch.ones(5, dtype=torch.float64))
    assert (squares.diff() < 0).all()
    torch.testing.assert_close((centred @ axes.T).square().sum(0), squares)
    torch.testing.assert_close(axes @ axes.T, torch.eye(5, dtype=torch.float64))
