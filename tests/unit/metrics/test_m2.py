"""M2: its bounds, by hand and against integrals."""

import math

import pytest
import torch
from torch.nn.functional import cross_entropy

from vizvae.gaussian import DiagonalGaussian
from vizvae.metrics.label_efficiency import accuracy
from vizvae.metrics.semi_supervised import Codes, fit_m2
from vizvae.models.m2 import M2, M2Config, semi_supervised_loss


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def lively(**config: int) -> M2:
    torch.manual_seed(0)
    model = M2(M2Config(**{"data_dim": 2, "latent_dim": 1, "hidden_dim": 6, "num_classes": 3, **config}))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.normal_(0, 0.7)
    return model.requires_grad_(False)


def log_joint(model: M2, x: torch.Tensor, y: int, grid: torch.Tensor) -> torch.Tensor:
    """log p(x, y, z) at each z of the grid, without the network's own way of writing it."""
    mean = model.decoder(grid.unsqueeze(-1), torch.full(grid.shape, y))
    std = torch.exp(model.logvar / 2)
    normal = torch.distributions.Normal(mean, std).log_prob(x).sum(-1)
    return normal + torch.distributions.Normal(0.0, 1.0).log_prob(grid) - math.log(model.config.num_classes)


def test_a_model_that_says_nothing_has_a_bound_known_by_hand() -> None:
    model = M2(M2Config(data_dim=2, latent_dim=3, num_classes=4))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
        model.classifier[2].bias.copy_(torch.tensor([1.0, 0.0, 0.0, 0.0]))  # pyright: ignore
    x = torch.tensor([[1.0, -2.0]])
    joint = -0.5 * (1 + 4) - math.log(2 * math.pi) - math.log(4)  # N(x; 0, I), KL 0, p(y) = 1/4
    assert model.joint_bound(x, torch.tensor([2]), generator=seeded()).tolist() == pytest.approx([joint])
    first, other = math.e / (math.e + 3), 1 / (math.e + 3)
    entropy = -first * math.log(first) - 3 * other * math.log(other)
    assert model.marginal_bound(x, generator=seeded()).tolist() == pytest.approx([joint + entropy])


def test_what_the_joint_bound_lacks_is_the_divergence_of_the_answers() -> None:
    """log p(x, y) + L(x, y) = KL(q(z|x, y) ‖ p(z|x, y)), both by quadrature."""
    model, x = lively(), torch.tensor([0.6, -0.3])
    grid = torch.linspace(-12, 12, 20001)
    width = float(grid[1] - grid[0])
    for y in range(3):
        joint = log_joint(model, x, y, grid)
        evidence = torch.logsumexp(joint + math.log(width), 0)
        mu, logvar = model.encoder(x, torch.tensor(y)).chunk(2, -1)
        log_q = DiagonalGaussian(mu, logvar).log_prob(grid.unsqueeze(-1))
        divergence = (log_q.exp() * (log_q - (joint - evidence))).sum() * width
        draws = model.joint_bound(x.expand(200_000, -1), torch.full((200_000,), y), generator=seeded())
        assert divergence > 0
        assert draws.mean().item() == pytest.approx((evidence - divergence).item(), abs=5 * draws.std().item() / 200_000**0.5)


def test_the_marginal_bound_is_the_sum_over_classes_and_an_entropy() -> None:
    model = lively()
    x = torch.randn(5, 2, generator=seeded(1))
    found = model.marginal_bound(x, generator=seeded(2))
    q = torch.softmax(model.classifier(x), -1)
    each = model.joint_bound(
        x.unsqueeze(1).expand(-1, 3, -1), torch.arange(3).expand(5, -1), generator=seeded(2)
    )  # the same draws, class by class
    for i in range(5):
        by_hand = sum(q[i, y] * each[i, y] for y in range(3)) - sum(q[i, y] * math.log(q[i, y]) for y in range(3))
        assert found[i].item() == pytest.approx(float(by_hand), abs=1e-5)


def test_the_marginal_bound_is_tight_where_the_classifier_is_right_and_never_above() -> None:
    """With q(y|x) ∝ exp(−L(x, y)) it is log Σ_y exp(−L(x, y)), the largest that a classifier can make of it."""
    model = lively(latent_dim=2)
    x = torch.randn(1, 2, generator=seeded(3)).expand(1, -1)
    each = model.joint_bound(x.unsqueeze(1).expand(-1, 3, -1), torch.arange(3).expand(1, -1), generator=seeded(4))[0]
    most = torch.logsumexp(each, 0).item()
    assert model.marginal_bound(x, generator=seeded(4)).item() < most
    model.classifier[2].weight.zero_()  # pyright: ignore
    model.classifier[2].bias.copy_(each)  # pyright: ignore
    assert model.marginal_bound(x, generator=seeded(4)).item() == pytest.approx(most, abs=1e-5)


def test_the_loss_weighs_its_three_terms() -> None:
    model = lively()
    x, some = torch.randn(6, 2, generator=seeded(5)), torch.randn(4, 2, generator=seeded(6))
    y = torch.tensor([0, 1, 2, 1])
    generator = seeded(7)
    unlabelled = model.marginal_bound(x, generator=generator).mean()
    labelled = model.joint_bound(some, y, generator=generator).mean()
    expected = -unlabelled - 0.25 * labelled + 3 * cross_entropy(model.classifier(some), y)
    assert semi_supervised_loss(model, x, some, y, share=0.25, alpha=3, generator=seeded(7)).item() == pytest.approx(
        expected.item()
    )


def test_a_label_for_each_of_ten_clusters_names_them_all() -> None:
    y = torch.arange(10).repeat(100)
    train = Codes(3 * torch.eye(10)[y] + 0.5 * torch.randn(1000, 10, generator=seeded(8)), y)
    rows = torch.arange(10)
    found = [fit_m2(train, rows, generator=seeded(9), epochs=10) for _ in range(2)]
    assert accuracy(found[0].classifier, train.x, y) > 0.95
    assert all(torch.equal(a, b) for a, b in zip(*(one.parameters() for one in found), strict=True))
