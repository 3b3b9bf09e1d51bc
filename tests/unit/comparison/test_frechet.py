import pytest
import torch

from vizvae.comparison.frechet import frechet_distance


def with_moments(mean: torch.Tensor, covariance: torch.Tensor, count: int = 400) -> torch.Tensor:
    """Points whose sample mean and covariance are exactly these."""
    points = torch.randn(count, len(mean), dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    points = points - points.mean(0)
    white = points @ torch.linalg.inv(torch.linalg.cholesky(torch.cov(points.T)).T)
    return white @ torch.linalg.cholesky(covariance).T + mean


def test_diagonal_gaussians_by_hand() -> None:
    a = with_moments(torch.tensor([0.0, 0.0], dtype=torch.float64), torch.diag(torch.tensor([1.0, 4.0], dtype=torch.float64)))
    b = with_moments(torch.tensor([3.0, 0.0], dtype=torch.float64), torch.diag(torch.tensor([9.0, 4.0], dtype=torch.float64)))
    assert frechet_distance(a, b) == pytest.approx(9 + (3 - 1) ** 2)


def test_correlated_gaussians_against_the_eigenvalues_of_the_product() -> None:
    c = torch.tensor([[2.0, 0.9], [0.9, 1.0]], dtype=torch.float64)
    d = torch.tensor([[1.0, -0.5], [-0.5, 3.0]], dtype=torch.float64)
    zero = torch.zeros(2, dtype=torch.float64)
    cross = torch.linalg.eigvals(c @ d).real.sqrt().sum()
    expected = (c.trace() + d.trace() - 2 * cross).item()
    assert frechet_distance(with_moments(zero, c), with_moments(zero, d)) == pytest.approx(expected)


def test_a_set_is_at_no_distance_from_itself_and_the_order_does_not_matter() -> None:
    a, b = torch.randn(100, 5), torch.randn(80, 5) + 1
    assert frechet_distance(a, a) == pytest.approx(0, abs=1e-9)
    assert frechet_distance(a, b) == pytest.approx(frechet_distance(b, a))


def test_one_image_has_no_covariance() -> None:
    with pytest.raises(ValueError, match="at least 2 images"):
        frechet_distance(torch.zeros(1, 3), torch.zeros(5, 3))
