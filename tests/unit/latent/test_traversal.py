import pytest
import torch
from torch import Tensor

from vizvae.latent.aggregate import Reference
from vizvae.latent.traversal import latents_by_weight, slider_range, traversal


def reference(z: Tensor, kl_per_dim: list[float] | None) -> Reference:
    """Draws `z`; with posterior means all alike and of variance 1, so that the KL of each latent is its μ²/2."""
    recon_nll = torch.zeros(len(z))
    if kl_per_dim is None:
        return Reference(mu=z, z=z, logvar=None, recon_nll=recon_nll)
    mu = torch.tensor(kl_per_dim).mul(2).sqrt().expand(len(z), -1)
    return Reference(mu=mu, z=z, logvar=torch.zeros_like(mu), recon_nll=recon_nll)


@pytest.fixture
def z(generator: torch.Generator) -> Tensor:
    return torch.randn(2000, 4, generator=generator) * torch.tensor([1.0, 0.5, 2.0, 0.0]) + torch.tensor([0.0, 1.0, -3.0, 7.0])


def test_one_latent_varies_and_the_others_stay() -> None:
    start = torch.tensor([1.0, 2.0, 3.0])
    path = traversal(start, 1, torch.tensor([-5.0, 0.0, 5.0]))
    assert path.tolist() == [[1, -5, 3], [1, 0, 3], [1, 5, 3]]
    assert start.tolist() == [1, 2, 3]


@pytest.mark.parametrize("latent", [-1, 3])
def test_a_latent_that_does_not_exist_is_refused(latent: int) -> None:
    with pytest.raises(ValueError, match=rf"latent must be in 0…2, got {latent}"):
        traversal(torch.zeros(3), latent, torch.zeros(2))


def test_a_slider_spans_three_standard_deviations_of_the_data(z: Tensor) -> None:
    for latent in range(3):
        low, high = slider_range(reference(z, None), latent)
        assert (low + high) / 2 == pytest.approx(z[:, latent].mean().item(), abs=1e-4)
        assert high - low == pytest.approx(6 * z[:, latent].std().item(), rel=1e-4)


def test_latents_come_by_kl_without_the_dead_ones(z: Tensor) -> None:
    assert latents_by_weight(reference(z, [0.5, 2.0, 0.009, 1.0])) == [1, 3, 0]


def test_latents_of_a_deterministic_model_come_by_spread_without_the_constant_ones(z: Tensor) -> None:
    assert latents_by_weight(reference(z, None)) == [2, 0, 1]


def test_a_histogram_counts_each_draw_once() -> None:
    values = torch.tensor([[-1.0], [0.0], [0.1], [0.5], [0.99], [1.0], [2.0]])
    assert reference(values, None).histogram(0, 0.0, 1.0, 2) == [2, 3]  # 1 belongs to the last bin, −1 and 2 to none
    assert sum(reference(values, None).histogram(0, -1.0, 2.0, 7)) == 7
